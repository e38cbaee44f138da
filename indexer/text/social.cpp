#include "indexer/text/social.h"

#include <re2/re2.h>

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "indexer/core/ascii.h"
#include "indexer/text/code.h"
#include "indexer/text/lines.h"

namespace garner {
namespace {

constexpr std::size_t kMaxHandle = 30;

bool is_of_handle(char c) {
  return is_word_char(c) || c == '_';
}

// The end of the handle at `at`, which is an '@': "@name", "@name@server.org". 0: there is none.
std::size_t handle_end(std::string_view text, std::size_t at) {
  if (at > 0 && (is_of_handle(text[at - 1]) ||
                 std::string_view("./-+@`").find(text[at - 1]) != std::string_view::npos)) {
    return 0;
  }
  const auto name = [&](std::size_t i, std::string_view also) {
    while (i < text.size() && static_cast<unsigned char>(text[i]) < 0x80 &&
           (is_of_handle(text[i]) || also.find(text[i]) != std::string_view::npos)) {
      ++i;
    }
    return i;
  };
  std::size_t end = name(at + 1, "");
  if (end == at + 1 || end - at > kMaxHandle) return 0;
  // "@3" and "@12:30" are no people; a long number is a pseudonym, as in published support tweets.
  constexpr std::size_t kPseudonymDigits = 5;
  const std::string_view handle = text.substr(at + 1, end - at - 1);
  const bool number = handle.find_first_not_of("0123456789") == std::string_view::npos;
  if (handle[0] >= '0' && handle[0] <= '9' && !(number && handle.size() >= kPseudonymDigits)) return 0;
  if (end + 1 < text.size() && text[end] == '@' && is_of_handle(text[end + 1])) {
    end = name(end + 1, ".-");
    while (text[end - 1] == '.' || text[end - 1] == '-') --end;
  }
  // "@angular/core" and "@media (" are no people.
  if (end < text.size() && (text[end] == '/' || text[end] == '(')) return 0;
  return end;
}

std::string_view without_leading_handles(std::string_view text) {
  while (true) {
    text = trim(text);
    const std::size_t at = text.starts_with(".@") ? 1 : 0;
    if (at >= text.size() || text[at] != '@') return text;
    const std::size_t end = handle_end(at == 1 ? text.substr(1) : text, 0);
    if (end == 0) return text;
    std::string_view rest = text.substr(at + end);
    if (!rest.empty() && std::string_view(" \n\t,:!").find(rest.front()) == std::string_view::npos)
      return text;
    rest.remove_prefix(std::min(rest.find_first_not_of(",:! \n\t"), rest.size()));
    text = rest;
  }
}

std::string mask_handles(std::string_view text) {
  const std::vector<CodeSpan> code = code_spans(text);
  auto span = code.begin();
  std::string out;
  std::size_t done = 0;
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    while (span != code.end() && span->end <= at) ++span;
    if (span != code.end() && span->begin <= at) continue;
    const std::size_t end = handle_end(text, at);
    if (end == 0) continue;
    out.append(text.substr(done, at - done)).append("[handle]");
    done = end;
    at = end - 1;
  }
  return out.append(text.substr(done));
}

// "https://…", "2/2", "(2/2)": may stand behind the initials.
bool may_follow_initials(std::string_view word) {
  if (word.starts_with("http://") || word.starts_with("https://")) return true;
  if (word.starts_with('(') && word.ends_with(')')) word = word.substr(1, word.size() - 2);
  return word.size() == 3 && is_digit(word[0]) && word[1] == '/' && is_digit(word[2]);
}

bool is_capitals(std::string_view word) {
  return word.size() >= 2 && word.size() <= 3 &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_name(std::string_view word) {
  return word.size() >= 2 && word.size() <= 10 && word[0] >= 'A' && word[0] <= 'Z' &&
         std::all_of(word.begin(), word.end(), [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; });
}

// `before`: the text that `word` ends, without the blanks between. A dash or slash could be an option ("ls
// -LA"): it must stand behind a sentence.
bool is_initials(std::string_view word, std::string_view before) {
  if (word.starts_with('^')) return is_name(word.substr(1));
  if (word.starts_with('*')) return is_capitals(word.substr(1));
  constexpr std::string_view kDash = "–";
  std::size_t sign = word.starts_with('-') || word.starts_with('/') || word.starts_with('~') ? 1 : 0;
  if (word.starts_with(kDash)) sign = kDash.size();
  if (sign == 0 || !is_capitals(word.substr(sign)) || before.empty()) return false;
  return std::string_view(".!?)").find(before.back()) != std::string_view::npos || before.ends_with("…");
}

// "… restart it. ^JM", also before an address or "2/2" at the very end.
std::string drop_initials(std::string_view text) {
  constexpr int kMaxWords = 4;
  std::size_t end = trim(text).size();
  if (!text.empty() && is_blank(text.front())) return std::string(text);  // tidied text only
  for (int i = 0; i < kMaxWords && end > 0; ++i) {
    std::size_t begin = end;
    while (begin > 0 && !is_blank(text[begin - 1])) --begin;
    std::string_view word = text.substr(begin, end - begin);
    // Scripts without blanks: "お試しください。^YT".
    if (const std::size_t sign = word.rfind('^');
        sign != std::string_view::npos && sign > 0 && static_cast<unsigned char>(word[sign - 1]) >= 0x80) {
      begin += sign;
      word = word.substr(sign);
    }
    std::size_t before = begin;
    while (before > 0 && is_blank(text[before - 1])) --before;
    bool found = is_initials(word, text.substr(0, before));
    if (!found && is_capitals(word) && before > 0 && text[before - 1] == '^' &&
        (before == 1 || is_blank(text[before - 2]))) {
      --before;  // "^ JM"
      while (before > 0 && is_blank(text[before - 1])) --before;
      found = true;
    }
    if (found) {
      std::string kept(text.substr(0, before));
      return kept.append(text.substr(end));
    }
    if (!may_follow_initials(word)) break;
    end = before;
  }
  return std::string(text);
}

struct Number {
  int index = 0, count = 0;
  std::string_view rest;
};

// "1/2 text" or "text (1/2)".
std::optional<Number> number_of(std::string_view body) {
  static const RE2 kFirst(R"((?s)^\(?([1-9])/([2-9])\)?[\s:.]+(.*)$)");
  static const RE2 kLast(R"((?s)^(.*\S)\s+\(?([1-9])/([2-9])\)?\s*$)");
  const re2::StringPiece text(body.data(), body.size());
  Number number;
  re2::StringPiece rest;
  if (!RE2::FullMatch(text, kFirst, &number.index, &number.count, &rest) &&
      !RE2::FullMatch(text, kLast, &rest, &number.index, &number.count)) {
    return std::nullopt;
  }
  if (number.index > number.count) return std::nullopt;
  number.rest = {rest.data(), rest.size()};
  return number;
}

struct Series {
  int count = 0;
  std::vector<std::size_t> messages;
};

}  // namespace

std::string drop_manners(std::string_view text) {
  std::string clean(without_leading_handles(text));
  if (clean.find('@') != std::string::npos) clean = mask_handles(clean);
  return drop_initials(clean);
}

void join_numbered(Conversation& conversation) {
  auto& messages = conversation.messages;
  std::map<std::string, Series> open;  // by author
  std::vector<Series> complete;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const Message& message = messages[i];
    if (message.author.empty() || message.deleted || message.body.find('/') == std::string::npos) continue;
    const auto number = number_of(message.body);
    if (!number) continue;
    Series& series = open[message.author];
    const bool goes_on = number->index == static_cast<int>(series.messages.size()) + 1;
    if (number->index == 1) {
      series = {number->count, {i}};
    } else if (goes_on && number->count == series.count) {
      series.messages.push_back(i);
    } else {
      series = {};
    }
    if (series.count > 0 && static_cast<int>(series.messages.size()) == series.count) {
      complete.push_back(std::move(series));
      series = {};
    }
  }
  if (complete.empty()) return;
  std::vector<bool> gone(messages.size(), false);
  std::map<std::string, std::string> now_in;  // id of a joined message -> id of the first
  for (const Series& series : complete) {
    Message& first = messages[series.messages.front()];
    std::string joined;
    for (const std::size_t i : series.messages) {
      Message& message = messages[i];
      const auto number = number_of(message.body);
      if (!joined.empty()) joined += ' ';
      joined += trim(number ? number->rest : std::string_view(message.body));
      first.accepted = first.accepted || message.accepted;
      first.official = first.official || message.official;
      if (&message == &first) continue;
      gone[i] = true;
      now_in[message.id] = first.id;
    }
    first.body = std::move(joined);
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    if (gone[i]) continue;
    const auto moved = now_in.find(messages[i].in_reply_to);
    if (moved != now_in.end()) messages[i].in_reply_to = moved->second == messages[i].id ? "" : moved->second;
    if (kept != i) messages[kept] = std::move(messages[i]);
    ++kept;
  }
  messages.resize(kept);
}

}  // namespace garner
