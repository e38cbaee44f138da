#include "indexer/text/redact.h"

#include <re2/re2.h>

#include <algorithm>

#include "indexer/core/ascii.h"
#include "indexer/text/code.h"
#include "indexer/text/re2_text.h"

namespace garner {
namespace {

// Fewer digits cannot be a telephone number, a card or an account.
constexpr std::size_t kMinDigits = 7;
constexpr std::size_t kMinReferenceDigits = 4;
constexpr int kMaxRounds = 8;

void find_emails(std::string_view text, std::vector<Finding>& findings) {
  static const RE2 kPattern(
      R"(((?:mailto:)?[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}](?:[\p{L}\p{N}-]*\.)+\p{L}\p{L}+))");
  re2::StringPiece rest(text.data(), text.size()), found;
  while (text.find('@') != std::string_view::npos && RE2::FindAndConsume(&rest, kPattern, &found)) {
    // git@host is how everybody logs in there.
    if (found.starts_with("git@")) continue;
    const std::size_t begin = offset(text, found);
    findings.push_back({begin, begin + found.size(), "[email]"});
  }
  if (text.find("at)") == std::string_view::npos && text.find("at]") == std::string_view::npos) return;
  static const RE2 kSpelt(
      R"((?i)\b([\w.+-]+\s?[\[(]\s?at\s?[\])]\s?[\w-]+(?:\s?(?:[\[(]\s?dot\s?[\])]|\.)\s?[\w-]{2}[\w-]*)+))");
  rest = re2::StringPiece(text.data(), text.size());
  while (RE2::FindAndConsume(&rest, kSpelt, &found)) {
    const std::size_t begin = offset(text, found);
    findings.push_back({begin, begin + found.size(), "[email]"});
  }
}

// The check digit that payment cards have.
bool passes_luhn(std::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (auto c = digits.rbegin(); c != digits.rend(); ++c, twice = !twice) {
    const int value = (*c - '0') * (twice ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 == 0;
}

// Whether the first digits are those of a card issuer; a time in milliseconds or an order number rarely has
// them.
bool is_issuer(std::string_view digits) {
  const auto head = [&](std::size_t count) { return std::stoi(std::string(digits.substr(0, count))); };
  const int two = head(2), three = head(3), four = head(4);
  if (digits[0] == '4') return digits.size() == 13 || digits.size() >= 16;
  return (two >= 51 && two <= 55) || (four >= 2221 && four <= 2720) || two == 34 || two == 37 || two == 62 ||
         two == 65 || two == 35 || two == 36 || two == 38 || two == 30 || four == 6011 ||
         (three >= 644 && three <= 649) || two == 50;
}

void find_cards(std::string_view text, std::vector<Finding>& findings) {
  static const RE2 kPattern(R"((\d(?:[ -]?\d){12,18}))");
  re2::StringPiece rest(text.data(), text.size()), found;
  while (RE2::FindAndConsume(&rest, kPattern, &found)) {
    const std::size_t begin = offset(text, found), end = begin + found.size();
    const auto glued = [&](std::size_t at) {
      return is_digit(text[at]) || text[at] == '_' || (text[at] | 0x20) >= 'a';
    };
    if ((begin > 0 && glued(begin - 1)) || (end < text.size() && glued(end))) continue;
    std::string digits;
    for (const char c : std::string_view(found.data(), found.size())) {
      if (is_digit(c)) digits += c;
    }
    if (is_issuer(digits) && passes_luhn(digits)) findings.push_back({begin, end, "[card]"});
  }
}

// ISO 13616: moved by four and read as a number, it leaves 1 when divided by 97.
bool passes_mod97(std::string_view iban) {
  int rest = 0;
  for (std::size_t i = 0; i < iban.size(); ++i) {
    const char c = iban[(i + 4) % iban.size()];
    rest = is_digit(c) ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
  }
  return rest == 1;
}

void find_ibans(std::string_view text, std::vector<Finding>& findings) {
  static const RE2 kPattern(R"(\b([A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,34}))");
  constexpr std::size_t kShortest = 15, kLongest = 34;
  re2::StringPiece rest(text.data(), text.size()), found;
  while (RE2::FindAndConsume(&rest, kPattern, &found)) {
    const std::size_t begin = offset(text, found);
    // The pattern may have run on into the words behind it: the longest piece that checks out counts.
    std::string iban;
    std::size_t length = 0;
    for (std::size_t i = 0; i < found.size() && iban.size() < kLongest; ++i) {
      if (found[i] == ' ' || found[i] == '-') continue;
      iban += found[i];
      const bool ends = i + 1 == found.size() || found[i + 1] == ' ' || found[i + 1] == '-';
      if (ends && iban.size() >= kShortest && passes_mod97(iban)) length = i + 1;
    }
    if (length > 0) findings.push_back({begin, begin + length, "[iban]"});
  }
}

bool inside_code(const Finding& finding, const std::vector<CodeSpan>& code) {
  const auto span = std::upper_bound(code.begin(), code.end(), finding.begin,
                                     [](std::size_t at, const CodeSpan& each) { return at < each.end; });
  return span != code.end() && span->begin < finding.end;
}

// Of findings that overlap, the one that was looked for first stays.
void merge(std::vector<Finding>& kept, std::vector<Finding>& more) {
  std::vector<Finding> fresh;
  const auto by_begin = [](const Finding& a, const Finding& b) { return a.begin < b.begin; };
  std::sort(more.begin(), more.end(), by_begin);
  auto next = kept.begin();
  std::size_t end = 0;
  for (const Finding& finding : more) {
    while (next != kept.end() && next->end <= finding.begin) ++next;
    if (finding.begin < end || (next != kept.end() && next->begin < finding.end)) continue;
    fresh.push_back(finding);
    end = finding.end;
  }
  kept.insert(kept.end(), fresh.begin(), fresh.end());
  std::sort(kept.begin(), kept.end(), by_begin);
  more.clear();
}

}  // namespace

namespace {

// Empty where there is nothing to mask.
std::string mask_once(std::string_view text, const std::string& region) {
  std::vector<Finding> kept, found;
  find_secrets(text, found);
  merge(kept, found);
  find_emails(text, found);
  merge(kept, found);

  const auto digits = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_digit));
  const std::vector<CodeSpan> code = code_spans(text);
  const auto outside_code = [&](auto find) {
    find();
    std::erase_if(found, [&](const Finding& finding) { return inside_code(finding, code); });
    merge(kept, found);
  };
  outside_code([&] { find_macs(text, found); });
  if (digits >= kMinDigits) {
    outside_code([&] { find_ibans(text, found); });
    outside_code([&] { find_cards(text, found); });
  }
  if (digits >= kMinReferenceDigits) outside_code([&] { find_references(text, found); });
  if (digits > 0) {
    outside_code([&] { find_ips(text, found); });
    outside_code([&] { find_streets(text, found); });
  }
  if (digits >= kMinDigits) outside_code([&] { find_phones(text, region, found); });
  outside_code([&] { find_names(text, found); });
  std::string masked;
  std::size_t done = 0;
  for (const Finding& finding : kept) {
    masked.append(text.substr(done, finding.begin - done)).append(finding.mask);
    done = finding.end;
  }
  if (!kept.empty()) masked.append(text.substr(done));
  return masked;
}

}  // namespace

std::string redact(std::string_view text, const std::string& region) {
  std::string result(text);
  // A mask can set free what it stood beside: digits that were glued to a number are one of their own then.
  for (int round = 0; round < kMaxRounds; ++round) {
    std::string masked = mask_once(result, region);
    if (masked.empty() || masked == result) break;
    result = std::move(masked);
  }
  return result;
}

}  // namespace garner
