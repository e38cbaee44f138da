// Platforms push over HTTP: each sender's signature, what is refused, repeats.
#include <fstream>

#include "tests/api/receiver.h"

using namespace garner;
using namespace garner::api;

namespace {

std::string flip_last(std::string text) {
  text.back() = text.back() == '0' ? '1' : '0';
  return text;
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
