#include "indexer/core/record.h"

#include <catch2/catch.hpp>

TEST_CASE("fields come back as they went in", "[record]") {
  std::string record;
  const std::vector<std::string> fields = {"", "a", std::string("nul\0inside", 10), std::string(300, 'x'),
                                           "é"};
  for (const auto& field : fields) garner::append_field(record, field);
  const auto read = garner::split_record(record);
  REQUIRE(read);
  REQUIRE(std::vector<std::string>(read->begin(), read->end()) == fields);
}

TEST_CASE("bytes that are no record are refused", "[record]") {
  std::string record;
  garner::append_field(record, "hello");
  REQUIRE_FALSE(garner::split_record(record.substr(0, 3)));
  REQUIRE_FALSE(garner::split_record("\xff\xff\xff\xff\xff\xff\xff"));
  REQUIRE_FALSE(garner::split_record("\x80"));
  REQUIRE(garner::split_record("")->empty());
}
