#include "indexer/channel/interchange.h"

#include <catch2/catch.hpp>

#include "indexer/channel/team_records.h"
#include "indexer/core/clock.h"

using namespace garner;

namespace {

std::string message_of(std::string_view line) {
  const auto record = parse_record(line);
  return record ? "accepted" : record.error().message;
}

}  // namespace

TEST_CASE("a conversation with all fields") {
  const auto record = parse_record(
      R"({"type":"conversation","id":"c-1","channel":"community","url":"https://example.org/c-1","title":"Offline",
"created_at":"2026-03-01T09:00:00Z","updated_at":"2026-03-01T10:00:00.250Z","locale":"en","product":"Brindle X2",
"tags":["wifi"],"state":"resolved","resolved_at":"2026-03-01T10:00:00Z","messages":[{"id":"m1","author":"u17",
"role":"asker","at":"2026-03-01T09:00:00Z","in_reply_to":null,"format":"markdown","body":"It is *offline*.",
"accepted":false,"official":true,"score":-2,"deleted":false}]})");
  REQUIRE(record);
  const auto& conversation = std::get<Conversation>(*record);
  CHECK(conversation.id == "c-1");
  CHECK(conversation.channel == "community");
  CHECK(conversation.title == "Offline");
  CHECK(to_rfc3339(*conversation.updated_at) == "2026-03-01T10:00:00.250Z");
  CHECK(conversation.tags == std::vector<std::string>{"wifi"});
  CHECK(conversation.state == ConversationState::kResolved);
  REQUIRE(conversation.messages.size() == 1);
  const auto& message = conversation.messages[0];
  CHECK(message.role == Role::kAsker);
  CHECK(message.format == BodyFormat::kMarkdown);
  CHECK(message.official);
  CHECK(message.score == -2);
  CHECK(message.in_reply_to.empty());
}

TEST_CASE("the least a record needs") {
  const auto conversation =
      parse_record(R"({"id":"c","messages":[{"body":"one"},{"id":"m1","body":"two"}]})");
  REQUIRE(conversation);
  const auto& messages = std::get<Conversation>(*conversation).messages;
  CHECK(messages[0].id == "m1_");  // named by its place, beside the id that is there
  CHECK(messages[1].id == "m1");
  CHECK(std::get<Conversation>(*parse_record(R"({"id":"c","deleted":true})")).deleted);
  const auto article = parse_record(R"({"type":"article","id":"a","title":"t","asked_as":["q"]})");
  REQUIRE(article);
  CHECK(std::get<Article>(*article).confidence == Confidence::kNotValidated);
  CHECK(std::get<Article>(*article).audience == Audience::kInternal);
}

TEST_CASE("both ways nothing is lost") {
  const std::vector<std::string> lines = {
      R"({"type":"conversation","id":"c","channel":null,"url":null,"title":null,"created_at":null,"updated_at":null,"locale":null,"product":null,"tags":[],"state":"open","resolved_at":null,"messages":[{"id":"m1","author":null,"role":"unknown","at":null,"in_reply_to":null,"format":"text","body":"b","accepted":false,"official":false,"score":0,"deleted":false,"mood":{"glad":[1,2.5,null]}}],"priority":"high"})",
      R"({"type":"article","id":"a","title":"t","issue":"i","environment":["e"],"resolution":"r","cause":null,"asked_as":[],"locale":"en","tags":["x"],"products":["Brindle X2"],"confidence":"validated","audience":"public","governance":"compliance","sources":[{"channel":"c","url":null,"conversation_id":"1","case":7}],"provenance":[{"field":"issue","begin":0,"end":1,"channel":"c","conversation_id":"1","message_id":"m1","message_begin":4,"message_end":5}],"created_at":"2026-03-01T09:00:00Z","updated_at":null,"reuse_count":3,"owner":"kb"})",
  };
  for (const auto& line : lines) {
    const auto record = parse_record(line);
    REQUIRE(record);
    CHECK(std::visit([](const auto& value) { return to_json(value); }, *record) == line);
  }
}

