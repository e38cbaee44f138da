#include "indexer/text/social.h"

#include <re2/re2.h>

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "indexer/text/code.h"
#include "indexer/text/lines.h"

namespace garner {
namespace {

constexpr std::size_t kMaxHandle = 30;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// The end of the handle at `at`, which is an '@': "@name", "@name@server.org". 0: there is none.
std::size_t handle_end(std::string_view text, std::size_t at) {
  if (at > 0 && (is_word(text[at - 1]) || std::string_view("./-+@`").find(text[at - 1]) != std::string_view::npos)) {
    return 0;
  }
  const auto name = [&](std::size_t i, std::string_view also) {
    while (i < text.size() && static_cast<unsigned char>(text[i]) < 0x80 &&
           (is_word(text[i]) || also.find(text[i]) != std::string_view::npos)) {
      ++i;
    }
    return i;
  };
  std::size_t end = name(at + 1, "");
  if (end == at + 1 || end - at > kMaxHandle || (text[at + 1] >= '0' && text[at + 1] <= '9')) return 0;
  if (end + 1 < text.size() && text[end] == '@' && is_word(text[end + 1])) {
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
    if (!rest.empty() && std::string_view(" \n\t,:!").find(rest.front()) == std::string_view::npos) return text;
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

// "… restart it. ^JM", also before an address or "2/2" at the very end.
std::string drop_initials(std::string_view text) {
  static const RE2 kPattern(
      R"((?s)^(.*?)(?:(?:^|\s)\^\s?[A-Z][A-Za-z]{1,9}|(?:^|\s)\*[A-Z]{2,3}|[.!?)…]\s?[-–/~]\s?[A-Z]{2,3})((?:\s+(?:https?://\S+|\(?\d/\d\)?))*)\s*$)");
  // Looked for in the last bytes only, so that a long text costs nothing.
  constexpr std::size_t kTail = 200;
  std::size_t begin = text.size() > kTail ? text.size() - kTail : 0;
  while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xc0) == 0x80) --begin;
  const std::string_view tail = text.substr(begin);
  if (tail.find_first_of("^*-/~") == std::string_view::npos && tail.find("–") == std::string_view::npos) {
    return std::string(text);
  }
  re2::StringPiece before, after;
  if (!RE2::FullMatch(re2::StringPiece(tail.data(), tail.size()), kPattern, &before, &after)) return std::string(text);
  std::string kept(text.substr(0, begin + before.size()));
  // The sentence's own end was part of the match where it stands before a dash.
  if (before.size() < tail.size() && std::string_view(".!?)").find(tail[before.size()]) != std::string_view::npos) {
    kept += tail[before.size()];
  } else if (tail.substr(before.size()).starts_with("…")) {
    kept += "…";
  }
  kept.append(after.data(), after.size());
  return kept;
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
