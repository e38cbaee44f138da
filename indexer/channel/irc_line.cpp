#include "indexer/channel/irc_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "indexer/core/ascii.h"
#include "indexer/core/clock.h"

namespace garner {
namespace {

constexpr Time kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute;

void trim_front(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
}

std::string_view next_word(std::string_view& text) {
  trim_front(text);
  const std::string_view word = text.substr(0, text.find_first_of(" \t"));
  text.remove_prefix(word.size());
  return word;
}

// "09:16" or "09:16:21" at the beginning, taken off.
std::optional<Time> take_clock(std::string_view& text) {
  const auto two = [&](std::size_t at) -> int {
    if (at + 2 > text.size() || !is_digit(text[at]) || !is_digit(text[at + 1])) return -1;
    return (text[at] - '0') * 10 + (text[at + 1] - '0');
  };
  const int hour = two(0), minute = text.size() > 2 && text[2] == ':' ? two(3) : -1;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
  Time clock = hour * kHour + minute * kMinute;
  std::size_t size = 5;
  if (text.size() > size && text[size] == ':' && two(6) >= 0 && two(6) <= 60) {
    clock += two(6) * kSecond;
    size = 8;
  }
  if (text.size() > size && is_digit(text[size])) return std::nullopt;
  text.remove_prefix(size);
  return clock;
}

std::optional<Time> date_of(int year, int month, int day) {
  return parse_rfc3339(fmt::format("{:04}-{:02}-{:02}", year, month, day));
}

int month_of(std::string_view word) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (word.size() < 3) return 0;
  const auto at = kMonths.find(word.substr(0, 3));
  return at == std::string_view::npos || at % 3 != 0 ? 0 : static_cast<int>(at / 3) + 1;
}

int number_of(std::string_view word) {
  while (word.ends_with(',')) word.remove_suffix(1);
  int number = 0;
  const auto read = std::from_chars(word.data(), word.data() + word.size(), number);
  return read.ptr == word.data() + word.size() && !word.empty() ? number : -1;
}

// "Wed Oct 17 09:16:21 2012" and "Tue Nov 16 2004", in any order of these words.
std::optional<Time> written_date(std::string_view text) {
  int year = 0, month = 0, day = 0;
  for (int words = 0; words < 8 && !text.empty(); ++words) {
    const std::string_view word = next_word(text);
    if (const int number = number_of(word); number > 31 && number < 3000) {
      year = number;
    } else if (number > 0 && number <= 31) {
      day = number;
    } else if (month_of(word) > 0) {
      month = month_of(word);
    }
  }
  return year > 0 && month > 0 && day > 0 ? date_of(year, month, day) : std::nullopt;
}

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.starts_with(word); });
}

// Lines without a time: what clients note about the log itself, and the notes of #ubuntu's logs.
IrcLine read_note(std::string_view line) {
  IrcLine note;
  for (const std::string_view opening :
       {"--- Log opened ", "--- Day changed ", "--- Log closed ", "**** BEGIN LOGGING AT ",
        "**** ENDING LOGGING AT ", "Session Start: ", "Session Time: ", "Session Close: "}) {
    if (!line.starts_with(opening)) continue;
    note.kind = IrcLine::Kind::kDate;
    if (opening.find("lose") == std::string_view::npos && opening.find("ENDING") == std::string_view::npos)
      note.date = written_date(line.substr(opening.size()));
    return note;
  }
  if (starts_with_any(line, {"=== ", "--- ", "-!- ", "*** ", "Session Ident: ", "Now talking "}) ||
      line == "===")
    note.kind = IrcLine::Kind::kSystem;
  return note;
}

