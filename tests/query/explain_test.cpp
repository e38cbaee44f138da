// The parts that are shown of a score are the score.
#include <algorithm>
#include <string>
#include <vector>

#include "indexer/core/clock.h"
#include "tests/query/library.h"

using namespace garner;
using namespace garner::test;

namespace {

std::vector<Article> printers() {
  Article offline = article("offline", "Brindle X2 printer offline after the update");
  offline.issue = "Since the update the printer shows offline with E-041.";
  offline.resolution = "Remove the printer and add it again by its address.";
  offline.asked_as = {"cannot print since yesterday", "printer offline all of a sudden",
                      "it says the printer is not connected", "no printing after updating"};
  offline.created_at = *parse_rfc3339("2026-03-01T09:00:00Z");
  Article noise = article("noise", "Scanner makes noise");
  noise.issue = "The scanner of the printer is loud.";
  noise.resolution = "Oil the rail.";
  noise.asked_as = {"the scanner is loud", "grinding while it scans", "scanning sounds terrible"};
  noise.created_at = *parse_rfc3339("2025-12-01T09:00:00Z");
  Article paper = article("paper", "Paper jam in the lower tray");
  paper.issue = "The printer says jam.";
  paper.resolution = "Open the tray and pull the paper out.";
  paper.audience = Audience::kInternal;
  return {offline, noise, paper};
}

double sum_of(const Explanation& e) {
  return (e.by_terms + e.by_wordings + e.by_synonyms + e.by_learning) * e.matched * e.freshness * e.use +
         e.by_citations;
}

}  // namespace

TEST_CASE("The parts of an answer's score add up to it", "[explain]") {
  Library library(printers());
  auto searcher = value_of(Searcher::open({.path = library.index_path()}));
  for (const char* text : {"my printer shows offline since the update", "E-041", "printer",
                           "it says the printer is not conected", "noise from the tray"}) {
    INFO(text);
    SuggestRequest request;
    request.text = text;
    request.locale = "en";
    request.filter.audience = Audience::kTeam;
    request.explain = true;
    const Answer answer = value_of(searcher->suggest(request));
    REQUIRE_FALSE(answer.hits.empty());
    for (std::size_t i = 0; i < answer.hits.size(); ++i) {
      const Hit& hit = answer.hits[i];
      INFO(hit.id);
      REQUIRE(hit.explanation);
      CHECK(hit.explanation->position == i + 1);
      CHECK(hit.explanation->score == Approx(hit.score));
      CHECK(hit.explanation->confidence == Approx(hit.confidence));
      CHECK(sum_of(*hit.explanation) == Approx(hit.score).epsilon(0.002));
    }
    SearchRequest search;
    search.query = text;
    search.locale = "en";
    search.filter.audience = Audience::kTeam;
    search.explain = true;
    const Answer found = value_of(searcher->search(search));
    for (const Hit& hit : found.hits) {
      REQUIRE(hit.explanation);
      CHECK(sum_of(*hit.explanation) == Approx(hit.score).epsilon(0.002));
    }
  }
}

TEST_CASE("An explanation names words, wordings, what was learned and age", "[explain]") {
  Library library(printers());
  auto searcher = value_of(Searcher::open({.path = library.index_path()}));
  SuggestRequest request;
  request.text = "printer suddenly offline";
  request.locale = "en";
  request.filter.audience = Audience::kTeam;
  request.explain = true;
  request.limit = 1;
  const Answer answer = value_of(searcher->suggest(request));
  REQUIRE(answer.hits.size() == 1);
  const Explanation& e = *answer.hits.front().explanation;
  REQUIRE(e.terms.size() == 3);
  CHECK(e.terms[2].word == "offline");
  CHECK(e.terms[2].points > e.terms[0].points);  // the rarer word
  CHECK(e.terms[2].frequency > 0);
  REQUIRE_FALSE(e.wordings.empty());
  CHECK(e.wordings.front().text == "printer offline all of a sudden");
  CHECK(e.learned_from == 5);  // the title and four wordings
  CHECK(e.by_learning > 0);
  CHECK(std::any_of(e.features.begin(), e.features.end(),
                    [](const ExplainedFeature& feature) { return feature.name == "offlin"; }));
  CHECK(e.freshness > 1);
}

TEST_CASE("An article that is not among the best is explained where it stands", "[explain]") {
  Library library(printers());
  auto searcher = value_of(Searcher::open({.path = library.index_path()}));
  SuggestRequest request;
  request.text = "printer offline since the update";
  request.locale = "en";
  request.filter.audience = Audience::kTeam;
  request.explain = true;
  request.limit = 1;
  request.also = "paper";
  const Answer answer = value_of(searcher->suggest(request));
  REQUIRE(answer.hits.size() == 2);
  CHECK(answer.hits[0].id == "offline");
  CHECK(answer.hits[1].id == "paper");
  CHECK(answer.hits[1].explanation->position > 1);

  request.filter.audience = Audience::kPublic;  // who may not see it gets no explanation of it
  CHECK(ids_of(value_of(searcher->suggest(request))) == std::vector<std::string>{"offline"});
}
