#include "indexer/core/clock.h"

#include <catch2/catch.hpp>

using garner::parse_rfc3339;
using garner::to_rfc3339;

TEST_CASE("times that mean something are read", "[clock]") {
  const struct {
    const char* text;
    garner::Time time;
  } good[] = {
      {"1970-01-01T00:00:00Z", 0},
      {"2026-03-01T09:00:00Z", 1772355600000},
      {"2026-03-01T10:00:00+01:00", 1772355600000},
      {"2026-03-01 09:00:00", 1772355600000},
      {"2026-03-01T09:00:00.250Z", 1772355600250},
      {"2026-03-01T09:00:00.250999Z", 1772355600250},
      {"2026-03-01T03:30-0530", 1772355600000},
      {"2026-03-01", 1772323200000},
      {"2024-02-29T00:00:00Z", 1709164800000},
      {"1969-12-31T23:59:59Z", -1000},
  };
  for (const auto& row : good) {
    INFO(row.text);
    REQUIRE(parse_rfc3339(row.text) == row.time);
  }
}

TEST_CASE("what is no time is refused", "[clock]") {
  for (const char* text :
       {"", "yesterday", "2026", "2026-13-01", "2026-02-29", "2026-03-01T", "2026-03-01T25:00:00Z",
        "2026-03-01T09:00:00+25:00", "2026-03-01T09:00:00Zoo", "2026-03-0109:00:00Z", "١٢٣٤-01-01"}) {
    INFO(text);
    REQUIRE_FALSE(parse_rfc3339(text).has_value());
  }
}

TEST_CASE("a time written is a time read", "[clock]") {
  for (const garner::Time time : {0LL, 1772355600000LL, 1772355600250LL, -1LL, 253402300799999LL}) {
    REQUIRE(parse_rfc3339(to_rfc3339(time)) == time);
  }
  REQUIRE(to_rfc3339(1772355600000) == "2026-03-01T09:00:00Z");
  REQUIRE(to_rfc3339(INT64_MAX) == "9999-12-31T23:59:59.999Z");
}

TEST_CASE("dates of another century are not plausible", "[clock]") {
  REQUIRE_FALSE(garner::is_plausible(*parse_rfc3339("1900-01-01")));
  REQUIRE_FALSE(garner::is_plausible(*parse_rfc3339("2999-01-01")));
  REQUIRE(garner::is_plausible(*parse_rfc3339("2026-03-01")));
}
