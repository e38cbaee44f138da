// Channels over HTTP: who may configure them, what is checked, what is never shown; and the schedule that
// polls them.
#include "tests/api/running_app.h"
#include "tests/live/platform.h"

using namespace garner;
using namespace garner::api;

namespace {

struct Admin {
  httplib::Result put(const std::string& name, const Json& settings) const {
    return app.client(key).Put("/v1/channels/" + name, settings.dump(), "application/json");
  }
  Json get(const std::string& name) const { return body_of(app.client(key).Get("/v1/channels/" + name)); }

  RunningApp app;
  const std::string& key = app.admin;
};

const Json kForum = {{"format", "discourse"}, {"url", "https://forum.example"}, {"interval_s", 0}};

std::string post(int id, int number, const std::string& author, const std::string& body) {
  return Json{{"id", id},
              {"post_number", number},
              {"post_type", 1},
              {"username", author},
              {"created_at", "2026-03-01T09:0" + std::to_string(number) + ":00.000Z"},
              {"cooked", "<p>" + body + "</p>"},
              {"accepted_answer", number == 2}}
      .dump();
}

const std::string kList = "/latest.json?order=activity&page=0";
const std::string kTopics = R"({"topic_list":{"topics":[{"id":7,"bumped_at":"2026-03-02T10:00:00.000Z"}]}})";

std::string topic() {
  return R"({"id":7,"title":"Brindle X2 shows offline","created_at":"2026-03-01T09:01:00.000Z","post_stream":{"stream":[71,72],"posts":[)" +
         post(71, 1, "moss", "My Brindle X2 shows offline since the update.") + "," +
         post(72, 2, "petra", "Hold the Wi-Fi button for five seconds until it blinks.") + "]}}";
}

// A second is how often the schedule looks: what it does is waited for, not timed.
template <typename Condition>
void wait_until(const Condition& condition) {
  while (!condition()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

}  // namespace

TEST_CASE("a channel is made, read, changed, listed and taken out") {
  const Admin admin;
  const auto made = admin.put("forum", kForum);
  CHECK(outcome_of(made) == "201");
  CHECK(made->get_header_value("Location") == "/v1/channels/forum");
  CHECK(body_of(made)["url"] == "https://forum.example");

  CHECK(outcome_of(admin.put("forum", {{"product", "Brindle X2"}})) == "200");
  const Json forum = admin.get("forum");
  CHECK(forum["product"] == "Brindle X2");
  CHECK(forum["url"] == "https://forum.example");  // what a change does not name stays
  CHECK(forum["consent"] == "all");
  CHECK(forum["audience"] == "internal");
  CHECK(forum["authors"] == "pseudonym");
  CHECK(forum["from_file"] == false);
  CHECK(forum["polled_at"].is_null());

  CHECK(outcome_of(admin.put("desk", {{"format", "zendesk"}})) == "201");
  const Json all = body_of(admin.app.client(admin.key).Get("/v1/channels"));
  REQUIRE(all["data"].size() == 2);
  CHECK(all["data"][0]["name"] == "desk");

  CHECK(outcome_of(admin.app.client(admin.key).Delete("/v1/channels/forum")) == "204");
  CHECK(outcome_of(admin.app.client(admin.key).Get("/v1/channels/forum")) == "404 not_found");
  CHECK(outcome_of(admin.app.client(admin.key).Delete("/v1/channels/forum")) == "404 not_found");
}

TEST_CASE("only an administrator sees and changes channels") {
  const Admin admin;
  REQUIRE(outcome_of(admin.put("forum", kForum)) == "201");
  const auto outcomes = [&](const std::string& key) {
    const auto put = [&] {
      return admin.app.client(key).Put("/v1/channels/forum", "{}", "application/json");
    };
    return std::vector<std::string>{outcome_of(admin.app.client(key).Get("/v1/channels")),
                                    outcome_of(admin.app.client(key).Get("/v1/channels/forum")),
                                    outcome_of(put()),
                                    outcome_of(admin.app.client(key).Delete("/v1/channels/forum"))};
  };
  CHECK(outcomes("") == std::vector<std::string>(4, "401 unauthorized"));
  CHECK(outcomes("gk_unknown") == std::vector<std::string>(4, "401 unauthorized"));
  CHECK(outcomes(admin.app.staff) == std::vector<std::string>(4, "403 forbidden"));
  CHECK(outcomes(admin.app.customer) == std::vector<std::string>(4, "403 forbidden"));
}

TEST_CASE("settings that cannot be are told field by field, and nothing is kept") {
  const Admin admin;
  const auto pointers = [&](const Json& settings) {
    const auto answer = admin.put("forum", settings);
    CHECK(outcome_of(answer).starts_with("422"));
    std::vector<std::string> found;
    const Json body = body_of(answer);
    for (const Json& error : body.value("errors", Json::array())) found.push_back(error["pointer"]);
    return found;
  };
  using Pointers = std::vector<std::string>;
  CHECK(pointers({{"consent", "maybe"}, {"audience", "everybody"}}) == Pointers{"/consent", "/audience"});
  CHECK(pointers({{"authors", "by name"}}) == Pointers{"/authors"});
  CHECK(pointers({{"colour", "blue"}}) == Pointers{"/colour"});
  CHECK(pointers({{"interval_s", -1}}) == Pointers{"/interval_s"});
  CHECK(pointers({{"interval_s", 1.5}}) == Pointers{"/interval_s"});
  CHECK(pointers({{"page_limit", 0}}) == Pointers{"/page_limit"});
  CHECK(pointers({{"url", Json::array()}}) == Pointers{"/url"});
  CHECK(pointers({{"owner", std::string(2000, 'x')}}) == Pointers{"/owner"});
  CHECK(pointers({{"owner", "a\nb"}}) == Pointers{"/owner"});
  // What fields mean together:
  pointers({{"url", "https://forum.example"}});
  pointers({{"format", "discourse"}, {"url", "ftp://forum.example"}});
  pointers({{"consent", "tagged"}});
  CHECK(outcome_of(admin.put("no%20name", kForum)).starts_with("422"));
  CHECK(outcome_of(admin.app.client(admin.key).Put("/v1/channels/forum", "[]", "application/json"))
            .starts_with("4"));
  CHECK(body_of(admin.app.client(admin.key).Get("/v1/channels"))["data"].empty());
}

TEST_CASE("tokens and secrets are never shown") {
  const Admin admin;
  Json settings = kForum;
  settings["token"] = "tok-unspeakable";
  settings["secret"] = "sec-unspeakable";
  const auto made = admin.put("forum", settings);
  CHECK(outcome_of(made) == "201");
  const auto one = admin.app.client(admin.key).Get("/v1/channels/forum");
  const auto all = admin.app.client(admin.key).Get("/v1/channels");
  for (const auto* answer : {&made, &one, &all}) {
    REQUIRE(*answer);
    CHECK((*answer)->body.find("unspeakable") == std::string::npos);
  }
  CHECK(body_of(one)["token_set"] == true);
  CHECK(body_of(one)["secret_set"] == true);
  REQUIRE(outcome_of(admin.put("forum", {{"secret", ""}})) == "200");
  CHECK(admin.get("forum")["secret_set"] == false);
}

TEST_CASE("a channel of the config file is changed there alone") {
  const Admin admin;
  ConfiguredChannel channel;
  channel.from_file = true;
  channel.settings.name = "forum";
  channel.settings.format = "discourse";
  REQUIRE(admin.app.app->service().write([&](Store& store) { return store.put_channel(channel); }));
  CHECK(admin.get("forum")["from_file"] == true);
  CHECK(outcome_of(admin.put("forum", {{"product", "X"}})) == "409 conflict");
  CHECK(outcome_of(admin.app.client(admin.key).Delete("/v1/channels/forum")) == "409 conflict");
  CHECK(admin.get("forum")["product"] == "");
}

TEST_CASE("the schedule polls what is due, and what came can be found") {
  Platform platform;
  platform.on(kList, {200, kTopics});
  platform.on("/t/7.json", {200, topic()});
  const Admin admin;
  REQUIRE(outcome_of(admin.put("forum", {{"format", "discourse"},
                                         {"url", platform.url()},
                                         {"interval_s", 1},
                                         {"request_gap_ms", 0},
                                         {"audience", "customer"}})) == "201");
  wait_until([&] { return !admin.get("forum")["polled_at"].is_null(); });
  admin.app.wait_for_index();
  const Json found = body_of(admin.app.client(admin.app.customer).Get("/v1/search?q=Brindle+offline"));
  REQUIRE(found["hits"].size() == 1);
  CHECK(found["hits"][0]["sources"][0]["channel"] == "forum");
  CHECK(admin.get("forum")["error"].is_null());

  wait_until([&] { return platform.count(kList) >= 2; });  // again at its interval
  CHECK(outcome_of(admin.app.client(admin.key).Delete("/v1/channels/forum")) == "204");
}

TEST_CASE("a poll that fails is told where the channel is shown, and is tried again") {
  Platform platform;
  platform.on(kList, {403, "no"});
  const Admin admin;
  REQUIRE(outcome_of(admin.put(
              "forum", {{"format", "discourse"}, {"url", platform.url()}, {"interval_s", 1}})) == "201");
  wait_until([&] { return admin.get("forum")["failures"] == 1; });
  CHECK(admin.get("forum")["error"].get<std::string>().find("refuses access (403)") != std::string::npos);
  platform.forget(kList);
  platform.on(kList, {200, R"({"topic_list":{"topics":[]}})"});
  wait_until([&] { return admin.get("forum")["failures"] == 0; });
  CHECK(admin.get("forum")["error"].is_null());
}

TEST_CASE("what is switched off, pushed or not of a platform that can be polled is left alone") {
  Platform platform;
  platform.on(kList, {200, kTopics});
  platform.on("/t/7.json", {200, topic()});
  const Admin admin;
  const Json due = {{"format", "discourse"}, {"url", platform.url()}, {"interval_s", 1}};
  const auto with = [&](const Json& more) {
    Json settings = due;
    settings.update(more);
    return settings;
  };
  REQUIRE(outcome_of(admin.put("a-off", with({{"interval_s", 0}}))) == "201");
  REQUIRE(outcome_of(admin.put("b-none", with({{"consent", "none"}}))) == "201");
  REQUIRE(outcome_of(admin.put("c-pushed", {{"format", "discourse"}, {"secret", "s"}})) == "201");
  REQUIRE(outcome_of(admin.put("d-mail", with({{"format", "mbox"}}))) == "201");
  REQUIRE(outcome_of(admin.put("e-due", due)) == "201");  // the last one that is looked at
  wait_until([&] { return !admin.get("e-due")["polled_at"].is_null(); });
  for (const char* name : {"a-off", "b-none", "c-pushed", "d-mail"})
    CHECK(admin.get(name)["polled_at"].is_null());
}

TEST_CASE("the server stops at once while a poll waits for its platform") {
  Platform platform;
  platform.on(kList, {429, "later", {{"Retry-After", "55"}}});
  Admin admin;
  REQUIRE(outcome_of(admin.put(
              "forum", {{"format", "discourse"}, {"url", platform.url()}, {"interval_s", 1}})) == "201");
  wait_until([&] { return platform.count(kList) == 1; });
  admin.app.app->stop();
  CHECK(platform.count(kList) == 1);  // had it waited, it would have asked again
}
