// An article that answers to similar questions name comes earlier.
#include <algorithm>
#include <string>
#include <vector>

#include "tests/query/library.h"

using namespace garner;
using namespace garner::test;

namespace {

const char* const kQuestion = "the mural on my wall looks pale and blotchy";

// The question is like two that were answered by naming "primer", which says it in other words; "frame" has
// more of the words.
std::vector<Article> murals() {
  Article primer =
      article("primer", "Which primer goes under acrylics", "Two coats of gesso. The wall drinks paint.");
  Article pale = article("pale", "Mural on my wall looks pale", "See Which primer goes under acrylics.");
  Article blotchy = article("blotchy", "Blotchy mural on a wall",
                            "It is all said in: Which primer goes under acrylics. Good luck!");
  Article frame = article("frame", "A frame for my pale wall", "Any frame will do.");
  return {primer, pale, blotchy, frame};
}

std::size_t place_of(const std::string& id, const Answer& answer) {
  const auto ids = ids_of(answer);
  return static_cast<std::size_t>(std::find(ids.begin(), ids.end(), id) - ids.begin());
}

const Hit& hit_of(const std::string& id, const Answer& answer) {
  REQUIRE(place_of(id, answer) < answer.hits.size());
  return answer.hits[place_of(id, answer)];
}

}  // namespace

TEST_CASE("What answers to similar questions name comes before what has more of the words", "[citations]") {
  auto made = murals();
  Library library(made);
  const Answer answer = library.suggest(kQuestion, {}, "en");
  CHECK(place_of("primer", answer) < place_of("frame", answer));
  CHECK(hit_of("primer", answer).reason.find("answers to 2 similar questions name it") != std::string::npos);
  CHECK(hit_of("frame", answer).reason.find("name") == std::string::npos);

  // It is the naming that does it.
  for (Article& each : made) {
    if (each.id == "pale" || each.id == "blotchy") each.resolution = "Gesso.";
  }
  library.put(made);
  const Answer without = library.suggest(kQuestion, {}, "en");
  CHECK(place_of("primer", without) > place_of("frame", without));
  CHECK(hit_of("primer", without).confidence < hit_of("primer", answer).confidence);
}

TEST_CASE("An article that is left out, or not seen, names nothing", "[citations]") {
  auto made = murals();
  made[1].audience = made[2].audience = Audience::kTeam;
  Library library(made);
  Filter team;
  team.audience = Audience::kTeam;
  CHECK(hit_of("primer", library.suggest(kQuestion, team, "en")).reason.find("answers to 2") !=
        std::string::npos);
  const Answer seen = library.suggest(kQuestion, {}, "en");
  CHECK(hit_of("primer", seen).reason.find("name") == std::string::npos);

  team.exclude = {"pale"};
  CHECK(hit_of("primer", library.suggest(kQuestion, team, "en"))
            .reason.find("an answer to a similar question names it") != std::string::npos);
  team.exclude = {"pale", "blotchy"};
  const Answer none = library.suggest(kQuestion, team, "en");
  CHECK(hit_of("primer", none).reason.find("name") == std::string::npos);
  CHECK(hit_of("primer", none).score == Approx(hit_of("primer", seen).score).epsilon(0.02));
}

TEST_CASE("A conversation that is left out by its own id names nothing", "[citations]") {
  auto made = murals();
  for (const std::size_t i : {1, 2}) {
    Source source;
    source.channel = "forum";
    source.conversation_id = "thread-" + std::to_string(i);
    made[i].sources = {source};
  }
  Library library(made);
  Filter filter;
  filter.exclude = {"thread-1", "thread-2"};
  CHECK(hit_of("primer", library.suggest(kQuestion, filter, "en")).reason.find("name") == std::string::npos);
}

TEST_CASE("A named article that may not be seen is not given", "[citations]") {
  auto made = murals();
  made[0].audience = Audience::kTeam;
  Library library(made);
  const Answer answer = library.suggest(kQuestion, {}, "en");
  CHECK(place_of("primer", answer) == answer.hits.size());
}

TEST_CASE("One that has none of the words is not given, however often it is named", "[citations]") {
  auto made = murals();
  made[0].resolution = "Two coats of gesso.";
  Library library(made);
  const Answer answer = library.suggest(kQuestion, {}, "en");
  CHECK(place_of("primer", answer) == answer.hits.size());
}

TEST_CASE("Citations come and go with articles, and a rebuild finds the same", "[citations]") {
  auto made = murals();
  Library library({made[1], made[2], made[3]});  // they name what is not there yet
  library.put(made[0]);
  library.put({made[1], made[2]});  // said again now that it is
  const Answer answer = library.suggest(kQuestion, {}, "en");
  CHECK(hit_of("primer", answer).reason.find("answers to 2") != std::string::npos);
  value_of(library.writer()->rebuild());
  succeed(library.searcher().refresh());
  const Answer rebuilt = library.suggest(kQuestion, {}, "en");
  REQUIRE(ids_of(rebuilt) == ids_of(answer));
  CHECK(hit_of("primer", rebuilt).score == Approx(hit_of("primer", answer).score));

  library.remove("pale");
  CHECK(hit_of("primer", library.suggest(kQuestion, {}, "en")).reason.find("an answer to") !=
        std::string::npos);
  library.remove("primer");
  const Answer without = library.suggest(kQuestion, {}, "en");
  CHECK(place_of("primer", without) == without.hits.size());
}

TEST_CASE("A writer that has prepared knows what was stored before and what is stored after", "[citations]") {
  const auto made = murals();
  Library library({made[0], made[3]});
  const auto writing = library.writer();
  value_of(writing->catch_up());
  succeed(writing->prepare());
  Article varnish = article("varnish", "Which varnish keeps acrylics bright", "Two thin coats.");
  Article both = made[1];
  both.resolution = "See Which primer goes under acrylics, and Which varnish keeps acrylics bright.";
  for (const Article& each : {varnish, both}) {
    succeed(library.store().put_article(each));
    value_of(writing->catch_up());
  }
  const Answer answer = library.suggest(std::string(kQuestion) + " after two thin coats", {}, "en");
  for (const char* id : {"primer", "varnish"})
    CHECK(hit_of(id, answer).reason.find("an answer to a similar question names it") != std::string::npos);

  // The same writer after a rebuild.
  value_of(writing->rebuild());
  succeed(library.store().put_article(made[2]));
  value_of(writing->catch_up());
  succeed(library.searcher().refresh());
  CHECK(hit_of("primer", library.suggest(kQuestion, {}, "en")).reason.find("answers to 2") !=
        std::string::npos);
}

TEST_CASE("The parts of a score with citations add up to it", "[citations]") {
  Library library(murals());
  SuggestRequest request;
  request.text = kQuestion;
  request.locale = "en";
  request.explain = true;
  const Answer answer = value_of(library.searcher().suggest(request));
  for (const Hit& hit : answer.hits) {
    INFO(hit.id);
    const Explanation& e = *hit.explanation;
    CHECK((e.by_terms + e.by_wordings + e.by_synonyms + e.by_learning) * e.matched * e.freshness * e.use +
              e.by_citations ==
          Approx(hit.score).epsilon(0.002));
    CHECK((e.by_citations > 0) == (hit.id == "primer"));
  }
  CHECK(hit_of("primer", answer).explanation->citing == 2);
  CHECK(hit_of("pale", answer).explanation->citing == 0);
}
