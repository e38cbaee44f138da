// Lists in pages, several searches at once, the quarantine, snapshots, and requests that are sent again.
#include <atomic>
#include <set>

#include "tests/api/running_app.h"

using namespace garner;
using namespace garner::api;

namespace {

// All ids of a list, `limit` a page; a page has no more than that, and the last one no cursor.
std::vector<std::string> walk(const RunningApp& running, const std::string& key, const std::string& target,
                              const char* id, int limit) {
  std::vector<std::string> ids;
  std::string after;
  const std::string joint = target.find('?') == std::string::npos ? "?" : "&";
  for (int pages = 0; pages < 50; ++pages) {
    const std::string page =
        target + joint + "limit=" + std::to_string(limit) + (after.empty() ? "" : "&after=" + after);
    const Json body = body_of(running.client(key).Get(page.c_str()));
    CHECK(body["data"].size() <= static_cast<std::size_t>(limit));
    for (const Json& item : body["data"]) ids.push_back(item[id].get<std::string>());
    CHECK(body["has_more"].get<bool>() == body["next_cursor"].is_string());
    if (body["next_cursor"].is_null()) return ids;
    after = body["next_cursor"].get<std::string>();
  }
  FAIL("the list does not end");
  return ids;
}

std::string conversation_line(const std::string& id, const std::string& more, const std::string& answer) {
  return R"({"id":")" + id + R"(",)" + more +
         R"("messages":[{"id":"m1","author":"ann","role":"asker","body":"It does not work."})" +
         (answer.empty() ? ""
                         : R"(,{"id":"m2","author":"bob","role":")" + answer + R"(","body":"Restart it."})") +
         "]}\n";
}

}  // namespace

TEST_CASE("conversations are listed newest first, by channel, state and whether somebody answered") {
  RunningApp running;
  ingest(running, conversation_line("c-1", R"("state":"open",)", "") +
                      conversation_line("c-2", R"("state":"closed","product":"Brindle X2",)", "helper") +
                      conversation_line("c-3", R"("state":"open",)", "bot") +
                      conversation_line("c-4", R"("state":"open",)", "asker") +
                      conversation_line("c-5", R"("state":"open","deleted":true,)", "") +
                      conversation_line("c-6", R"("channel":"chat",)", "agent"));
  using Ids = std::vector<std::string>;
  for (const int limit : {1, 2, 3, 100}) {
    CHECK(walk(running, running.staff, "/v1/conversations", "id", limit) ==
          Ids{"c-6", "c-4", "c-3", "c-2", "c-1"});
  }
  CHECK(walk(running, running.staff, "/v1/conversations?channel=chat", "id", 2) == Ids{"c-6"});
  CHECK(walk(running, running.staff, "/v1/conversations?state=closed", "id", 2) == Ids{"c-2"});
  const Ids unanswered = walk(running, running.staff, "/v1/conversations?unanswered=true", "id", 2);
  CHECK(std::set<std::string>(unanswered.begin(), unanswered.end()).count("c-2") == 0);
  CHECK(std::set<std::string>(unanswered.begin(), unanswered.end()).count("c-1") == 1);
  CHECK(std::set<std::string>(unanswered.begin(), unanswered.end()).count("c-3") == 1);
  const Json first = body_of(running.client(running.staff).Get("/v1/conversations?state=closed"))["data"][0];
  CHECK(first["message_count"] == 2);
  CHECK_FALSE(first.contains("messages"));
  // Others than staff have none; a key with a filter has those that pass it, in whole pages.
  CHECK(walk(running, running.customer, "/v1/conversations", "id", 2).empty());
  const std::string narrow = running.add_key({"read"}, Audience::kInternal,
                                             [](ApiKey& key) { key.filter = "product:\"brindle x2\""; });
  CHECK(walk(running, narrow, "/v1/conversations", "id", 1) == Ids{"c-2"});
  CHECK(outcome_of(running.client(running.staff).Get("/v1/conversations?after=x")) == "422 invalid_input");
}

TEST_CASE("tasks are listed, the latest first") {
  const RunningApp running;
  std::vector<std::string> uids;
  for (int i = 0; i < 5; ++i) uids.insert(uids.begin(), ingest(running)["task_uid"].get<std::string>());
  CHECK(walk(running, running.staff, "/v1/tasks", "task_uid", 2) == uids);
}

TEST_CASE("what could not be read is listed, shown, and read again once it can be") {
  const RunningApp running;
  CHECK(ingest(running, "{broken\n{\"id\":7}\n")["counts"]["quarantined"] == 2);
  const auto ids = walk(running, running.admin, "/v1/quarantine", "id", 1);
  REQUIRE(ids.size() == 2);
  auto client = running.client(running.admin);
  CHECK(body_of(client.Get(("/v1/quarantine/" + ids[0]).c_str()))["raw"] == "{broken");
  const Json still = body_of(client.Post(("/v1/quarantine/" + ids[0] + "/retry").c_str()));
  CHECK(still["status"] == "failed");
  CHECK(still["counts"]["mended"] == 0);
  CHECK(walk(running, running.admin, "/v1/quarantine", "id", 5) == ids);
  // As if this version could read what the one before could not.
  REQUIRE(running.app->service().write([](Store& store) {
    QuarantineEntry entry;
    entry.file = "ingest/community";
    entry.position = "line 1";
    entry.reason = "not known then";
    entry.format = "ndjson";
    entry.channel = "community";
    entry.raw = R"({"id":"c-9","title":"Loud","messages":[{"body":"It is loud."}]})";
    return store.add_to_quarantine(entry);
  }));
  const auto more = walk(running, running.admin, "/v1/quarantine", "id", 5);
  REQUIRE(more.size() == 3);
  const Json mended = body_of(client.Post(("/v1/quarantine/" + more[2] + "/retry").c_str()));
  CHECK(mended["status"] == "succeeded");
  CHECK(walk(running, running.admin, "/v1/quarantine", "id", 5) == ids);
  CHECK(outcome_of(running.client(running.staff).Get("/v1/conversations/c-9")) == "200");
  CHECK(outcome_of(client.Get("/v1/quarantine/x")) == "404 not_found");
  CHECK(outcome_of(running.client(running.staff).Get("/v1/quarantine")) == "403 forbidden");
}

