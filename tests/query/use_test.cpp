// What was done with answers, and what it changes: order, completions, what is related.
#include "indexer/use.h"

#include <algorithm>
#include <random>

#include "tests/query/library.h"

using namespace garner;
using namespace garner::test;

namespace {

using Ids = std::vector<std::string>;

class Used : public Library {
 public:
  using Library::Library;

  // A client searches, is shown these, and takes one (empty: none).
  void search_and_take(const std::string& client, const std::string& words, const Ids& shown,
                       const std::string& taken, Audience audience = Audience::kPublic, Time at = 1000) {
    const std::string id = "q" + std::to_string(++queries_);
    succeed(store().add_queries({{id, "search", words, words + " ", "", audience, client, shown, at}}));
    if (taken.empty()) return;
    Event event;
    event.action_name = "click";
    event.query_id = id;
    event.client_id = client;
    event.object_id = taken;
    event.timestamp = at;
    succeed(store().add_events({event}));
  }

 private:
  int queries_ = 0;
};

std::vector<std::string> texts_of(const std::vector<Completion>& completions) {
  std::vector<std::string> texts;
  for (const Completion& completion : completions)
    texts.push_back(completion.kind + ": " + completion.text.text);
  return texts;
}

UseCount count(std::int64_t number, std::int64_t place, std::int64_t shown, std::int64_t clicked) {
  return {number, place, shown, clicked, 0, 0, 0};
}

}  // namespace

TEST_CASE("clicks count against those expected at the place", "[use]") {
  // Every article gets what its place is worth, but for number 3, which gets as much as the first.
  const std::vector<UseCount> counts = {count(1, 1, 1000, 400), count(2, 2, 1000, 100),
                                        count(3, 2, 1000, 400), count(4, 3, 1000, 100)};
  const auto priors = use_priors(counts);
  REQUIRE(priors.size() == 4);
  CHECK(std::abs(priors[0].lift) < 0.05);
  CHECK(priors[1].lift < -0.3);
  CHECK(priors[2].lift > 0.2);
  CHECK(std::abs(priors[3].lift) < 0.05);
  for (const UsePrior& prior : priors) CHECK(std::abs(prior.lift) <= 1);
}

TEST_CASE("one click moves little, and a dismissal weighs against it", "[use]") {
  CHECK(use_priors({}).empty());
  const double one = use_priors({count(1, 1, 1, 1)}).at(0).lift;
  CHECK(one > 0);
  CHECK(one < 0.05);
  UseCount dismissed = count(1, 1, 1, 1);
  dismissed.dismissed = 1;
  CHECK(use_priors({dismissed}).at(0).lift < one);
  UseCount linked = count(1, 0, 0, 0);
  linked.linked = 20;
  CHECK(use_priors({linked}).at(0).lift == Approx(0.5));
}

