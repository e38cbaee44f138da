// What is noted of queries and events, and the counts made of them.
#include <map>

#include "indexer/store/database.h"
#include "tests/store/old_store.h"
#include "tests/store/temp_store.h"

using namespace garner;

namespace {

Event event(const std::string& action, const std::string& query, const std::string& object,
            const std::string& client = "c1", std::int64_t place = 0, Time at = 1000) {
  Event made;
  made.action_name = action;
  made.query_id = query;
  made.object_id = object;
  made.client_id = client;
  made.ordinal = place;
  made.timestamp = at;
  return made;
}

LoggedQuery search(const std::string& id, const std::string& words, const std::string& client,
                   std::vector<std::string> shown, Audience audience = Audience::kPublic) {
  return {id, "search", words, words, "", audience, client, std::move(shown), 1000};
}

void put_articles(Store& store) {
  for (const char* id : {"a", "b", "c"}) {
    Article article;
    article.id = id;
    article.title = id;
    succeed(store.put_article(article));
  }
}

// "a@2 shown 1 clicked 1 used 0 dismissed 0"
std::vector<std::string> counts_of(Store& store) {
  std::vector<std::string> lines;
  for (const UseCount& count : value_of(store.use_counts())) {
    const auto articles = value_of(store.articles_of_numbers({count.article_number}));
    lines.push_back(articles.at(0).article.id + "@" + std::to_string(count.place) + " " +
                    std::to_string(count.shown) + " " + std::to_string(count.clicked) + " " +
                    std::to_string(count.used) + " " + std::to_string(count.dismissed));
  }
  return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("an answer counts what it showed, and once what was done with it", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  put_articles(*store);
  succeed(store->add_queries({search("q1", "printer ", "c1", {"a", "b"})}));
  succeed(store->add_queries({search("q1", "printer ", "c1", {"a", "b"})}));  // again
  CHECK(counts_of(*store) == Lines{"a@1 1 0 0 0", "b@2 1 0 0 0"});
  const std::vector<Event> events = {event("impression", "q1", "a", "c1", 1),
                                     event("click", "q1", "b"),
                                     event("click", "q1", "b", "c1", 0, 2000),
                                     event("view", "q1", "b"),
                                     event("solved", "q1", "b"),
                                     event("helpful", "q1", "b"),
                                     event("dismiss", "q1", "a", "c1", 1),
                                     event("case_opened", "q1", "")};
  succeed(store->add_events(events));
  const Lines expected = {"a@1 1 0 0 1", "b@2 1 1 1 0"};
  CHECK(counts_of(*store) == expected);
  succeed(store->add_events(events));  // sent again
  CHECK(counts_of(*store) == expected);
  CHECK(value_of(store->stats()).events == static_cast<std::int64_t>(events.size()));
  succeed(store->recount_use());
  CHECK(counts_of(*store) == expected);
  CHECK(value_of(store->stats()).events == static_cast<std::int64_t>(events.size()));
}

TEST_CASE("of an answer that is not in the log events say what was shown", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  put_articles(*store);
  succeed(store->add_events({event("impression", "x", "a", "c1", 1), event("impression", "x", "b", "c1", 2),
                             event("click", "x", "b", "c1", 2), event("click", "x", "c", "c1", 40)}));
  CHECK(counts_of(*store) == Lines{"a@1 1 0 0 0", "b@2 1 1 0 0", "c@11 1 1 0 0"});
}

TEST_CASE("linked cases count as use", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  Article article;
  article.id = "a";
  article.reuse_count = 3;
  succeed(store->put_article(article));
  REQUIRE(value_of(store->use_counts()).size() == 1);
  CHECK(value_of(store->use_counts())[0].linked == 3);
  succeed(store->add_queries({search("q", "w ", "c", {"a"})}));
  REQUIRE(value_of(store->use_counts()).size() == 1);
  CHECK(value_of(store->use_counts())[0].linked == 3);
}

TEST_CASE("a query is popular where enough people asked it and one was answered", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  put_articles(*store);
  for (int i = 0; i < 5; ++i) {
    const std::string n = std::to_string(i);
    succeed(store->add_queries(
        {search("p" + n, "printer offline ", "c" + n, {"a"}), search("u" + n, "unanswered ", "c" + n, {"a"}),
         search("r" + n, "repeated ", "same", {"a"}),
         search("s" + n, "secret recall ", "s" + n, {"b"}, Audience::kInternal),
         search("m" + n, "mixed ", "m" + n, {"b"}, i < 3 ? Audience::kPublic : Audience::kInternal)}));
  }
  succeed(
      store->add_events({event("click", "p3", "a"), event("click", "p4", "b"),
                         event("solved", "p4", "b", "x"), event("click", "r1", "a"),
                         event("click", "s1", "b"), event("click", "m1", "b"), event("dismiss", "u1", "a")}));
  std::map<std::string, PopularQuery> found;
  for (const PopularQuery& query : value_of(store->popular_queries(5, 10))) found[query.words] = query;
  REQUIRE(found.size() == 3);
  CHECK(found["printer offline "].askers == 5);
  CHECK(found["printer offline "].audience == Audience::kPublic);
  CHECK(found["printer offline "].answers.size() == 2);
  CHECK(found["secret recall "].audience == Audience::kInternal);
  // Three customers are too few for customers to see it.
  CHECK(found["mixed "].audience == Audience::kInternal);
  CHECK(value_of(store->popular_queries(6, 10)).empty());
  CHECK(value_of(store->popular_queries(5, 1)).size() == 1);
}

TEST_CASE("what people took afterwards, and what a case was linked with, is related", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  put_articles(*store);
  constexpr Time kDay = 86'400'000;
  succeed(
      store->add_events({event("click", "q1", "a", "c1", 0, 1000), event("click", "q2", "b", "c1", 0, 2000),
                         event("click", "q3", "a", "c2", 0, 1000), event("click", "q4", "c", "c2", 0, 500),
                         event("click", "q5", "c", "c2", 0, 2000 + kDay)}));
  CHECK(value_of(store->used_after("a", 10)) == Lines{"b"});
  value_of(store->add_link({"a", "resolved", "crm", "case-1", 1}));
  value_of(store->add_link({"c", "resolved", "crm", "case-1", 1}));
  value_of(store->add_link({"a", "resolved", "crm", "case-2", 1}));
  value_of(store->add_link({"c", "reference", "crm", "case-2", 1}));
  CHECK(value_of(store->used_after("a", 10)) == Lines{"c", "b"});
  CHECK(value_of(store->used_after("a", 1)) == Lines{"c"});
  CHECK(value_of(store->used_after("none", 10)).empty());
}

TEST_CASE("who is forgotten is out of the queries and the counts too", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  put_articles(*store);
  succeed(
      store->add_queries({search("q1", "printer ", "ann", {"a"}), search("q2", "printer ", "bob", {"a"})}));
  succeed(store->add_events({event("click", "q1", "a", "ann"), event("click", "q2", "a", "bob")}));
  CHECK(value_of(store->count_events_of("ann")) == 2);
  CHECK(value_of(store->remove_events_of("ann")) == 2);
  CHECK(value_of(store->count_events_of("ann")) == 0);
  CHECK(counts_of(*store) == Lines{"a@1 1 1 0 0"});
}

TEST_CASE("events of an older store are counted once when it is brought up to date", "[store]") {
  const TempStore temp;
  make_old_store(temp, 4, "a");
  Database(temp.path(), false, 50).session()
      << "insert into event (action_name, query_id, client_id, session_id, user_id, object_id, ordinal, "
         "timestamp, attributes) values ('click', 'q', 'c', '', '', 'a', 2, 5, ''), "
         "('click', 'q', 'c', '', '', 'a', 2, 5, '')";
  const auto store = temp.open();
  CHECK(counts_of(*store) == Lines{"a@2 1 1 0 0"});
  CHECK(value_of(store->stats()).events == 1);
}