TEST_CASE("several searches at once are answered in their order") {
  const RunningApp running;
  ingest(running);
  auto client = running.client(running.staff);
  const Json both =
      body_of(client.Post("/v1/multi-search", R"({"searches":[{"q":"recall"},{"q":"stripes","per_page":1}]})",
                          "application/json"));
  REQUIRE(both["results"].size() == 2);
  CHECK(both["results"][0]["hits"][0]["id"] == "a-internal");
  CHECK(both["results"][1]["hits"][0]["id"] == "a-public");
  CHECK(both["results"][1]["per_page"] == 1);
  const auto wrong =
      client.Post("/v1/multi-search", R"({"searches":[{"q":"a"},{"q":"a","page":0}]})", "application/json");
  CHECK(outcome_of(wrong) == "422 invalid_input");
  CHECK(Json::parse(wrong->body)["errors"][0]["pointer"] == "/searches/1/page");
  std::string many = R"({"q":"a"})";
  for (int i = 0; i < 20; ++i) many += R"(,{"q":"a"})";
  for (const std::string& body : {std::string("{}"), std::string(R"({"searches":[]})"),
                                  std::string(R"({"searches":[7]})"), R"({"searches":[)" + many + "]}"})
    CHECK(outcome_of(client.Post("/v1/multi-search", body, "application/json")) == "422 invalid_input");
}

TEST_CASE("a snapshot is a store of its own, taken while everything goes on") {
  const RunningApp running;
  ingest(running);
  const auto made = running.client(running.admin).Post("/v1/snapshots");
  CHECK(outcome_of(made) == "201");
  const Json body = Json::parse(made->body);
  const auto copy = Store::open({running.folder() + "/snapshots/" + body["name"].get<std::string>(), true});
  REQUIRE(copy);
  CHECK(*(*copy)->article_count() == 3);
  CHECK((*copy)->verify());
  CHECK(outcome_of(running.client(running.staff).Post("/v1/snapshots")) == "403 forbidden");
}

TEST_CASE("a request that creates has its effect once, however often it is sent under one Idempotency-Key") {
  RunningApp running;
  const auto post = [&](const std::string& key, const std::string& name, const char* body) {
    return running.client(key).Post("/v1/keys", {{"Idempotency-Key", name}}, body, "application/json");
  };
  const auto count = [&] { return walk(running, running.admin, "/v1/keys", "id", 100).size(); };
  const std::size_t before = count();
  const auto first = post(running.admin, "one", R"({"scopes":["search"]})");
  CHECK(outcome_of(first) == "201");
  const auto again = post(running.admin, "one", R"({"scopes":["search"]})");
  CHECK(outcome_of(again) == "201");
  CHECK(again->get_header_value("Idempotency-Replayed") == "true");
  CHECK(again->get_header_value("Location") == first->get_header_value("Location"));
  CHECK(Json::parse(again->body)["id"] == Json::parse(first->body)["id"]);
  CHECK(Json::parse(again->body)["secret"].is_null());  // shown once, and stored nowhere
  CHECK(count() == before + 1);
  CHECK(outcome_of(post(running.admin, "one", R"({"scopes":["read"]})")) == "422 idempotency_key_reused");
  // A request that failed is mended and sent again; another caller's names are its own.
  CHECK(outcome_of(post(running.admin, "two", R"({"scopes":["fly"]})")) == "422 invalid_input");
  CHECK(outcome_of(post(running.admin, "two", R"({"scopes":["read"]})")) == "201");
  const std::string other = running.add_key({"admin"}, Audience::kTeam);
  CHECK(outcome_of(post(other, "one", R"({"scopes":["read"]})")) == "201");
  CHECK(outcome_of(post(running.admin, std::string(256, 'k'), R"({"scopes":["read"]})")) == "400 malformed");
}

TEST_CASE("the same request from many at once is worked on once") {
  RunningApp running;
  std::atomic<int> made{0}, replayed{0}, busy{0}, other{0};
  std::vector<std::thread> clients;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([&] {
      auto client = running.client(running.admin);
      const auto answer = client.Post("/v1/keys", {{"Idempotency-Key", "race"}}, R"({"scopes":["search"]})",
                                      "application/json");
      if (!answer) return;
      const bool again = answer->has_header("Idempotency-Replayed");
      (answer->status == 409 ? busy : answer->status != 201 ? other : again ? replayed : made)++;
    });
  }
  for (std::thread& client : clients) client.join();
  CHECK(made == 1);
  CHECK(other == 0);
  CHECK(made + replayed + busy == 8);
}
