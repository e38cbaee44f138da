#include "indexer/core/clock.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace garner {
namespace {

using std::chrono::milliseconds;
using std::chrono::sys_days;
using std::chrono::sys_time;

// Reads exactly `count` digits at `at`, moving it on.
std::optional<int> digits(std::string_view text, std::size_t& at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const char c = text[at + i];
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  at += count;
  return value;
}

bool skip(std::string_view text, std::size_t& at, std::string_view any_of) {
  if (at >= text.size() || any_of.find(text[at]) == std::string_view::npos) return false;
  ++at;
  return true;
}

// Milliseconds of ".123456"; digits past the third are dropped.
int fraction(std::string_view text, std::size_t& at) {
  if (!skip(text, at, ".,")) return 0;
  int value = 0;
  int weight = 100;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, weight /= 10) {
    value += (text[at] - '0') * weight;
  }
  return value;
}

// Offset from UTC in minutes of "Z", "+01:00", "+0100"; nothing if malformed. Empty is UTC.
std::optional<int> zone(std::string_view text, std::size_t& at) {
  if (at == text.size() || skip(text, at, "Zz")) return 0;
  const int sign = text[at] == '-' ? -1 : 1;
  if (!skip(text, at, "+-")) return std::nullopt;
  const auto hours = digits(text, at, 2);
  skip(text, at, ":");
  const auto minutes = digits(text, at, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return sign * (*hours * 60 + *minutes);
}

}  // namespace

Time now() {
  return std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string to_rfc3339(Time time) {
  constexpr Time kYear0 = -62167219200000, kYear9999 = 253402300799999;
  const sys_time<milliseconds> at{milliseconds{std::clamp(time, kYear0, kYear9999)}};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{at - day};
  const auto part = clock.subseconds().count();
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     part == 0 ? std::string() : fmt::format(".{:03}", part));
}

std::optional<Time> parse_rfc3339(std::string_view text) {
  std::size_t at = 0;
  const auto year = digits(text, at, 4);
  if (!year || !skip(text, at, "-")) return std::nullopt;
  const auto month = digits(text, at, 2);
  if (!month || !skip(text, at, "-")) return std::nullopt;
  const auto day = digits(text, at, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  Time result = std::chrono::duration_cast<milliseconds>(sys_days{date}.time_since_epoch()).count();
  if (at == text.size()) return result;

  if (!skip(text, at, "Tt ")) return std::nullopt;
  const auto hour = digits(text, at, 2);
  if (!hour || !skip(text, at, ":")) return std::nullopt;
  const auto minute = digits(text, at, 2);
  if (!minute) return std::nullopt;
  std::optional<int> second = 0;
  if (skip(text, at, ":")) second = digits(text, at, 2);
  if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  result += ((*hour * 60 + *minute) * 60 + *second) * 1000LL + fraction(text, at);
  const auto offset = zone(text, at);
  if (!offset || at != text.size()) return std::nullopt;
  return result - *offset * 60'000LL;
}

bool is_plausible(Time time) {
  constexpr Time k1990 = 631152000000, kTwoDays = 2 * 86'400'000;
  return time >= k1990 && time <= now() + kTwoDays;
}

}  // namespace garner