// The stamp at the beginning of a line, taken off: RFC 3339 with or without a zone, "Oct 17 09:16:21",
// "[09:16]", "09:16".
bool take_stamp(std::string_view& line, IrcLine& result) {
  std::string_view rest = line;
  const bool bracket = rest.starts_with('[');
  if (bracket) rest.remove_prefix(1);
  constexpr std::size_t kDate = 10;
  if (rest.size() > kDate && rest[4] == '-' &&
      (rest[kDate] == 'T' || rest[kDate] == ' ' || rest[kDate] == '_')) {
    result.date = parse_rfc3339(rest.substr(0, kDate));
    if (!result.date) return false;
    rest.remove_prefix(kDate + 1);
    result.clock = take_clock(rest);
    if (!result.clock) return false;
    if (rest.starts_with('.') || rest.starts_with(',')) {  // fractions of a second
      rest.remove_prefix(1);
      rest.remove_prefix(std::min(rest.find_first_not_of("0123456789"), rest.size()));
    }
    const std::string_view zone = rest.substr(0, rest.find_first_of(" \t]"));
    if (!zone.empty()) {
      const auto offset = parse_rfc3339(fmt::format("1970-01-01T00:00:00{}", zone));
      if (!offset) return false;
      *result.clock += *offset;
      rest.remove_prefix(zone.size());
    }
  } else if (month_of(rest) > 0 && rest.size() > 6 && rest[3] == ' ') {
    rest.remove_prefix(3);
    const int day = number_of(next_word(rest));
    trim_front(rest);
    if (day < 1 || day > 31) return false;
    result.clock =
        take_clock(rest);  // the year is that of the day last told; so is the day, which follows it
  } else {
    result.clock = take_clock(rest);
  }
  if (!result.clock) return false;
  if (bracket && !rest.starts_with(']')) return false;
  if (bracket) rest.remove_prefix(1);
  if (!rest.empty() && rest.front() != ' ' && rest.front() != '\t') return false;
  line = rest;
  return true;
}

void set_nick(std::string_view nick, IrcLine& result) {
  while (nick.starts_with(' ')) nick.remove_prefix(1);
  result.op =
      nick.starts_with('@') || nick.starts_with('&') || nick.starts_with('~') || nick.starts_with('%');
  while (!nick.empty() && std::string_view("@+%&~").find(nick.front()) != std::string_view::npos)
    nick.remove_prefix(1);
  result.nick = nick;
}

}  // namespace

IrcLine read_irc_line(std::string_view line) {
  constexpr std::size_t kLongestNick = 64;
  IrcLine result;
  const std::string_view whole = line;
  if (!take_stamp(line, result)) return read_note(whole);
  const bool tab = line.starts_with('\t');
  const bool weechat_action = line.starts_with("\t *\t");
  trim_front(line);
  if (line.empty() || (!weechat_action && line.starts_with("*\t")) ||
      starts_with_any(line, {"***", "===", "-!-", "-->", "<--", "--\t", "-- ", "\xE2\x80\x94"})) {
    result.kind = IrcLine::Kind::kSystem;
    return result;
  }
  if (line.front() == '<') {
    const auto end = line.substr(0, kLongestNick).find('>');
    if (end == std::string_view::npos || end < 2) return result;
    set_nick(line.substr(1, end - 1), result);
    line.remove_prefix(end + 1);
  } else if (line.front() == '*') {  // "* ann waves"
    line.remove_prefix(1);
    set_nick(next_word(line), result);
  } else if (line.front() == '-' && line.substr(1, kLongestNick).find('-') != std::string_view::npos) {
    result.kind = IrcLine::Kind::kSystem;  // "-NickServ- …"
    return result;
  } else if (const auto end = line.substr(0, kLongestNick).find('\t'); tab && end != std::string_view::npos) {
    set_nick(line.substr(0, end), result);  // weechat
    line.remove_prefix(end + 1);
  } else {
    return result;
  }
  if (result.nick.empty()) return result;
  trim_front(line);
  result.text = line;
  result.kind = IrcLine::Kind::kSaid;
  return result;
}

std::optional<Time> irc_date_in(std::string_view path) {
  constexpr std::size_t kLookedAt = 100;
  path = path.substr(path.size() - std::min(path.size(), kLookedAt));
  std::optional<Time> found;
  for (std::size_t at = 0; at + 8 <= path.size(); ++at) {
    if (!is_digit(path[at]) || (at > 0 && is_digit(path[at - 1]))) continue;
    std::array<int, 3> parts{};
    std::size_t next = at;
    bool ok = true;
    for (std::size_t i = 0; i < 3 && ok; ++i) {
      const std::size_t digits = i == 0 ? 4 : 2;
      if (i > 0 && next < path.size() && std::string_view("-_./").find(path[next]) != std::string_view::npos)
        ++next;
      parts[i] = next + digits <= path.size() ? number_of(path.substr(next, digits)) : -1;
      ok = parts[i] > 0;
      next += digits;
    }
    if (!ok || parts[0] < 1988 || parts[0] > 2200) continue;
    if (next < path.size() && is_digit(path[next])) continue;
    if (const auto date = date_of(parts[0], parts[1], parts[2])) found = date;
  }
  return found;
}

}  // namespace garner
