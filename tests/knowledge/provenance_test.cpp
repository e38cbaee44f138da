// What becomes of where sentences came from, whatever people do with an article.
#include "indexer/knowledge/provenance.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace garner;

namespace {

// What `after` says with where it came from, "m1: Hold the button.", when it was made of `before`.
std::vector<std::string> carried(const Article& before, Article after) {
  Analyzer analyzer;
  carry_provenance(analyzer, before, after);
  std::vector<std::string> kept;
  for (const Provenance& source : after.provenance) {
    REQUIRE(source.begin < source.end);
    REQUIRE(source.end <= after.resolution.size());
    kept.push_back(source.message_id + ": " +
                   after.resolution.substr(source.begin, source.end - source.begin));
  }
  return kept;
}

// An article whose resolution is these sentences, the first of message m1, the second of m2, ...
Article said_by(const std::vector<std::string>& sentences, const char* gap = " ") {
  Article article;
  for (const std::string& sentence : sentences) {
    if (!article.resolution.empty()) article.resolution += gap;
    const auto begin = static_cast<std::uint32_t>(article.resolution.size());
    article.resolution += sentence;
    article.provenance.push_back({"resolution", begin, static_cast<std::uint32_t>(article.resolution.size()),
                                  "ch", "c", "m" + std::to_string(article.provenance.size() + 1), 0, 1});
  }
  return article;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("sentences that survive an edit keep where they came from", "[provenance]") {
  Article before;
  before.resolution = "Hold the button.\nThen wait.\nAdd it again.";
  before.environment = {"Brindle X2", "Windows 11"};
  before.provenance = {{"resolution", 0, 16, "ch", "c", "m1", 5, 21},
                       {"resolution", 17, 27, "ch", "c", "m1", 22, 32},
                       {"resolution", 28, 41, "ch", "c", "m2", 0, 13},
                       {"environment", 11, 21, "ch", "c", "m1", 40, 50}};
  Article after = before;
  after.provenance.clear();
  after.environment = {"Windows 11"};
  after.resolution = "Add it again.\nFirst of all: Hold the button.\nThen wait a minute.";
  Analyzer analyzer;
  carry_provenance(analyzer, before, after);
  const std::string& text = after.resolution;
  std::vector<std::string> kept;
  for (const Provenance& source : after.provenance) {
    if (source.field != "resolution") continue;
    kept.push_back(source.message_id + ": " + text.substr(source.begin, source.end - source.begin));
  }
  CHECK(kept == std::vector<std::string>{"m1: Hold the button.", "m2: Add it again."});
  REQUIRE(after.provenance.size() == 3);
  CHECK(after.provenance[0].field == "environment");
  CHECK(after.provenance[0].begin == 0);
  CHECK(after.provenance[0].end == 10);
}

TEST_CASE("a part of an article has the sources of its sentences, whatever is said the like",
          "[provenance]") {
  struct Case {
    Texts before;
    std::string after;
    Texts kept;
  };
  const std::vector<Case> cases = {
      {{"Press the button.", "Press the lamp.", "Press the button of the lamp."},
       "Press the lamp.\n\nPress the button of the lamp.",
       {"m2: Press the lamp.", "m3: Press the button of the lamp."}},
      {{"One is on.", "Two is on.", "Three is on.", "Four is on."},
       "Four is on. Two is on.",
       {"m2: Two is on.", "m4: Four is on."}},
      {{"Then wait.", "Hold it.", "Then wait."}, "Then wait.", {"m1: Then wait."}},
      {{"Then wait.", "Hold it.", "Then wait."},
       "Then wait. Then wait.",
       {"m1: Then wait.", "m3: Then wait."}},
      {{"Open it", "Go on."}, "Go on. Openly.", {"m2: Go on."}},
      {{"開けます。", "待ちます。", "閉めます。"},
       "閉めます。開けます。",
       {"m1: 開けます。", "m3: 閉めます。"}},
      {{"Hold it.", "Wait."}, "", {}},
  };
  for (const Case& each : cases) {
    CAPTURE(each.after);
    Article after;
    after.resolution = each.after;
    Texts kept = carried(said_by(each.before), after);
    std::sort(kept.begin(), kept.end());
    CHECK(kept == each.kept);
  }
}

TEST_CASE("what has a source already keeps it", "[provenance]") {
  Article after;
  after.resolution = "Hold it. Wait.";
  after.provenance = {{"resolution", 0, 8, "ch", "c", "m9", 0, 8}};
  CHECK(carried(said_by({"Hold it.", "Wait."}), after) == Texts{"m9: Hold it.", "m2: Wait."});
}

TEST_CASE("very many sentences that are all alike are no burden", "[provenance]") {
  const Article before = said_by(Texts(20'000, "a b a b."));
  Article after;
  for (int i = 0; i < 20'000; ++i) after.resolution += "b a b a. ";
  CHECK(carried(before, after).size() <= 20'000);
}
