// What a push does to the conversation that is stored: it adds, replaces, marks, and tells nothing else anew.
#include "tests/api/receiver.h"

using namespace garner;
using namespace garner::api;

namespace {

const Message* message_of(const Conversation& conversation, const std::string& id) {
  for (const Message& message : conversation.messages) {
    if (message.id == id) return &message;
  }
  return nullptr;
}

}  // namespace

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

TEST_CASE("what is pushed to a topic that is closed or solved does not reopen it") {
  const Receiver receiver;
  const Sender& discourse = senders()[1];
  receiver.configure("forum", {{"format", "discourse"}, {"secret", discourse.secret}});
  int deliveries = 0;
  const auto push = [&](const Json& body) {
    const Delivery sent{body.dump(), "d-" + std::to_string(++deliveries)};
    const auto answer = receiver.push(discourse, "forum", sent);
    CHECK(outcome_of(answer) == "202");
    CHECK(body_of(answer)["counts"]["quarantined"] == 0);
    return body_of(answer)["counts"];
  };
  const auto post = [](int number, const std::string& author, const std::string& text) {
    return Json{{"id", 100 + number},
                {"post_number", number},
                {"post_type", 1},
                {"username", author},
                {"topic_id", 830},
                {"topic_title", "Mossbox and lamps"},
                {"created_at", "2026-02-01T0" + std::to_string(number) + ":00:00Z"},
                {"cooked", "<p>" + text + "</p>"}};
  };
  const auto state = [&] { return receiver.stored("forum", "830")->state; };
  push({{"post", post(1, "kai", "The hub does not find the lamp.")}});
  push({{"post", post(2, "lena", "Pair it within a metre of the hub.")}});
  CHECK(state() == ConversationState::kOpen);

  SECTION("closed") {
    Json topic = {{"id", 830}, {"title", "Mossbox and lamps"}, {"fancy_title", "Lamps"}, {"closed", true}};
    CHECK(push({{"topic", topic}})["ignored"] == 0);
    CHECK(state() == ConversationState::kClosed);
    CHECK(receiver.stored("forum", "830")->messages.size() == 2);
    push({{"post", post(3, "bo", "Same here.")}});
    CHECK(state() == ConversationState::kClosed);
    topic["closed"] = false;
    push({{"topic", topic}});
    CHECK(state() == ConversationState::kOpen);
  }
  SECTION("solved") {
    Json answer = post(2, "lena", "Pair it within a metre of the hub.");
    answer["accepted_answer"] = true;
    push({{"solved", answer}});
    CHECK(state() == ConversationState::kResolved);
    push({{"post", post(3, "bo", "Same here.")}});
    CHECK(state() == ConversationState::kResolved);
    push({{"topic",
           {{"id", 830},
            {"title", "Lamps"},
            {"fancy_title", "Lamps"},
            {"closed", true},
            {"accepted_answer", {{"post_number", 2}}}}}});
    CHECK(state() == ConversationState::kResolved);
    CHECK(receiver.stored("forum", "830")->title == "Lamps");
    answer["accepted_answer"] = false;
    push({{"solved", answer}});
    CHECK(state() == ConversationState::kOpen);
  }
}

TEST_CASE("events without words are ignored and counted, and close what is known") {
  const Receiver receiver;
  const auto push = [&](const Sender& sender, const std::string& body, const std::string& id) {
    const auto answer = receiver.push(sender, sender.format, {body, id});
    CHECK(outcome_of(answer) == "202");
    return body_of(answer)["counts"];
  };
  const std::vector<std::pair<std::size_t, std::string>> events = {
      {1, R"({"topic":{"id":99,"title":"Unknown","fancy_title":"Unknown","closed":true}})"},
      {1, R"({"user":{"id":5,"username":"kai"}})"},
      {1, R"({"like":{"post":{"id":6001,"topic_id":830},"user":{"id":5}}})"},
      {3, R"({"action":"started","repository":{"id":1},"sender":{"login":"noor"}})"},
      {4, R"({"object_kind":"pipeline","object_attributes":{"id":1},"user":{"id":3}})"},
      {5,
       R"({"type":"event_callback","event_id":"Ev2","event":{"type":"reaction_added","user":"U1","item":{}}})"},
  };
  for (const auto& [sender, body] : events) {
    INFO(body);
    const Sender& from = senders()[sender];
    receiver.configure(from.format, {{"format", from.format}, {"secret", from.secret}});
    const Json counts = push(from, body, "e-" + body);
    CHECK(counts["ignored"] == 1);
    CHECK(counts["conversations"] == 0);
    CHECK(counts["quarantined"] == 0);
  }

  // An issue whose text is gone, or never was, still tells that it was closed.
  const Sender& github = senders()[3];
  push(github, github.body, "d-1");
  Json closed = Json::parse(github.body);
  closed["action"] = "closed";
  closed["issue"]["state"] = "closed";
  closed["issue"]["body"] = nullptr;
  closed["issue"]["updated_at"] = "2026-01-06T09:00:00Z";
  CHECK(push(github, closed.dump(), "d-2")["quarantined"] == 0);
  CHECK(receiver.stored("github", github.conversation)->state != ConversationState::kOpen);
}

TEST_CASE("authors of what is pushed are stored as the channel says") {
  const Receiver receiver;
  const Sender& desk = senders()[0];
  receiver.configure("desk", {{"format", "ndjson"}, {"secret", desk.secret}});
  receiver.configure("named", {{"format", "ndjson"}, {"secret", desk.secret}, {"authors", "plain"}});
  const Delivery sent{desk.body, "d-1"};
  for (const char* source : {"desk", "named"})
    CHECK(outcome_of(receiver.post(source, sent.body, desk.sign(sent, desk.secret))) == "202");
  CHECK(receiver.stored("desk", desk.conversation)->messages.front().author.starts_with("u-"));
  CHECK(receiver.stored("named", desk.conversation)->messages.front().author == "ann");
}

TEST_CASE("where consent is by tag, a part without tags has those of its conversation") {
  const Receiver receiver;
  const Sender& desk = senders()[0];
  receiver.configure(
      "desk",
      {{"format", "ndjson"}, {"secret", desk.secret}, {"consent", "tagged"}, {"consent_tag", "shared"}});
  const auto push = [&](const Json& body, const std::string& id) {
    const Delivery sent{body.dump(), id};
    return body_of(receiver.post("desk", sent.body, desk.sign(sent, desk.secret)))["counts"];
  };
  Json opening = Json::parse(desk.body);
  opening["tags"] = {"shared"};
  CHECK(push(opening, "d-1")["withheld"] == 0);
  const Json comment = {{"id", desk.conversation},
                        {"messages", {{{"id", "m2"}, {"author", "lena"}, {"body", "Restart it."}}}}};
  CHECK(push(comment, "d-2")["withheld"] == 0);
  CHECK(receiver.stored("desk", desk.conversation)->messages.size() == 2);
  opening["tags"] = {"private"};
  CHECK(push(opening, "d-3")["withheld"] == 1);
}

TEST_CASE("what is pushed that no format explains is taken and put into the quarantine") {
  const Receiver receiver;
  const Sender& github = senders()[3];
  receiver.configure("github", {{"format", "github"}, {"secret", github.secret}});
  const auto answer = receiver.push(github, "github", {R"({"hello":"world"})", "d-1"});
  CHECK(outcome_of(answer) == "202");
  CHECK(body_of(answer)["counts"]["quarantined"] == 1);
}
