// What is alike for all routes: keys and scopes, methods, request ids, CORS, problems, and the document that
// describes them.
#include "api/openapi.h"
#include "tests/api/running_app.h"

using namespace garner;
using namespace garner::api;

TEST_CASE("a key opens what its scopes say, from the second it is made to the second it is revoked") {
  RunningApp running;
  CHECK(outcome_of(running.client().Get("/v1/search?q=a")) == "401 unauthorized");
  CHECK(running.client().Get("/v1/search?q=a")->get_header_value("WWW-Authenticate") == "Bearer");
  CHECK(outcome_of(running.client("gk_wrong").Get("/v1/search?q=a")) == "401 unauthorized");
  CHECK(outcome_of(running.client(running.customer).Get("/v1/search?q=a")) == "200");
  CHECK(outcome_of(running.client(running.customer).Get("/metrics")) == "403 forbidden");
  CHECK(outcome_of(running.client(running.customer).Post("/v1/events", "{}", "application/json")) ==
        "403 forbidden");
  CHECK(outcome_of(running.client().Get("/v1/search?q=a", {{"X-Api-Key", running.customer}})) == "200");
  CHECK(outcome_of(running.client().Get("/v1/search?q=a",
                                        {{"Authorization", "bearer " + running.customer}})) == "200");
  CHECK(outcome_of(running.client().Get(
            "/v1/search?q=a", {{"Authorization", "Basic " + running.customer}})) == "401 unauthorized");
  CHECK(outcome_of(running.client().Get(("/v1/search?q=a&key=" + running.customer).c_str())) ==
        "401 unauthorized");
}

