// Platforms push over HTTP: each sender's signature, what is refused, repeats, and what a push does to the
// conversation that is stored.
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <fstream>
#include <functional>

#include "tests/api/running_app.h"

using namespace garner;
using namespace garner::api;

namespace {

std::string hmac(const std::string& key, const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), bytes.data(), &size);
  return {reinterpret_cast<const char*>(bytes.data()), size};
}

std::string hex(const std::string& bytes) {
  std::string text;
  for (const char c : bytes) {
    std::array<char, 3> digits{};
    std::snprintf(digits.data(), digits.size(), "%02x", static_cast<unsigned char>(c));
    text += digits.data();
  }
  return text;
}

std::string base64(const std::string& bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::string flip_last(std::string text) {
  text.back() = text.back() == '0' ? '1' : '0';
  return text;
}

const std::string kKey = "twenty-four secret bytes";

struct Delivery {
  std::string body, id;
  Time at = now();
};

struct Sender {
  const char* format;
  std::string secret;
  std::string conversation;  // that `body` tells of
  std::string body;
  std::string greeting_event;  // value of the event header, or the body, of a greeting; empty: it sends none
  std::string signature;       // header
  bool timestamped = false, numbered = true;  // signs the time; gives each delivery an id
  std::function<httplib::Headers(const Delivery&, const std::string& secret)> sign;
};

std::string seconds(Time at) {
  return std::to_string(at / 1000);
}

httplib::Headers standard_headers(const Delivery& sent, const std::string& signature) {
  return {{"webhook-id", sent.id}, {"webhook-timestamp", seconds(sent.at)}, {"webhook-signature", signature}};
}

std::string standard_signature(const Delivery& sent, const std::string& key) {
  return "v1," + base64(hmac(key, sent.id + "." + seconds(sent.at) + "." + sent.body));
}

const std::vector<Sender>& senders() {
  static const std::vector<Sender> all = {
      {"ndjson", "whsec_" + base64(kKey), "desk-1",
       R"({"id":"desk-1","title":"Offline","messages":[{"id":"m1","author":"ann","role":"asker","body":"My Brindle X2 is offline."}]})",
       "", "webhook-signature", true, true,
       [](const Delivery& sent, const std::string& secret) {
         const bool known = secret == "whsec_" + base64(kKey);
         return standard_headers(sent, standard_signature(sent, known ? kKey : secret));
       }},
      {"discourse", kKey, "830",
       R"({"post":{"id":6001,"username":"kai","created_at":"2026-02-01T09:00:00.000Z","cooked":"<p>The hub does not find the lamp.</p>","post_number":1,"post_type":1,"topic_id":830,"topic_title":"Mossbox and lamps"}})",
       "x-discourse-event", "x-discourse-event-signature", false, true,
       [](const Delivery& sent, const std::string& secret) {
         return httplib::Headers{{"X-Discourse-Event-Id", sent.id},
                                 {"X-Discourse-Event-Signature", "sha256=" + hex(hmac(secret, sent.body))}};
       }},
      {"zendesk", kKey, "711",
       R"({"ticket":{"id":711,"requester_id":5,"subject":"Router drops","description":"The Fennec FR-7 drops the line every hour.","status":"open","created_at":"2026-02-01T09:00:00Z"}})",
       "", "x-zendesk-webhook-signature", true, true,
       [](const Delivery& sent, const std::string& secret) {
         const std::string at = to_rfc3339(sent.at);
         return httplib::Headers{{"X-Zendesk-Webhook-Invocation-Id", sent.id},
                                 {"X-Zendesk-Webhook-Signature-Timestamp", at},
                                 {"X-Zendesk-Webhook-Signature", base64(hmac(secret, at + sent.body))}};
       }},
      {"github", kKey, "quillon/fennec#20",
       R"({"action":"opened","issue":{"html_url":"https://github.com/quillon/fennec/issues/20","number":20,"title":"Sync stops","user":{"login":"noor","type":"User"},"state":"open","created_at":"2026-01-05T09:00:00Z","updated_at":"2026-01-05T09:00:00Z","author_association":"NONE","body":"It stops after ten files."},"repository":{"id":1,"full_name":"quillon/fennec"},"sender":{"login":"noor"}})",
       "x-github-event", "x-hub-signature-256", false, true,
       [](const Delivery& sent, const std::string& secret) {
         return httplib::Headers{{"X-GitHub-Delivery", sent.id},
                                 {"X-Hub-Signature-256", "sha256=" + hex(hmac(secret, sent.body))}};
       }},
      {"gitlab", kKey, "5010",
       R"({"object_kind":"issue","user":{"id":3,"username":"noor"},"object_attributes":{"id":5010,"iid":10,"title":"Tidewell stops","description":"It stops after ten files.","state":"opened","created_at":"2026-01-05 09:00:00 UTC","author_id":3,"url":"https://git.quillon.example/t/-/issues/10","action":"open"}})",
       "", "x-gitlab-token", false, true,
       [](const Delivery& sent, const std::string& secret) {
         return httplib::Headers{{"X-Gitlab-Event-UUID", sent.id}, {"X-Gitlab-Token", secret}};
       }},
      {"slack", kKey, "C0HELP001/1772355600.000100",
       R"({"type":"event_callback","event_id":"Ev1","team_id":"T1","event":{"type":"message","channel":"C0HELP001","user":"U1","text":"The scanner of my Brindle X4 stalls.","ts":"1772355600.000100"}})",
       "{\"type\":\"url_verification\",\"challenge\":\"c-42\"}", "x-slack-signature", true, false,
       [](const Delivery& sent, const std::string& secret) {
         const std::string at = seconds(sent.at);
         return httplib::Headers{
             {"X-Slack-Request-Timestamp", at},
             {"X-Slack-Signature", "v0=" + hex(hmac(secret, "v0:" + at + ":" + sent.body))}};
       }},
  };
  return all;
}

// A server, and channels that platforms push to, made the way an administrator does.
struct Receiver {
  void configure(const std::string& name, const Json& settings) const {
    const auto put = app.client(app.admin).Put("/v1/channels/" + name, settings.dump(), "application/json");
    REQUIRE(put);
    INFO(put->body);
    REQUIRE(put->status / 100 == 2);
  }
  httplib::Result post(const std::string& source, const std::string& body,
                       const httplib::Headers& headers) const {
    return app.client().Post("/v1/ingest/" + source, headers, body, "application/json");
  }
  httplib::Result push(const Sender& sender, const std::string& source, const Delivery& sent) const {
    return post(source, sent.body, sender.sign(sent, sender.secret));
  }
  std::optional<Conversation> stored(const std::string& channel, const std::string& id) const {
    std::optional<Conversation> found;
    const auto read = app.app->service().read([&](Store& store) -> Result<> {
      auto known = store.conversation(channel, id);
      if (!known) return fail(known.error());
      found = std::move(known->conversation);
      return {};
    });
    if (!read) CHECK(read.error().code == ErrorCode::kNotFound);
    return found;
  }

  RunningApp app;
};

const Message* message_of(const Conversation& conversation, const std::string& id) {
  for (const Message& message : conversation.messages) {
    if (message.id == id) return &message;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("what is pushed with a good signature is stored, and a repeat is the same task") {
  const Receiver receiver;
  for (const Sender& sender : senders()) {
    INFO(sender.format);
    receiver.configure(sender.format, {{"format", sender.format}, {"secret", sender.secret}});
    const Delivery sent{sender.body, "delivery-1"};
    const auto first = receiver.push(sender, sender.format, sent);
    const Json task = body_of(first);
    INFO(first->body);
    CHECK(first->status == 202);
    CHECK(task["counts"]["conversations"] == 1);
    CHECK(task["counts"]["quarantined"] == 0);
    CHECK(first->get_header_value("Location") == "/v1/tasks/" + task["task_uid"].get<std::string>());
    CHECK(receiver.stored(sender.format, sender.conversation).has_value());

    const auto again = receiver.push(sender, sender.format, sent);
    CHECK(outcome_of(again) == "200");
    CHECK(body_of(again)["task_uid"] == task["task_uid"]);
    if (sender.numbered) {
      const auto next = receiver.push(sender, sender.format, {sender.body, "delivery-2"});
      CHECK(outcome_of(next) == "202");
      CHECK(body_of(next)["counts"]["unchanged"] == 1);
    }
  }
}

TEST_CASE("what is not signed as agreed is refused and leaves nothing behind") {
  const Receiver receiver;
  for (const Sender& sender : senders()) {
    INFO(sender.format);
    receiver.configure(sender.format, {{"format", sender.format}, {"secret", sender.secret}});
    const Delivery sent{sender.body, "delivery-1"};
    const httplib::Headers good = sender.sign(sent, sender.secret);

    CHECK(outcome_of(receiver.post(sender.format, sent.body, sender.sign(sent, "another secret"))) ==
          "401 unauthorized");
    httplib::Headers flipped = good;
    auto signature = flipped.find(sender.signature);
    signature->second = flip_last(signature->second) + "=";
    CHECK(outcome_of(receiver.post(sender.format, sent.body, flipped)) == "401 unauthorized");
    const bool signs_body = std::string(sender.format) != "gitlab";  // its token says only who sends
    if (signs_body) {
      std::string changed = sent.body;
      ++changed[changed.size() / 2];
      CHECK(outcome_of(receiver.post(sender.format, changed, good)) == "401 unauthorized");
    }
    CHECK(outcome_of(receiver.post(sender.format, sent.body, {})) == "401 unauthorized");
    CHECK(outcome_of(receiver.post("nowhere", sent.body, good)) == "404 not_found");
    if (sender.timestamped) {
      constexpr Time kSixMinutes = 6LL * 60 * 1000;
      for (const Time off : {-kSixMinutes, kSixMinutes}) {
        const Delivery stale{sender.body, "delivery-3", now() + off};
        CHECK(outcome_of(receiver.push(sender, sender.format, stale)) == "400 malformed");
      }
    }
    CHECK_FALSE(receiver.stored(sender.format, sender.conversation).has_value());
  }
}

TEST_CASE("a source without a secret takes no pushes, and says no more than one that is not there") {
  const Receiver receiver;
  const Sender& github = senders()[3];
  receiver.configure("github", {{"format", "github"}});
  const Delivery sent{github.body, "d-1"};
  const auto without = receiver.push(github, "github", sent);
  CHECK(outcome_of(without) == "404 not_found");
  CHECK(body_of(without)["detail"] == body_of(receiver.push(github, "nowhere", sent))["detail"]);
  // An empty key signs as well as any other: it must not fit.
  CHECK(outcome_of(receiver.post("github", sent.body, github.sign(sent, ""))) == "404 not_found");
}

TEST_CASE("greetings are answered, and only to who signs them") {
  const Receiver receiver;
  for (const Sender& sender : senders()) {
    if (sender.greeting_event.empty()) continue;
    INFO(sender.format);
    receiver.configure(sender.format, {{"format", sender.format}, {"secret", sender.secret}});
    const bool in_body = sender.greeting_event.front() == '{';
    const Delivery sent{in_body ? sender.greeting_event : R"({"zen":"Keep it simple."})", "d-1"};
    httplib::Headers headers = sender.sign(sent, sender.secret);
    if (!in_body) headers.emplace(sender.greeting_event, "ping");
    const auto answer = receiver.post(sender.format, sent.body, headers);
    CHECK(outcome_of(answer) == "200");
    if (in_body) CHECK(body_of(answer) == Json{{"challenge", "c-42"}});
    httplib::Headers wrong = sender.sign(sent, "another secret");
    if (!in_body) wrong.emplace(sender.greeting_event, "ping");
    CHECK(outcome_of(receiver.post(sender.format, sent.body, wrong)) == "401 unauthorized");
  }
}

TEST_CASE("while a secret is changed, one fitting signature of several is enough") {
  const Receiver receiver;
  receiver.configure("desk", {{"format", "ndjson"}, {"secret", "whsec_" + base64(kKey)}});
  const Delivery sent{senders()[0].body, "d-1"};
  const std::string old = standard_signature(sent, "the secret of last year"),
                    fresh = standard_signature(sent, kKey);
  CHECK(outcome_of(receiver.post("desk", sent.body, standard_headers(sent, old))) == "401 unauthorized");
  CHECK(outcome_of(receiver.post("desk", sent.body, standard_headers(sent, old + " " + fresh))) == "202");
  CHECK(outcome_of(receiver.post("desk", sent.body, standard_headers(sent, fresh + " " + old))) == "200");
}

TEST_CASE("secrets are read from the environment and from files at each push") {
  const Receiver receiver;
  const Sender& github = senders()[3];
  const auto push = [&](const std::string& secret, const std::string& id) {
    const Delivery sent{github.body, id};
    return outcome_of(receiver.post("github", sent.body, github.sign(sent, secret)));
  };
  SECTION("a file, whose end of line does not count") {
    std::string path = std::filesystem::temp_directory_path() / "garner-secret-XXXXXX";
    const int made = mkstemp(path.data());
    REQUIRE(made >= 0);
    close(made);
    std::ofstream(path) << "first\n";
    receiver.configure("github", {{"format", "github"}, {"secret", "file:" + path}});
    CHECK(push("first", "d-1") == "202");
    std::ofstream(path) << "second\n";
    CHECK(push("first", "d-2") == "401 unauthorized");
    CHECK(push("second", "d-3") == "202");
    std::filesystem::remove(path);
    CHECK(push("second", "d-4").starts_with("500"));
  }
  SECTION("a variable") {
    REQUIRE(setenv("GARNER_TEST_SECRET", "of-the-environment", 1) == 0);  // NOLINT(concurrency-mt-unsafe)
    receiver.configure("github", {{"format", "github"}, {"secret", "env:GARNER_TEST_SECRET"}});
    CHECK(push("of-the-environment", "d-1") == "202");
    CHECK(push("env:GARNER_TEST_SECRET", "d-2") == "401 unauthorized");
    unsetenv("GARNER_TEST_SECRET");  // NOLINT(concurrency-mt-unsafe)
  }
}

TEST_CASE("a comment pushed alone joins what is stored, an edit replaces it, its deletion marks it") {
  const Receiver receiver;
  const Sender& discourse = senders()[1];
  receiver.configure("forum", {{"format", "discourse"}, {"secret", discourse.secret}});
  int deliveries = 0;
  const auto push = [&](Json post) {
    post["topic_id"] = 830;
    post["topic_title"] = "Mossbox and lamps";
    post["post_type"] = 1;
    const Delivery sent{Json{{"post", post}}.dump(), "d-" + std::to_string(++deliveries)};
    CHECK(outcome_of(receiver.push(discourse, "forum", sent)) == "202");
    auto known = receiver.stored("forum", "830");
    REQUIRE(known);
    return *known;
  };
  push({{"id", 1},
        {"post_number", 1},
        {"username", "kai"},
        {"created_at", "2026-02-01T09:00:00Z"},
        {"cooked", "<p>The hub does not find the lamp.</p>"}});
  Json answer = {{"id", 2},
                 {"post_number", 2},
                 {"username", "lena"},
                 {"staff", true},
                 {"created_at", "2026-02-01T10:00:00Z"},
                 {"cooked", "<p>Pair it within a metre of the hub.</p>"}};
  Conversation known = push(answer);
  REQUIRE(known.messages.size() == 2);
  CHECK(known.messages[0].role == Role::kAsker);
  CHECK(known.messages[0].body == "The hub does not find the lamp.");
  CHECK(known.messages[1].role == Role::kAgent);

  answer["cooked"] = "<p>Pair it within two metres of the hub.</p>";
  answer["accepted_answer"] = answer["topic_accepted_answer"] = true;
  known = push(answer);
  REQUIRE(known.messages.size() == 2);
  CHECK(known.messages[1].body == "Pair it within two metres of the hub.");
  CHECK(known.state == ConversationState::kResolved);

  // Thanks of the asker: what is known of the answer stays.
  known = push({{"id", 3},
                {"post_number", 3},
                {"username", "kai"},
                {"topic_accepted_answer", true},
                {"created_at", "2026-02-01T11:00:00Z"},
                {"cooked", "<p>That worked, thank you!</p>"}});
  REQUIRE(known.messages.size() == 3);
  CHECK(known.messages[1].accepted);
  CHECK(known.messages[2].role == Role::kAsker);
  CHECK(known.title == "Mossbox and lamps");

  answer["deleted_at"] = "2026-02-02T09:00:00Z";
  known = push(answer);
  REQUIRE(message_of(known, "2") != nullptr);
  CHECK(message_of(known, "2")->deleted);
  CHECK_FALSE(message_of(known, "1")->deleted);
}

TEST_CASE("answers of a Slack thread, pushed one by one, join the question") {
  const Receiver receiver;
  const Sender& slack = senders()[5];
  receiver.configure("help", {{"format", "slack"}, {"secret", slack.secret}});
  const auto push = [&](const Json& event) {
    const Delivery sent{Json{{"type", "event_callback"}, {"event_id", "Ev"}, {"event", event}}.dump(), ""};
    const auto answer = receiver.push(slack, "help", sent);
    INFO(answer->body);
    CHECK(outcome_of(answer) == "202");
    CHECK(body_of(answer)["counts"]["quarantined"] == 0);
  };
  const Json question = Json::parse(slack.body)["event"];
  Json answer = {{"type", "message"},
                 {"channel", "C0HELP001"},
                 {"user", "U2"},
                 {"text", "Open the lid and clean the glass strip."},
                 {"ts", "1772355700.000200"},
                 {"thread_ts", question["ts"]}};
  push(question);
  push(answer);
  auto known = receiver.stored("help", slack.conversation);
  REQUIRE(known);
  REQUIRE(known->messages.size() == 2);
  CHECK(known->messages[0].role == Role::kAsker);
  CHECK(known->messages[1].role == Role::kHelper);

  Json edited = answer;
  edited["text"] = "Open the lid and clean both glass strips.";
  push({{"type", "message"},
        {"subtype", "message_changed"},
        {"channel", "C0HELP001"},
        {"ts", "1772355800.000300"},
        {"message", edited}});
  known = receiver.stored("help", slack.conversation);
  REQUIRE(known->messages.size() == 2);
  CHECK(known->messages[1].body == "Open the lid and clean both glass strips.");

  push({{"type", "message"},
        {"subtype", "message_deleted"},
        {"channel", "C0HELP001"},
        {"ts", "1772355900.000400"},
        {"deleted_ts", answer["ts"]},
        {"previous_message", edited}});
  known = receiver.stored("help", slack.conversation);
  REQUIRE(known->messages.size() == 2);
  CHECK(known->messages[1].deleted);
}

TEST_CASE("what a platform pushes that holds no conversation is taken and put into the quarantine") {
  const Receiver receiver;
  const Sender& github = senders()[3];
  receiver.configure("github", {{"format", "github"}, {"secret", github.secret}});
  const Delivery sent{R"({"action":"started","repository":{"id":1},"sender":{"login":"noor"}})", "d-1"};
  const auto answer = receiver.push(github, "github", sent);
  CHECK(outcome_of(answer) == "202");
  CHECK(body_of(answer)["counts"]["quarantined"] == 1);
}
