// Keys over HTTP, what they are held to, and the tokens made of them.
#include "api/cors.h"
#include "api/rate_limit.h"
#include "api/token.h"
#include "indexer/base64.h"
#include "tests/api/running_app.h"

using namespace garner;
using namespace garner::api;

namespace {

const std::string kTwoProducts =
    R"({"type":"article","id":"a-x2","title":"Brindle X2 offline","issue":"The printer shows offline.","resolution":"Hold the power button.","confidence":"validated","audience":"public","locale":"en","products":["Brindle X2"],"tags":["wifi"]})"
    "\n"
    R"({"type":"article","id":"a-x4","title":"Brindle X4 offline","issue":"The printer shows offline too.","resolution":"Update the driver.","confidence":"validated","audience":"public","locale":"en","products":["Brindle X4"],"tags":["wifi"]})"
    "\n"
    R"({"type":"article","id":"a-x2-staff","title":"Brindle X2 recall","issue":"The printer gets hot.","resolution":"Replace it.","confidence":"validated","audience":"internal","locale":"en","products":["brindle x2"]})"
    "\n"
    R"({"id":"c-x4","title":"My X4 is loud","product":"Brindle X4","messages":[{"id":"m1","body":"It is loud."}]})"
    "\n";

Json post_key_of(const RunningApp& running, const Json& fields) {
  const auto made = running.client(running.admin).Post("/v1/keys", dump(fields), "application/json");
  REQUIRE(made);
  INFO(made->body);
  REQUIRE(made->status == 201);
  const Json body = Json::parse(made->body);
  CHECK(made->get_header_value("Location") == "/v1/keys/" + body["id"].get<std::string>());
  return body;
}

std::set<std::string> found_with(const RunningApp& running, const std::string& key,
                                 const std::string& target) {
  std::set<std::string> ids;
  const Json body = body_of(running.client(key).Get(target.c_str()));
  for (const Json& hit : body["hits"]) ids.insert(hit["id"].get<std::string>());
  return ids;
}

using Ids = std::set<std::string>;

std::string base64url(std::string text) {
  text = to_base64(text);
  for (char& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
  while (text.ends_with('=')) text.pop_back();
  return text;
}

std::string sign(const std::string& head, const std::string& payload, const std::string& key) {
  const std::string text = base64url(head) + "." + base64url(payload);
  return text + "." + base64url(hmac_sha256(key, text));
}

}  // namespace

TEST_CASE("a key is made, shown once, changed and revoked over HTTP") {
  const RunningApp running;
  auto admin = running.client(running.admin);
  const Json made = post_key_of(running, {{"description", "box"},
                                          {"scopes", {"search"}},
                                          {"audience_max", "customer"},
                                          {"origins", {"https://help.example"}},
                                          {"max_per_minute", 60},
                                          {"expires_at", "2099-01-01T00:00:00Z"}});
  const std::string secret = made["secret"], path = "/v1/keys/" + made["id"].get<std::string>();
  CHECK(outcome_of(running.client(secret).Get("/v1/search?q=a")) == "200");
  CHECK(outcome_of(running.client(secret).Get("/v1/keys")) == "403 forbidden");

  const Json shown = body_of(admin.Get(path.c_str()));
  CHECK_FALSE(shown.contains("secret"));
  CHECK(shown["audience_max"] == "customer");
  CHECK(shown["max_per_minute"] == 60);
  CHECK(shown["revoked_at"].is_null());

  const Json changed = body_of(admin.Patch(
      path.c_str(), R"({"scopes":["read"],"max_per_minute":null,"expires_at":null})", "application/json"));
  CHECK(changed["scopes"] == Json({"read"}));
  CHECK(changed["max_per_minute"].is_null());
  CHECK(changed["expires_at"].is_null());
  CHECK(changed["description"] == "box");
  CHECK(outcome_of(running.client(secret).Get("/v1/search?q=a")) == "403 forbidden");

  CHECK(outcome_of(admin.Delete(path.c_str())) == "204");
  CHECK(outcome_of(running.client(secret).Get("/v1/search?q=a")) == "401 unauthorized");
  CHECK_FALSE(body_of(admin.Get(path.c_str()))["revoked_at"].is_null());
  CHECK(outcome_of(admin.Patch(path.c_str(), "{}", "application/json")) == "409 conflict");
}

TEST_CASE("keys are listed in pages, with when they were last used") {
  const RunningApp running;
  auto admin = running.client(running.admin);
  CHECK(outcome_of(running.client(running.customer).Get("/v1/search?q=a")) == "200");
  Ids ids;
  std::string after;
  for (int pages = 0; pages < 10; ++pages) {
    const Json page = body_of(admin.Get(("/v1/keys?limit=2&after=" + after).c_str()));
    for (const Json& key : page["data"]) {
      ids.insert(key["id"].get<std::string>());
      CHECK_FALSE(key.contains("secret_hash"));
    }
    CHECK(page["has_more"] == !page["next_cursor"].is_null());
    if (page["next_cursor"].is_null()) break;
    after = page["next_cursor"].get<std::string>();
  }
  CHECK(ids.size() == 3);
  // Written behind the answer: on the writer's thread, as this is.
  REQUIRE(running.app->service().write([](Store&) -> Result<> { return {}; }));
  CHECK(body_of(admin.Get(("/v1/keys/" + running.customer_id).c_str()))["last_used_at"].is_string());
  CHECK(outcome_of(admin.Get("/v1/keys?after=k-none")) == "422 invalid_input");
}

TEST_CASE("keys that are not made, and the field that is wrong") {
  const RunningApp running;
  struct Case {
    std::string body, pointer;
  };
  for (const auto& [body, pointer] : std::vector<Case>{
           {"{}", "/scopes"},
           {R"({"scopes":["search","fly"]})", "/scopes/1"},
           {R"({"scopes":["search"],"audience_max":"everybody"})", "/audience_max"},
           {R"({"scopes":["search"],"filter":"colour:red"})", "/filter"},
           {R"({"scopes":["admin"],"filter":"tag:wifi"})", "/filter"},
           {R"({"scopes":["search"],"origins":["help.example"]})", "/origins/0"},
           {R"({"scopes":["search"],"origins":["https://help.example/"]})", "/origins/0"},
           {R"({"scopes":["search"],"max_per_minute":0})", "/max_per_minute"},
           {R"({"scopes":["search"],"expires_at":"2020-01-01T00:00:00Z"})", "/expires_at"},
       }) {
    CAPTURE(body);
    const auto result = running.client(running.admin).Post("/v1/keys", body, "application/json");
    CHECK(outcome_of(result) == "422 invalid_input");
    CHECK(Json::parse(result->body)["errors"][0]["pointer"] == pointer);
  }
}

TEST_CASE("a key that administers what customers see makes none that sees more") {
  RunningApp running;
  const std::string small = running.add_key({"admin"}, Audience::kCustomer);
  auto client = running.client(small);
  CHECK(outcome_of(client.Post("/v1/keys", R"({"scopes":["search"],"audience_max":"internal"})",
                               "application/json")) == "422 invalid_input");
  CHECK(outcome_of(client.Post("/v1/keys", R"({"scopes":["search"],"audience_max":"public"})",
                               "application/json")) == "201");
  const Json staff = post_key_of(running, {{"scopes", {"search"}}, {"audience_max", "team"}});
  CHECK(outcome_of(client.Patch(("/v1/keys/" + staff["id"].get<std::string>()).c_str(),
                                R"({"scopes":["admin"]})", "application/json")) == "403 forbidden");
}

TEST_CASE("a key's own filter holds for all that is read with it, and nothing asked for widens it") {
  const RunningApp running;
  ingest(running, kTwoProducts);
  const std::string key = post_key_of(running, {{"scopes", {"search", "suggest", "read"}},
                                                {"audience_max", "internal"},
                                                {"filter", "product:\"Brindle X2\""}})["secret"];
  auto client = running.client(key);
  CHECK(found_with(running, key, "/v1/search?q=printer") == Ids{"a-x2", "a-x2-staff"});
  CHECK(found_with(running, key, "/v1/search?q=printer&filter=product:brindle+x4").empty());
  CHECK(found_with(running, key, "/v1/search?q=product:%22Brindle+X4%22+printer").empty());
  const Json counted = body_of(client.Get("/v1/search?q=printer&facets=product,tag"));
  CHECK(counted["out_of"] == 2);
  CHECK(dump(counted).find("X4") == std::string::npos);
  CHECK(counted["facet_counts"]["tag"] == Json::parse(R"([{"value":"wifi","count":1}])"));
  CHECK(dump(body_of(client.Get("/v1/typeahead?q=brindle"))).find("X4") == std::string::npos);
  const Json suggested =
      body_of(client.Post("/v1/suggest", R"({"body":"The printer shows offline too"})", "application/json"));
  CHECK(dump(suggested).find("a-x4") == std::string::npos);
  CHECK(outcome_of(client.Get("/v1/articles/a-x2")) == "200");
  CHECK(outcome_of(client.Get("/v1/articles/a-x4")) == "404 not_found");
  CHECK(outcome_of(client.Get("/v1/articles/a-x4", {{"If-None-Match", "*"}})) == "404 not_found");
  CHECK(outcome_of(client.Get("/v1/articles/a-x4/related")) == "404 not_found");
  CHECK(outcome_of(client.Get("/v1/conversations/c-x4")) == "404 not_found");
  CHECK(outcome_of(running.client(running.staff).Get("/v1/conversations/c-x4")) == "200");
}

TEST_CASE("a token does and sees what its key does, narrowed, until it or its key ends") {
  const RunningApp running;
  ingest(running, kTwoProducts);
  const Json made =
      post_key_of(running, {{"scopes", {"search", "read", "metrics"}}, {"audience_max", "internal"}});
  ApiKey key;
  key.id = made["id"];
  key.secret_hash = hash_secret(made["secret"].get<std::string>());
  const Time soon = now() + 60'000;
  const std::string narrow = make_token(key, {Audience::kPublic, "product:\"Brindle X2\""}, soon);
  CHECK(found_with(running, narrow, "/v1/search?q=printer") == Ids{"a-x2"});
  CHECK(outcome_of(running.client(narrow).Get("/v1/articles/a-x2-staff")) == "404 not_found");
  // No wider than its key, and for reading alone.
  CHECK(found_with(running, make_token(key, {Audience::kTeam, ""}, soon), "/v1/search?q=printer").size() ==
        3);
  CHECK(outcome_of(running.client(narrow).Get("/metrics")) == "403 forbidden");
  CHECK(outcome_of(running.client(narrow).Post("/v1/suggest", R"({"body":"a"})", "application/json")) ==
        "403 forbidden");
  CHECK(outcome_of(running.client(made["secret"].get<std::string>()).Get("/metrics")) == "200");
  CHECK(outcome_of(
            running.client(running.admin).Delete(("/v1/keys/" + made["id"].get<std::string>()).c_str())) ==
        "204");
  CHECK(outcome_of(running.client(narrow).Get("/v1/search?q=printer")) == "401 unauthorized");
}

TEST_CASE("tokens that are none") {
  ApiKey key;
  key.id = "k-1";
  key.secret_hash = hash_secret("gk_secret");
  const std::string head = R"({"alg":"HS256","typ":"JWT"})";
  const std::string body = R"({"key_id":"k-1","exp":2000})";
  const Time at = 1'000'000;
  const auto holds = [&](const std::string& token) { return check_token(token, key, at).has_value(); };
  const std::string good = sign(head, body, key.secret_hash);
  REQUIRE(holds(good));
  CHECK(key_of_token(good) == "k-1");
  CHECK(holds(make_token(key, {Audience::kCustomer, "tag:a"}, 2'000'000)));
  CHECK(check_token(make_token(key, {Audience::kCustomer, "tag:a"}, 2'000'000), key, at)->filter == "tag:a");

  const std::string none = base64url(R"({"alg":"none"})") + "." + base64url(body) + ".";
  for (const std::string& token : std::vector<std::string>{
           "",
           ".",
           "..",
           "a.b",
           "a.b.c.d",
           none,
           good + "A",
           good.substr(0, good.size() - 1),
           good + "=",
           sign(head, body, hash_secret("other")),
           sign(head, body, "gk_secret"),
           sign(R"({"alg":"HS512"})", body, key.secret_hash),
           sign(R"({"alg":"none"})", body, key.secret_hash),
           sign(R"({"typ":"JWT"})", body, key.secret_hash),
           sign(R"({"alg":"HS256","crit":["b64"]})", body, key.secret_hash),
           sign(R"({"alg":"HS256","alg":"HS256"})", body, key.secret_hash),
           sign(head, R"({"key_id":"k-1"})", key.secret_hash),
           sign(head, R"({"key_id":"k-1","exp":"2000"})", key.secret_hash),
           sign(head, R"({"key_id":"k-1","exp":1000})", key.secret_hash),
           sign(head, R"({"key_id":"k-1","exp":2000,"nbf":1500})", key.secret_hash),
           sign(head, R"({"key_id":"k-1","exp":2000,"nbf":"0"})", key.secret_hash),
           sign(head, R"({"key_id":"k-1","exp":2000,"rules":[]})", key.secret_hash),
           sign(head, R"({"key_id":"k-1","exp":2000,"rules":{"audience":"nobody"}})", key.secret_hash),
           sign(head, R"({"key_id":"k-1","exp":2000,"rules":{"tag":"a"}})", key.secret_hash),
           sign(head, R"({"key_id":"k-1","exp":2000,"rules":{"filter":7}})", key.secret_hash),
           sign(head, R"({"key_id":"k-1","exp":2000,"x":")" + std::string(5000, 'x') + "\"}",
                key.secret_hash),
           sign(head, std::string(3000, '['), key.secret_hash),
           sign(head, "[]", key.secret_hash)}) {
    CAPTURE(token);
    CHECK_FALSE(holds(token));
  }
}

TEST_CASE("a key's requests are counted, and too many are told when to come again") {
  RunningApp running;
  const std::string key =
      running.add_key({"search"}, Audience::kPublic, [](ApiKey& made) { made.max_per_minute = 2; });
  auto client = running.client(key);
  const auto first = client.Get("/v1/search?q=a");
  CHECK(outcome_of(first) == "200");
  CHECK(first->get_header_value("RateLimit-Policy") == "\"key\";q=2;w=60");
  CHECK(first->get_header_value("RateLimit").starts_with("\"key\";r=1;t="));
  CHECK(outcome_of(client.Get("/v1/search?q=b")) == "200");
  const auto over = client.Get("/v1/search?q=c");
  CHECK(outcome_of(over) == "429 rate_limited");
  const int wait = std::stoi(over->get_header_value("Retry-After"));
  CHECK(wait >= 1);
  CHECK(wait <= 30);
  CHECK(over->get_header_value("RateLimit").starts_with("\"key\";r=0;"));
  CHECK(client.Get("/healthz")->status == 200);
  CHECK(running.client(running.customer).Get("/v1/search?q=a")->get_header_value("RateLimit").empty());
}

TEST_CASE("a bucket holds a minute's requests and fills up evenly") {
  RateLimiter limiter;
  RateLimiter::Clock::time_point at{};
  for (int i = 0; i < 60; ++i) CHECK(limiter.take("k", 60, at).allowed);
  const auto over = limiter.take("k", 60, at);
  CHECK_FALSE(over.allowed);
  CHECK(over.retry_after == 1);
  CHECK(over.remaining == 0);
  CHECK(over.reset == 60);
  CHECK(limiter.take("other", 60, at).remaining == 59);
  at += std::chrono::seconds(2);
  CHECK(limiter.take("k", 60, at).allowed);
  CHECK(limiter.take("k", 60, at).allowed);
  CHECK_FALSE(limiter.take("k", 60, at).allowed);
  at += std::chrono::hours(1);
  CHECK(limiter.take("k", 60, at).remaining == 59);
  // One a minute, of a key that has been given less.
  CHECK(limiter.take("k", 1, at).allowed);
  CHECK(limiter.take("k", 1, at).retry_after == 60);
}

TEST_CASE("pages of other sites may call what is meant for them, as the key says") {
  ServeOptions options;
  options.allowed_origins = {"https://old.example"};
  RunningApp running(std::move(options));
  ingest(running);
  const std::string box = running.add_key({"search", "suggest", "read"}, Audience::kPublic,
                                          [](ApiKey& key) { key.origins = {"https://help.example"}; });
  const auto allowed = [](const httplib::Result& result) {
    REQUIRE(result);
    return result->get_header_value("Access-Control-Allow-Origin");
  };
  const auto get = [&](const std::string& key, const char* path, const char* origin) {
    return running.client(key).Get(path, {{"Origin", origin}});
  };
  CHECK(allowed(get(box, "/v1/search?q=a", "https://help.example")) == "https://help.example");
  CHECK(allowed(get(box, "/v1/search?per_page=0", "https://help.example")) == "https://help.example");
  // With this key from another page: nothing at all, whatever the browser would have done.
  const auto refused = get(box, "/v1/search?q=a", "https://evil.example");
  CHECK(outcome_of(refused) == "403 origin_not_allowed");
  CHECK(allowed(refused).empty());
  // The server's own pages, and programs, which send no origin.
  const std::string own = "http://127.0.0.1:" + std::to_string(running.app->port());
  CHECK(outcome_of(get(box, "/v1/search?q=a", own.c_str())) == "200");
  CHECK(outcome_of(running.client(box).Get("/v1/search?q=a")) == "200");
  // A key that says nothing of origins has those of the server.
  CHECK(allowed(get(running.customer, "/v1/search?q=a", "https://old.example")) == "https://old.example");
  CHECK(allowed(get(running.customer, "/v1/search?q=a", "https://help.example")).empty());
  // What is not for other sites: articles, and what an agent is shown.
  CHECK(allowed(get(box, "/v1/articles/a-public", "https://help.example")).empty());
  const auto suggest = [&](const char* body) {
    return running.client(box).Post("/v1/suggest", {{"Origin", "https://help.example"}}, body,
                                    "application/json");
  };
  CHECK(allowed(suggest(R"({"body":"scanner","mode":"ask"})")) == "https://help.example");
  CHECK(allowed(suggest(R"({"body":"scanner"})")).empty());
  CHECK(allowed(running.client("gk_none").Get("/v1/search?q=a", {{"Origin", "https://help.example"}})) ==
        "https://help.example");
}

TEST_CASE("a preflight request carries no key: any key's page is let ask") {
  ServeOptions options;
  options.allowed_origins = {"https://old.example"};
  RunningApp running(std::move(options));
  running.add_key({"search"}, Audience::kPublic, [](ApiKey& key) { key.origins = {"https://help.example"}; });
  const auto preflight = [&](const char* path, const char* origin) {
    httplib::Request request;
    request.method = "OPTIONS";
    request.path = path;
    request.headers = {{"Origin", origin},
                       {"Access-Control-Request-Method", "POST"},
                       {"Access-Control-Request-Headers", "authorization,content-type"}};
    auto client = running.client();
    auto answer = client.send(request);
    REQUIRE(answer);
    CHECK(answer->status == 204);
    return answer;
  };
  const auto answer = preflight("/v1/suggest", "https://help.example");
  CHECK(answer->get_header_value("Access-Control-Allow-Origin") == "https://help.example");
  CHECK(answer->get_header_value("Access-Control-Allow-Methods") == "GET, POST");
  CHECK(answer->get_header_value("Access-Control-Allow-Headers").find("Authorization") != std::string::npos);
  CHECK(answer->get_header_value("Vary") == "Origin");
  CHECK(preflight("/v1/events", "https://old.example")->has_header("Access-Control-Allow-Origin"));
  CHECK_FALSE(preflight("/v1/suggest", "https://evil.example")->has_header("Access-Control-Allow-Origin"));
  CHECK_FALSE(preflight("/v1/articles/a", "https://help.example")->has_header("Access-Control-Allow-Origin"));
}

TEST_CASE("a trace goes on through the server") {
  const RunningApp running;
  const auto trace = [&](const char* parent) {
    return running.client().Get("/healthz", {{"traceparent", parent}})->get_header_value("traceresponse");
  };
  const std::string answer = trace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  CHECK(answer.starts_with("00-4bf92f3577b34da6a3ce929d0e0e4736-"));
  CHECK(answer.size() == 55);
  for (const char* bad : {"", "00-x", "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                          "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                          "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                          "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"})
    CHECK(trace(bad).empty());
}
