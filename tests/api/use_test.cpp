// What people do with answers over HTTP: searches and suggestions are noted, events count once, and both are
// found in completions and in what is related.
#include "tests/api/running_app.h"

using namespace garner;
using namespace garner::api;

namespace {

std::string click(const std::string& query_id, const std::string& client, const std::string& object,
                  const std::string& action = "click") {
  return dump({{"events",
                {{{"action_name", action},
                  {"timestamp", "2026-03-01T09:00:00Z"},
                  {"query_id", query_id},
                  {"client_id", client},
                  {"object_id", object},
                  {"position", {{"ordinal", 1}}}}}}});
}

std::vector<LoggedQuery> logged(const RunningApp& running) {
  std::vector<LoggedQuery> all;
  REQUIRE(running.app->service().write(
      [&](Store& store) { return running.app->service().flush_queries(store); }));
  REQUIRE(running.app->service().read([&](Store& store) {
    return store.each_query([&](const LoggedQuery& query) { all.push_back(query); });
  }));
  return all;
}

}  // namespace

TEST_CASE("a search is noted for a client who is named, masked, and as one while it is typed") {
  const RunningApp running;
  ingest(running);
  auto client = running.client(running.customer);
  client.Get("/v1/search?q=scanner");                           // nobody
  client.Get("/v1/search?q=scanner&client_id=c1&track=false");  // not to be tracked
  client.Get("/v1/search?q=scan&client_id=c1");                 // being typed
  const Json answer = body_of(client.Get("/v1/search?q=scanner&client_id=c1"));
  client.Get("/v1/search?q=scanner&page=2&client_id=c1");  // the same intent
  client.Get("/v1/search?q=write%20to%20ann%40mail.example&client_id=c2");
  const auto queries = logged(running);
  REQUIRE(queries.size() == 2);
  CHECK(queries[0].id == answer["query_id"]);
  CHECK(queries[0].text == "scanner");
  CHECK(queries[0].words == "scanner ");
  CHECK(queries[0].audience == Audience::kCustomer);
  CHECK(queries[0].shown == std::vector<std::string>{"a-public"});
  CHECK(queries[1].text.find("ann@mail") == std::string::npos);
}

TEST_CASE("a suggestion is noted with what it showed") {
  const RunningApp running;
  ingest(running);
  const Json answer =
      body_of(running.client(running.staff)
                  .Post("/v1/suggest", R"({"body":"stripes on the scanner","agent_id":"desk-7"})",
                        "application/json"));
  const auto queries = logged(running);
  REQUIRE(queries.size() == 1);
  CHECK(queries[0].id == answer["response_id"]);
  CHECK(queries[0].mode == "suggest");
  CHECK(queries[0].words.empty());
  CHECK(queries[0].shown.front() == answer["documents"][0]["id"]);
}

TEST_CASE("a site's server reports what came of a suggestion with its token") {
  const RunningApp running;
  ingest(running);
  auto staff = running.client(running.staff);
  const auto ask = [&](const std::string& more) {
    return body_of(running.client(running.customer)
                       .Post("/v1/suggest", R"({"mode":"ask","body":"stripes on the scanner")" + more + "}",
                             "application/json"));
  };
  const Json answer = ask(R"(,"client_id":"visitor-1")");
  const auto report = [&](const Json& token) {
    const Json event = {
        {"action_name", "case_opened"}, {"timestamp", to_rfc3339(now())}, {"deflection_token", token}};
    return outcome_of(staff.Post("/v1/events", dump({{"events", {event}}}), "application/json"));
  };
  CHECK(report(answer["deflection_token"]) == "202");
  std::vector<Event> events;
  REQUIRE(running.app->service().read(
      [&](Store& store) { return store.each_event([&](const Event& event) { events.push_back(event); }); }));
  REQUIRE(events.size() == 1);
  CHECK(events[0].client_id == "visitor-1");
  CHECK(events[0].query_id == answer["response_id"]);
  CHECK(logged(running).front().mode == "ask");

  CHECK(report("made up") == "422 invalid_input");
  CHECK(ask("")["deflection_token"].is_null());  // nothing was noted of whom it could tell
  CHECK_FALSE(body_of(staff.Post("/v1/suggest", R"({"body":"stripes"})", "application/json"))
                  .contains("deflection_token"));
}

TEST_CASE("an event that is sent again counts once, and what several asked completes") {
  const RunningApp running;
  ingest(running);
  auto staff = running.client(running.staff);
  auto customer = running.client(running.customer);
  for (int i = 0; i < 5; ++i) {
    const std::string who = "c" + std::to_string(i);
    const Json answer = body_of(customer.Get("/v1/search?q=scanner%20stripes&client_id=" + who));
    const std::string event = click(answer["query_id"], who, "a-public");
    for (int again = 0; again < 2; ++again)
      CHECK(outcome_of(staff.Post("/v1/events", event, "application/json")) == "202");
  }
  Stats stats;
  std::vector<UseCount> counts;
  REQUIRE(running.app->service().read([&](Store& store) -> Result<> {
    stats = store.stats().value();
    counts = store.use_counts().value();
    return {};
  }));
  CHECK(stats.events == 5);
  REQUIRE(counts.size() == 1);
  CHECK(counts[0].shown == 5);
  CHECK(counts[0].clicked == 5);
  // The server takes up use about once a second.
  Json completions;
  do {
    completions = body_of(customer.Get("/v1/typeahead?q=scanner%20st"))["completions"];
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  } while (completions.empty() || completions[0]["kind"] != "query");
  CHECK(completions[0]["text"] == "scanner stripes");
  CHECK(completions[0]["highlight"] == "<mark>scanner</mark> <mark>stripes</mark>");
  CHECK(completions[0]["id"].is_null());
}

TEST_CASE("related articles are those that people took next, for who may see them") {
  const RunningApp running;
  ingest(running);
  auto staff = running.client(running.staff);
  for (const char* object : {"a-public", "a-internal"})
    staff.Post("/v1/events", click(std::string("q-") + object, "c1", object), "application/json");
  const Json seen = body_of(staff.Get("/v1/articles/a-public/related"));
  REQUIRE_FALSE(seen["hits"].empty());
  CHECK(seen["hits"][0]["id"] == "a-internal");
  CHECK(seen["hits"][0]["reason"] == "people took this next");
  CHECK(seen["hits"][0]["position"] == 1);
  auto customer = running.client(running.customer);
  CHECK(body_of(customer.Get("/v1/articles/a-public/related"))["hits"].empty());
  CHECK(outcome_of(customer.Get("/v1/articles/a-internal/related")) == "404 not_found");
  CHECK(outcome_of(customer.Get("/v1/articles/none/related")) == "404 not_found");
  CHECK(outcome_of(staff.Get("/v1/articles/a-public/related?limit=0")) == "422 invalid_input");
}
