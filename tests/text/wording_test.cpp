// What messages look like to the learner: alike when people would call them alike, and bounded whatever
// comes.
#include "indexer/text/wording.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>

#include "indexer/core/learned.h"

using namespace garner;

namespace {

double likeness(Analyzer& analyzer, const std::string& one, const std::string& other) {
  const auto a = wording_features(analyzer, one, "en");
  const auto b = wording_features(analyzer, other, "en");
  double dot = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i].bucket == b[j].bucket)
      dot += a[i++].value * b[j++].value;
    else if (a[i].bucket < b[j].bucket)
      ++i;
    else
      ++j;
  }
  return dot;
}

}  // namespace

TEST_CASE("Words that are misspelt, joined or inflected still look alike", "[wording]") {
  Analyzer analyzer;
  struct Row {
    std::string text, like, unlike;
  };
  const Row rows[] = {
      {"cancel my order", "cancell my ordr", "track my parcel"},
      {"printer is offline", "printers offline", "scanner is blurred"},
      {"pass word reset", "password resetting", "paper tray"},
      {"kann nicht drucken", "drucke geht nicht", "rechnung bezahlen"},
      {"プリンターが動かない", "プリンターが動きません", "請求書を送って"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(likeness(analyzer, row.text, row.like) > 2 * likeness(analyzer, row.text, row.unlike));
    CHECK(likeness(analyzer, row.text, row.text) > likeness(analyzer, row.text, row.like));
  }
}

TEST_CASE("The order of words tells messages apart", "[wording]") {
  Analyzer analyzer;
  CHECK(likeness(analyzer, "from router to printer", "from router to printer") >
        likeness(analyzer, "from router to printer", "from printer to router"));
}

TEST_CASE("Features are in order, once each, and few however long the text is", "[wording]") {
  Analyzer analyzer;
  std::string endless;
  for (int i = 0; i < 20'000; ++i) endless += "word" + std::to_string(i) + " ";
  const std::string texts[] = {"",
                               " \n\t ",
                               "?!…",
                               std::string(100'000, 'x'),
                               endless,
                               "\xff\xfe\x80",
                               "👍🏽👍🏽",
                               std::string("a\0b", 3),
                               "ไทยไทยไทย",
                               "E-041 3.2.1"};
  for (const std::string& text : texts) {
    const auto features = wording_features(analyzer, text, "en");
    CHECK(features.size() < 20'000);
    double squares = 0;
    for (std::size_t i = 0; i < features.size(); ++i) {
      REQUIRE(features[i].bucket < kFeatureBuckets);
      if (i > 0) REQUIRE(features[i - 1].bucket < features[i].bucket);
      squares += features[i].value * features[i].value;
    }
    // Words and letters, of length 1 each; more only where two meet in a bucket.
    if (!features.empty()) CHECK(std::sqrt(squares) == Approx(std::sqrt(2)).epsilon(0.05));
  }
  CHECK(wording_features(analyzer, "?!", "en").empty());
}