TEST_CASE("lifts and popular queries come back from their bytes", "[use]") {
  const std::vector<UsePrior> priors = {{1, -1}, {70'000, 0.5}, {4'000'000'000, 1}};
  const auto read = unpack_use_priors(pack(priors));
  REQUIRE(read);
  REQUIRE(read->size() == 3);
  CHECK((*read)[2].article_number == 4'000'000'000);
  CHECK((*read)[0].lift == -1);
  CHECK((*read)[1].lift == Approx(0.5).margin(0.005));
  CHECK_FALSE(unpack_use_priors("1234"));
  const auto queries = unpack_popular_queries(
      pack(std::vector<PopularQuery>{{"Wi-Fi", "wifi ", Audience::kCustomer, 7, {1, 2}}}));
  REQUIRE(queries);
  REQUIRE(queries->size() == 1);
  CHECK((*queries)[0].answers == std::vector<std::uint32_t>{1, 2});
  CHECK((*queries)[0].audience == Audience::kCustomer);
  CHECK_FALSE(unpack_popular_queries("xyz"));
}

TEST_CASE("of two equal answers the one that people take comes first, also after a rebuild", "[use]") {
  Used library({article("a", "Printer offline"), article("b", "Printer offline")});
  CHECK(ids_of(library.search("printer offline")) == Ids{"a", "b"});
  for (int i = 0; i < 30; ++i)
    library.search_and_take("c" + std::to_string(i), "printer offline", {"a", "b"}, "b");
  library.catch_up();
  CHECK(ids_of(library.search("printer offline")) == Ids{"b", "a"});
  CHECK(ids_of(library.suggest("printer offline")) == Ids{"b", "a"});
  value_of(library.writer()->rebuild());
  succeed(library.searcher().refresh());
  CHECK(ids_of(library.search("printer offline")) == Ids{"b", "a"});
  // An edit keeps what is known of the article.
  library.put(article("b", "Printer offline"));
  CHECK(ids_of(library.search("printer offline")) == Ids{"b", "a"});
  // It does not outvote words.
  library.put(article("c", "Scanner offline"));
  CHECK(ids_of(library.search("scanner offline")).front() == "c");
}

TEST_CASE("an answered query that several asked completes what others type", "[use]") {
  Used library({article("a", "Hold the button"), article("b", "Printer shows offline")});
  for (int i = 0; i < 5; ++i)
    library.search_and_take("c" + std::to_string(i), "printer offline windows", {"a"}, i == 0 ? "a" : "");
  for (int i = 0; i < 4; ++i)
    library.search_and_take("d" + std::to_string(i), "printer red light", {"a"}, "a");
  library.catch_up();
  CHECK(texts_of(library.complete("printer off")) ==
        Ids{"query: printer offline windows", "article: Printer shows offline"});
  CHECK(texts_of(library.complete("PRINTER")).front() == "query: printer offline windows");
  const auto completions = library.complete("printer off");
  REQUIRE(completions[0].text.highlights.size() == 2);
  CHECK(completions[0].text.highlights[1].begin == 8);
  CHECK(library.complete("offline wind").empty());
  library.remove("a");
  CHECK(texts_of(library.complete("printer off")) == Ids{"article: Printer shows offline"});
}

TEST_CASE("a completed query tells nobody of what they may not see", "[use]") {
  Article secret = article("secret", "Recall");
  secret.audience = Audience::kInternal;
  Used library({secret, article("open", "Hold the button")});
  for (int i = 0; i < 9; ++i) {
    const std::string client = "c" + std::to_string(i);
    library.search_and_take(client, "recall of series nine", {"open"}, "open", Audience::kInternal);
    library.search_and_take(client, "recall answered inside", {"secret"}, "secret");
    library.search_and_take(client, "recall for all", {"open"}, "open");
  }
  library.catch_up();
  CHECK(texts_of(library.complete("rec")) == Ids{"query: recall for all"});
  Filter staff;
  staff.audience = Audience::kTeam;
  CHECK(library.complete("rec", staff).size() == 4);
}

TEST_CASE("related is what people took next, then what says the same, of what the caller may see", "[use]") {
  Article hidden = article("hidden", "Printer offline after the update of Windows");
  hidden.audience = Audience::kInternal;
  Used library({article("a", "Printer offline after the update", "Set the port."),
                article("like", "Printer offline since the update", "Add it again."), hidden,
                article("next", "Paper size of labels"), article("far", "Hub blinks red")});
  RelatedRequest request;
  request.article_id = "a";
  request.used_after = {"hidden", "next", "gone", "a"};
  const Answer answer = value_of(library.searcher().related(request));
  CHECK(ids_of(answer) == Ids{"next", "like"});
  CHECK(answer.hits[0].reason == "people took this next");
  CHECK(answer.found == 2);
  request.limit = 1;
  CHECK(ids_of(value_of(library.searcher().related(request))) == Ids{"next"});
  request.filter.audience = Audience::kTeam;
  CHECK(ids_of(value_of(library.searcher().related(request))) == Ids{"hidden"});
  request.article_id = "none";
  CHECK(value_of(library.searcher().related(request)).hits.empty());
}
