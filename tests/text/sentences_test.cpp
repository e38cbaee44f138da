#include "indexer/text/sentences.h"

#include <catch2/catch.hpp>

#include "tests/text/table.h"

namespace garner {
namespace {

TEST_CASE("a text falls into the sentences of its table") {
  SentenceSplitter splitter;
  for (const auto& row : test::read_table("sentences.tsv", 3)) {
    std::string joined;
    for (const TextSpan& span : splitter.split(row[1], row[0])) {
      if (!joined.empty()) joined += '|';
      joined += row[1].substr(span.begin, span.end - span.begin);
    }
    INFO(row[0] << ": " << row[1]);
    CHECK(joined == row[2]);
  }
}

TEST_CASE("languages nobody has heard of are split too") {
  SentenceSplitter splitter;
  for (int i = 0; i < 100; ++i) {
    CHECK(splitter.split("One. Two.", "x" + std::to_string(i)).size() == 2);
  }
}

}  // namespace
}  // namespace garner