TEST_CASE(
    "keys: revoked and expired ones are nothing, loaded at most once a second, touched at most once a "
    "minute") {
  const std::string good = new_secret(), revoked = new_secret(), expired = new_secret();
  CHECK(good.starts_with("gk_"));
  CHECK(good.size() == 46);
  CHECK(good != revoked);
  CHECK(hash_secret("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  int loads = 0, touches = 0;
  Keys keys(
      [&]() -> Result<std::vector<ApiKey>> {
        ++loads;
        ApiKey a, b, c;
        a.id = "k-a";
        a.secret_hash = hash_secret(good);
        a.scopes = {"admin"};
        b.secret_hash = hash_secret(revoked);
        b.revoked_at = 1;
        c.secret_hash = hash_secret(expired);
        c.expires_at = 1;
        return std::vector<ApiKey>{a, b, c};
      },
      [&](const std::string& id, Time) { touches += id == "k-a" ? 1 : 100; });
  for (int i = 0; i < 3; ++i) {
    const auto rights = keys.find(good);
    REQUIRE(rights);
    REQUIRE(*rights);
    CHECK((*rights)->rights.has("ingest"));
  }
  CHECK(loads == 1);
  CHECK(touches == 1);
  for (const std::string& secret :
       {revoked, expired, std::string(), std::string(10'000, 'a'), hash_secret(good)}) {
    CHECK_FALSE(*keys.find(secret));
  }
}

TEST_CASE("a key that another process has made is known before the others are loaded anew") {
  const std::string made = new_secret();
  ApiKey key;
  key.secret_hash = hash_secret(made);
  std::vector<ApiKey> stored;
  Keys keys([&]() -> Result<std::vector<ApiKey>> { return stored; }, [](const std::string&, Time) {});
  CHECK_FALSE(*keys.find(made));
  stored = {key};
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(900);
  bool found = false;
  while (!found && std::chrono::steady_clock::now() < end) found = keys.find(made)->has_value();
  CHECK(found);
}

TEST_CASE("without a key one has the rights the server grants to anybody") {
  ServeOptions options;
  options.anonymous = {"", {"search"}, Audience::kPublic};
  const RunningApp running(std::move(options));
  ingest(running);
  CHECK(body_of(running.client().Get("/v1/search?q=scanner"))["found"] == 1);
  CHECK(outcome_of(running.client().Get("/v1/articles/a-public")) == "401 unauthorized");
}

TEST_CASE("paths and methods that are not there") {
  const RunningApp running;
  auto client = running.client(running.staff);
  CHECK(outcome_of(client.Get("/v1/nothing")) == "404 not_found");
  CHECK(outcome_of(client.Get("/v1/search/")) == "404 not_found");
  CHECK(outcome_of(client.Get("//v1/search")) == "404 not_found");
  std::string deep;
  for (int i = 0; i < 3000; ++i) deep += "/a";
  CHECK(outcome_of(client.Get(deep.c_str())) == "404 not_found");
  const auto wrong = client.Delete("/v1/search");
  CHECK(outcome_of(wrong) == "405 method_not_allowed");
  CHECK(wrong->get_header_value("Allow") == "GET, HEAD, POST, OPTIONS");
  const auto head = client.Head("/v1/openapi.json");
  REQUIRE(head);
  CHECK(head->status == 200);
  const auto options = client.Options("/v1/suggest");
  REQUIRE(options);
  CHECK(options->status == 204);
  CHECK(options->get_header_value("Allow") == "POST, OPTIONS");
  CHECK(outcome_of(client.Post("/v1/suggest", "a=b", "application/x-www-form-urlencoded")) ==
        "415 unsupported_media_type");
  CHECK(outcome_of(client.Post("/v1/search", std::string(70'000, ' '), "application/json")) ==
        "413 too_large");
}

TEST_CASE("every response has a request id: the caller's, or one of ours") {
  const RunningApp running;
  auto client = running.client();
  CHECK(client.Get("/healthz", {{"X-Request-Id", "case-17.a"}})->get_header_value("X-Request-Id") ==
        "case-17.a");
  CHECK(client.Get("/healthz")->get_header_value("X-Request-Id").size() == 32);
  CHECK(client.Get("/healthz", {{"X-Request-Id", "a b"}})->get_header_value("X-Request-Id").size() == 32);
  const auto problem = client.Get("/none", {{"X-Request-Id", "r-1"}});
  const Json body = body_of(problem);
  CHECK(problem->get_header_value("Content-Type") == "application/problem+json");
  CHECK(body["status"] == 404);
  CHECK(body["instance"] == "/none");
  CHECK(body["request_id"] == "r-1");
  CHECK(body["type"] == "about:blank");
}

TEST_CASE("the document holds every route, and every example of it does what it says") {
  const RunningApp running;
  const Json task = ingest(running);
  ingest(running, "{this is not JSON\n");
  const std::map<std::string, std::string> ids = {
      {"<article>", "a-public"}, {"<internal>", "a-internal"},
      {"<conversation>", "c-1"}, {"<key>", running.customer_id},
      {"<quarantined>", "1"},    {"<task>", task["task_uid"].get<std::string>()}};
  auto client = running.client(running.admin);
  const Json document = body_of(client.Get("/v1/openapi.json"));
  CHECK(document["openapi"] == "3.1.0");
  for (const Route& route : routes()) {
    std::string method = route.method;
    for (char& c : method) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    CAPTURE(method, route.pattern);
    REQUIRE(document["paths"].contains(route.pattern));
    CHECK(document["paths"][route.pattern].contains(method));
    CHECK_FALSE(route.examples.empty());
    for (const Example& example : route.examples) {
      std::string target = example.target, body = example.body;
      for (const auto& [name, id] : ids) {
        for (std::string* text : {&target, &body}) {
          for (auto at = text->find(name); at != std::string::npos; at = text->find(name))
            text->replace(at, name.size(), id);
        }
      }
      CAPTURE(target);
      httplib::Request request;
      request.method = route.method;
      request.path = target;
      request.body = body;
      if (!request.body.empty()) request.headers.emplace("Content-Type", route.body_type);
      if (*example.if_match != '\0') request.headers.emplace("If-Match", example.if_match);
      const auto result = client.send(request);
      REQUIRE(result);
      CHECK(result->status == example.status);
    }
  }
}
