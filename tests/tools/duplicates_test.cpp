// What capture links by itself is nearly always right: on the judged pairs of corpora/duplicates.
#include <catch2/catch.hpp>

#include "tools/benchmark/corpus/judged_pairs.h"

namespace garner::bench {
namespace {

TEST_CASE("of a hundred automatic links at most two are wrong") {
  const auto pairs = read_judged_pairs(GARNER_SOURCE_DIR "/corpora/duplicates");
  REQUIRE(pairs);
  const Linking linking = link(*pairs);
  INFO(linking.linked << " linked, " << linking.proposed << " linked or queued, of " << linking.pairs);
  REQUIRE(linking.pairs >= 120);
  CHECK(linking.precision().value() >= 0.98);
  // The same in other words is often missed; the same answer with another greeting must not be.
  CHECK(linking.recall().value() >= 0.3);
  CHECK(linking.recall_proposed().value() >= linking.recall().value());
}

TEST_CASE("pairs that cannot be read say which line is wrong") {
  const auto missing = read_judged_pairs(GARNER_SOURCE_DIR "/corpora/nowhere");
  REQUIRE(!missing);
  CHECK(missing.error().code == ErrorCode::kNotFound);
}

}  // namespace
}  // namespace garner::bench
