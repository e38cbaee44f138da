// Days, weeks and months of a window.
#include <catch2/catch.hpp>

#include "indexer/analytics/report.h"
#include "indexer/core/clock.h"

using namespace garner;

namespace {

constexpr const char* kNow = "2026-11-22T11:47:00Z";

std::vector<std::string> starts_of(const std::string& from, const std::string& to, Interval interval) {
  const auto window = Window::of(from, to, interval, *parse_rfc3339(kNow));
  REQUIRE(window);
  std::vector<std::string> days;
  for (const Time start : window->starts()) days.push_back(day_of(start));
  return days;
}

using Days = std::vector<std::string>;

}  // namespace

TEST_CASE("intervals begin with the window, weeks on Monday, months on the first", "[analytics]") {
  CHECK(starts_of("2026-02-27", "2026-03-02", Interval::kDay) ==
        Days{"2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"});
  // 2026-03-04 is a Wednesday.
  CHECK(starts_of("2026-03-04", "2026-03-16", Interval::kWeek) ==
        Days{"2026-03-04", "2026-03-09", "2026-03-16"});
  CHECK(starts_of("2026-03-02", "2026-03-15", Interval::kWeek) == Days{"2026-03-02", "2026-03-09"});
  CHECK(starts_of("2025-12-15", "2026-02-01", Interval::kMonth) ==
        Days{"2025-12-15", "2026-01-01", "2026-02-01"});
}

TEST_CASE("a window is thirty days up to today unless it is said", "[analytics]") {
  const auto days = starts_of("", "", Interval::kDay);
  CHECK(days.size() == 30);
  CHECK(days.front() == "2026-10-24");
  CHECK(days.back() == "2026-11-22");
}

TEST_CASE("the last day belongs to the window, the next does not", "[analytics]") {
  const auto window = Window::of("2026-03-01", "2026-03-02", Interval::kDay, 0);
  REQUIRE(window);
  CHECK(window->contains(*parse_rfc3339("2026-03-02T23:59:59.999Z")));
  CHECK_FALSE(window->contains(*parse_rfc3339("2026-03-03T00:00:00Z")));
  CHECK_FALSE(window->contains(*parse_rfc3339("2026-02-28T23:59:59Z")));
  CHECK(window->interval_of(*parse_rfc3339("2026-03-02T00:00:00Z")) == 1);
}

TEST_CASE("what is no window is refused with the field and what it should be", "[analytics]") {
  struct Bad {
    const char *from, *to, *says;
  };
  for (const Bad& bad :
       {Bad{"yesterday", "", "from must be a day such as 2026-03-01"},
        Bad{"", "2026-02-30", "to must be a day such as 2026-03-01"},
        Bad{"2026-03-02T00:00:00Z", "", "from must be a day such as 2026-03-01"},
        Bad{"2026-03-02", "2026-03-01", "from must not be after to"},
        Bad{"1900-01-01", "", "from must be a day such as 2026-03-01"},
        Bad{"2020-01-01", "2026-03-01",
            "from lies more than 1100 days before to: ask for fewer, or for longer intervals"}}) {
    const auto window = Window::of(bad.from, bad.to, Interval::kDay, *parse_rfc3339(kNow));
    REQUIRE_FALSE(window);
    CHECK(window.error().message == bad.says);
  }
}

TEST_CASE("a ratio of nothing is nothing, a quantile is one of the values", "[analytics]") {
  CHECK(ratio(3, 4) == 0.75);
  CHECK(ratio(0, 4) == 0);
  CHECK_FALSE(ratio(0, 0));
  CHECK_FALSE(quantile({}, 0.5));
  CHECK(quantile({5, 1, 3}, 0.5) == 3);
  CHECK(quantile({4, 1, 3, 2}, 0.5) == 2);
  CHECK(quantile({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 0.9) == 9);
}
