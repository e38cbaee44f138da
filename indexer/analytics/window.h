// Window: the days that a report is about, and the intervals that it is drawn in. UTC. Pure, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/model.h"
#include "indexer/core/result.h"

namespace garner {

inline constexpr Time kDayMs = 24LL * 3600 * 1000;
inline constexpr std::size_t kMaxIntervals = 1100;  // three years of days
inline constexpr std::int64_t kDefaultDays = 30;    // metrics.md

enum class Interval : std::uint8_t { kDay, kWeek, kMonth };  // weeks begin on Monday
std::optional<Interval> parse_interval(std::string_view name);
std::string_view name_of(Interval interval);

class Window {
 public:
  // Days as "2026-03-01", both within the window; empty: the last 30 days up to the one of `now`. Errors:
  // kInvalidInput, which begins with the name of the field ("from", "to") and says what it should be.
  static Result<Window> of(std::string_view from, std::string_view to, Interval interval, Time now);

  Time from() const { return starts_.front(); }
  Time to() const { return end_; }  // the first moment after it
  bool contains(Time at) const { return at >= from() && at < to(); }
  // When each interval begins; the first one is cut to the window.
  const std::vector<Time>& starts() const { return starts_; }
  // The interval of a moment that is within.
  std::size_t interval_of(Time at) const;
  Interval interval() const { return interval_; }

 private:
  Window(std::vector<Time> starts, Time end, Interval interval)
      : starts_(std::move(starts)), end_(end), interval_(interval) {}

  std::vector<Time> starts_;
  Time end_;
  Interval interval_;
};

// "2026-03-01"
std::string day_of(Time at);

}  // namespace garner
