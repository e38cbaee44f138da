#include "indexer/analytics/window.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "indexer/core/clock.h"

namespace garner {
namespace {

using std::chrono::days;
using Day = std::chrono::sys_days;

constexpr std::size_t kDayLength = 10;  // "2026-03-01"
// Before there were any conversations to harvest, and after all of them.
constexpr Day kFirstDay = std::chrono::year(1990) / 1 / 1;
constexpr Day kEndOfDays = std::chrono::year(2100) / 1 / 1;
constexpr std::array<std::string_view, 3> kNames = {"day", "week", "month"};

Time time_of(Day day) {
  return day.time_since_epoch().count() * kDayMs;
}

Day day_at(Time at) {
  return Day(std::chrono::floor<days>(std::chrono::milliseconds(at)));
}

std::optional<Day> parse_day(std::string_view text) {
  if (text.size() != kDayLength) return std::nullopt;
  const auto at = parse_rfc3339(text);
  if (!at) return std::nullopt;
  const Day day = day_at(*at);
  if (day < kFirstDay || day >= kEndOfDays) return std::nullopt;
  return day;
}

Day next(Day day, Interval interval) {
  if (interval == Interval::kDay) return day + days(1);
  if (interval == Interval::kWeek) {
    return day + days(7) - (std::chrono::weekday(day) - std::chrono::Monday);
  }
  const std::chrono::year_month_day date(day);
  return Day(date.year() / date.month() / 1 + std::chrono::months(1));
}

}  // namespace

std::optional<Interval> parse_interval(std::string_view name) {
  const auto* found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Interval>(found - kNames.begin());
}

std::string_view name_of(Interval interval) {
  return kNames.at(static_cast<std::size_t>(interval));
}

Result<Window> Window::of(std::string_view from, std::string_view to, Interval interval, Time now) {
  const auto wrong = [](std::string_view field) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{} must be a day such as 2026-03-01", field));
  };
  const std::optional<Day> last = to.empty() ? day_at(now) : parse_day(to);
  if (!last) return wrong("to");
  const std::optional<Day> first = from.empty() ? *last - days(kDefaultDays - 1) : parse_day(from);
  if (!first) return wrong("from");
  if (*first > *last) return fail(ErrorCode::kInvalidInput, "from must not be after to");
  const Day end = *last + days(1);
  std::vector<Time> starts;
  for (Day day = *first; day < end; day = next(day, interval)) {
    if (starts.size() == kMaxIntervals) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("from lies more than {} {}s before to: ask for fewer, or for longer intervals",
                              kMaxIntervals, garner::name_of(interval)));
    }
    starts.push_back(time_of(day));
  }
  return Window(std::move(starts), time_of(end), interval);
}

std::size_t Window::interval_of(Time at) const {
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), at);
  return after == starts_.begin() ? 0 : static_cast<std::size_t>(after - starts_.begin()) - 1;
}

std::string day_of(Time at) {
  return to_rfc3339(at).substr(0, kDayLength);
}

}  // namespace garner
