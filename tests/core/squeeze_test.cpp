#include "indexer/core/squeeze.h"

#include <catch2/catch.hpp>

TEST_CASE("squeezed bytes come back as they were", "[squeeze]") {
  const std::string bytes = GENERATE(std::string(), std::string("a"), std::string("nul\0inside", 10),
                                     std::string(100'000, 'x') + "end", std::string("\xff\xfe\x00 bytes", 9));
  const std::string squeezed = garner::squeeze(bytes);
  REQUIRE(garner::unsqueeze(squeezed) == bytes);
  CHECK(squeezed.size() < bytes.size() + 20);
}

TEST_CASE("bytes that were never squeezed are told", "[squeeze]") {
  const std::string squeezed = garner::squeeze("How do I reset the printer? Hold both buttons.");
  CHECK_FALSE(garner::unsqueeze(""));
  CHECK_FALSE(garner::unsqueeze("How do I reset the printer?"));
  for (std::size_t size = 0; size < squeezed.size(); ++size)
    CHECK_FALSE(garner::unsqueeze(squeezed.substr(0, size)));
}
