#include <phonenumbers/phonenumberutil.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "indexer/core/ascii.h"
#include "indexer/text/redact.h"

namespace garner {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr std::size_t kMinPhoneDigits = 7, kMaxPhoneDigits = 15;
constexpr std::size_t kMaxGroups = 8;
constexpr std::size_t kCrowded = 24;  // groups on a line: a table, where only what is called a number is one

// A run of digits, and what stands between it and the one before: "(555) 123-4567" has groups 555, 123, 4567.
struct Group {
  std::size_t begin = 0, end = 0;
  char separator = 0;  // the first character that is no blank, else a blank; 0: the first group
  std::size_t size() const { return end - begin; }
};

struct Run {
  std::vector<Group> groups;
  std::size_t end = 0;
};

bool may_separate(std::string_view between) {
  if (between.empty() || between.size() > 3) return false;
  return between.find_first_not_of(" -./()") == std::string_view::npos;
}

// Digits from `begin` on that only separators of telephone numbers hold apart.
Run run_at(std::string_view text, std::size_t begin) {
  Run run;
  std::size_t i = begin;
  char separator = 0;
  while (i < text.size() && is_digit(text[i])) {
    Group group{i, i, separator};
    while (group.end < text.size() && is_digit(text[group.end])) ++group.end;
    run.groups.push_back(group);
    i = group.end;
    std::size_t next = i;
    while (next < text.size() && next - i < 4 && !is_digit(text[next])) ++next;
    if (next >= text.size() || !may_separate(text.substr(i, next - i))) break;
    const std::string_view between = text.substr(i, next - i);
    const std::size_t sign = between.find_first_not_of(' ');
    separator = sign == std::string_view::npos ? ' ' : between[sign];
    i = next;
  }
  run.end = run.groups.back().end;
  return run;
}

// How many groups from `at` on are a date: 2026-03-01, 1.3.2026, 03/01/26.
std::size_t date_groups(const std::vector<Group>& groups, std::size_t at) {
  if (at + 2 >= groups.size()) return 0;
  const Group &a = groups[at], &b = groups[at + 1], &c = groups[at + 2];
  if (b.separator != c.separator || std::string_view("-./").find(b.separator) == std::string_view::npos)
    return 0;
  if (a.size() == 4 && b.size() <= 2 && c.size() <= 2) return 3;
  if (a.size() > 2 || b.size() > 2) return 0;
  if (c.size() == 4) return 3;
  const bool goes_on = at + 3 < groups.size() && groups[at + 3].separator == c.separator;
  return c.size() == 2 && !goes_on ? 3 : 0;
}

bool is_thousands(const Group* first, std::size_t count) {
  if (count < 2 || first->size() > 3) return false;
  for (std::size_t i = 1; i < count; ++i) {
    if (first[i].size() != 3 || first[i].separator != '.') return false;
  }
  return true;
}

bool follows_phone_word(std::string_view before) {
  static const RE2 kPattern(
      R"((?i)(?:\b(?:phone|telephone|tel|call|cell|mobile|mob|fax|whatsapp|sms|dial|reach me at|ring|telefon|telefono|teléfono|telefone|téléphone|handy|mobil|móvil|celular|portable|numéro|rufnummer|tfno|telefoon|ring)|電話|携帯|电话|手机|телефон)\W{0,3}(?:(?:number|nummer|no|nr|us|me|is|at|on|back|番号)\W{1,3}){0,4}$)");
  constexpr std::size_t kReach = 40;
  before = before.substr(before.size() - std::min(before.size(), kReach));
  return RE2::PartialMatch(re2::StringPiece(before.data(), before.size()), kPattern);
}

bool follows_number_word(std::string_view before) {
  static const RE2 kPattern(
      R"((?i)\b(?:order|case|ticket|error|code|serial|ref|reference|invoice|bestellung|rechnung|fehler|commande|pedido|ordine|id|sku|isbn|part|model|art|tracking|build|version)\W{0,3}(?:(?:number|nummer|no|nr|id|code|is)\W{1,3}){0,2}$|#\s?$)");
  constexpr std::size_t kReach = 32;
  before = before.substr(before.size() - std::min(before.size(), kReach));
  return RE2::PartialMatch(re2::StringPiece(before.data(), before.size()), kPattern);
}

enum class Demand { kPossible, kValid };

bool is_number(std::string_view text, const std::string& region, Demand demand) {
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  if (util.Parse(std::string(text), region, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return false;
  return demand == Demand::kValid ? util.IsValidNumber(number) : util.IsPossibleNumber(number);
}

class PhoneFinder {
 public:
  PhoneFinder(std::string_view text, const std::string& region, std::vector<Finding>& findings)
      : text_(text), region_(region), findings_(findings) {}

  void run() {
    for (std::size_t i = 0; i < text_.size();) {
      if (!is_digit(text_[i])) {
        ++i;
        continue;
      }
      const Run run = run_at(text_, i);
      search(run.groups);
      i = run.end;
    }
  }

 private:
  void search(const std::vector<Group>& groups) {
    crowded_ = groups.size() > kCrowded;
    for (std::size_t at = 0; at < groups.size();) {
      if (const std::size_t date = date_groups(groups, at); date > 0) {
        at += date;
        continue;
      }
      at += std::max<std::size_t>(1, number_at(groups, at));
    }
  }

  // How many groups from `at` on are one number, the most that can be; reports it.
  std::size_t number_at(const std::vector<Group>& groups, std::size_t at) {
    std::size_t begin = groups[at].begin;
    if (begin > 0 && text_[begin - 1] == '(') --begin;
    const bool plus = begin > 0 && text_[begin - 1] == '+';
    if (plus) --begin;
    if (begin > 0 && !stands_apart(text_[begin - 1])) return 0;
    std::size_t digits = 0, most = 0;
    while (at + most < groups.size() && most < kMaxGroups &&
           digits + groups[at + most].size() <= kMaxPhoneDigits) {
      digits += groups[at + most].size();
      ++most;
    }
    for (std::size_t count = most; count > 0; digits -= groups[at + --count].size()) {
      const std::size_t end = groups[at + count - 1].end;
      if (digits < kMinPhoneDigits || (at + count == groups.size() && !ends_apart(end))) continue;
      if (!accept(groups.data() + at, count, begin, end, digits, plus)) continue;
      findings_.push_back({begin, end, "[phone]"});
      return count;
    }
    return 0;
  }

  bool accept(const Group* groups, std::size_t count, std::size_t begin, std::size_t end, std::size_t digits,
              bool plus) const {
    const std::string_view candidate = text_.substr(begin, end - begin);
    if (plus) return is_number(candidate, region_, Demand::kPossible);
    const std::string_view before = text_.substr(0, begin);
    if (is_thousands(groups, count) || is_quad(groups, count)) return false;
    const bool named = follows_phone_word(before);
    if (named) return true;
    if (crowded_) return false;
    if (count == 1 || follows_number_word(before)) return false;
    const bool short_group =
        std::any_of(groups + 1, groups + count, [](const Group& group) { return group.size() < 2; });
    if (short_group) return false;
    if (text_[groups[0].begin] == '0' && digits >= 9 && digits <= 13 && groups[0].size() <= 5) return true;
    // (555) 123-4567, 1-800-555-0199
    const bool american = count >= 3 && groups[count - 1].size() == 4 && groups[count - 2].size() == 3 &&
                          groups[count - 3].size() == 3 &&
                          (count == 3 || (count == 4 && groups[0].size() == 1));
    if (american && is_number(candidate, region_, Demand::kPossible)) return true;
    return digits >= 9 && is_number(candidate, region_, Demand::kValid);
  }

  static bool is_quad(const Group* groups, std::size_t count) {
    if (count != 4) return false;
    return std::all_of(groups, groups + 4, [](const Group& group) { return group.size() <= 3; }) &&
           std::all_of(groups + 1, groups + 4, [](const Group& group) { return group.separator == '.'; });
  }
  // Behind these a number is a piece of a code, an address, a price.
  static bool stands_apart(char before) {
    return !is_letter(before) && !is_digit(before) &&
           std::string_view("-./_#$%&=@\\,").find(before) == std::string_view::npos;
  }
  bool ends_apart(std::size_t end) const {
    if (end >= text_.size()) return true;
    const char c = text_[end];
    if (is_letter(c) || c == '_' || c == '%' || c == '$' || c == '@') return false;
    const bool more = end + 1 < text_.size() && (is_letter(text_[end + 1]) || is_digit(text_[end + 1]));
    return !(more && std::string_view("-./,:").find(c) != std::string_view::npos);
  }

  std::string_view text_;
  const std::string& region_;
  std::vector<Finding>& findings_;
  bool crowded_ = false;
};

}  // namespace

void find_phones(std::string_view text, const std::string& region, std::vector<Finding>& findings) {
  PhoneFinder(text, region, findings).run();
}

}  // namespace garner
