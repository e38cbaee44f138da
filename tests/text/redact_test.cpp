#include "indexer/text/redact.h"

#include <catch2/catch.hpp>

#include "tests/text/table.h"

namespace garner {
namespace {

TEST_CASE("private data are masked") {
  for (const auto& row : test::read_table("redact.tsv", 2)) {
    INFO(row[0]);
    CHECK(redact(row[0], "US") == row[1]);
    CHECK(redact(row[1], "US") == row[1]);
  }
}

TEST_CASE("what a solution is made of stays") {
  for (const auto& row : test::read_table("keep.tsv", 1)) {
    INFO(row[0]);
    CHECK(redact(row[0], "US") == row[0]);
  }
}

TEST_CASE("code keeps its numbers, but no secrets") {
  CHECK(redact("`dial(2125550187); 212-555-0187`", "US") == "`dial(2125550187); 212-555-0187`");
  CHECK(redact("```\nserver 81.2.69.142\npassword=hunter22\n```", "US") ==
        "```\nserver 81.2.69.142\npassword=[secret]\n```");
}

TEST_CASE("a number without a country code is read by the region") {
  CHECK(redact("ring me: 0171 234 5678 90", "DE") == "ring me: [phone]");
  CHECK(redact("(415) 555-2671", "US") == "[phone]");
}

}  // namespace
}  // namespace garner