TEST_CASE("faults name the field and what it should be") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"({"messages":[{"body":"b"}]})", "id is missing"},
      {R"({"id":"","messages":[{"body":"b"}]})", "id is missing"},
      {R"({"id":7,"messages":[{"body":"b"}]})", "id should be a string"},
      {R"({"id":"c"})", "messages is missing"},
      {R"({"id":"c","messages":"none"})", "messages should be a list of objects"},
      {R"({"id":"c","messages":[]})", "no message has a body"},
      {R"({"id":"c","messages":[{"body":"  \n"}]})", "no message has a body"},
      {R"({"id":"c","messages":[{"id":"m"}]})", "messages[0].body is missing"},
      {R"({"id":"c","messages":[{"body":"b","role":"boss"}]})",
       "messages[0].role should be asker, agent, helper, bot or unknown"},
      {R"({"id":"c","messages":[{"body":"b","score":1.5}]})", "messages[0].score should be a whole number"},
      {R"({"id":"c","messages":[{"body":"b","at":"yesterday"}]})",
       "messages[0].at should be a time such as \"2026-03-01T09:00:00Z\""},
      {R"({"id":"c","messages":[{"body":"b","at":"1900-01-01T00:00:00Z"}]})",
       "messages[0].at is 1900-01-01T00:00:00Z, which cannot be right: it should lie between 1990 and today"},
      {R"({"id":"c","created_at":"2999-01-01","messages":[{"body":"b"}]})",
       "created_at is 2999-01-01T00:00:00Z, which cannot be right: it should lie between 1990 and today"},
      {R"({"id":"c","messages":[{"id":"m","body":"b"},{"id":"m","body":"b"}]})",
       "messages[1].id is the same as that of messages[0]"},
      {R"({"id":"c","messages":[{"id":"a","in_reply_to":"b","body":"b"},{"id":"b","in_reply_to":"a","body":"b"}]})",
       "messages[0].in_reply_to is part of a cycle of replies"},
      {R"({"id":"c","messages":[{"id":"a","in_reply_to":"a","body":"b"}]})",
       "messages[0].in_reply_to is part of a cycle of replies"},
      {R"({"id":"c","tags":["a",1],"messages":[{"body":"b"}]})", "tags should be a list of strings"},
      {R"({"id":"c","state":"done","messages":[{"body":"b"}]})", "state should be open, resolved or closed"},
      {R"({"type":"ticket","id":"c"})", "type should be conversation or article"},
      {R"({"type":"article","id":"a","issue":"i"})", "title is missing"},
      {R"({"type":"article","id":"a","title":"t"})",
       "issue is missing, and so are resolution and asked_as: one of them is needed"},
      {R"({"type":"article","id":"a","title":"t","issue":"i","provenance":[{"begin":-1}]})",
       "provenance[0].begin should be a number of bytes"},
      {R"([1])", "it should be a JSON object"},
      {R"({"id":"c")", "not JSON: it ends at byte 9, in the middle"},
      {"{\"id\":\"\xE9\"}", "byte 9 is not UTF-8: convert the file to UTF-8"},
      {"", "not JSON: it ends at byte 0, in the middle"},
  };
  for (const auto& [line, reason] : cases) CHECK(message_of(line) == reason);
}

TEST_CASE("nesting has a limit and costs no stack") {
  const std::string fine = std::string(60, '[') + std::string(60, ']');
  CHECK(message_of(R"({"id":"c","messages":[{"body":"b"}],"x":)" + fine + "}") == "accepted");
  for (const std::size_t depth : {10'000U, 500'000U}) {
    const std::string deep = std::string(depth, '[') + std::string(depth, ']');
    CHECK(message_of(R"({"id":"c","messages":[{"body":"b"}],"x":)" + deep + "}") ==
          "the JSON is nested deeper than 64 levels");
    CHECK(message_of(std::string(depth, '{')) == "the JSON is nested deeper than 64 levels");
  }
}

TEST_CASE("bytes that are not UTF-8 are written as the replacement character") {
  Conversation conversation;
  conversation.id = "c";
  conversation.messages.push_back({});
  conversation.messages[0].body = "caf\xE9";
  CHECK(to_json(conversation).find("caf\xEF\xBF\xBD") != std::string::npos);
}
