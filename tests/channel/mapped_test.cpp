// Tables read by a mapping: what the columns say, and what a person is told whose mapping does not fit.
#include "indexer/channel/mapped.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/channel/parsed.h"

using namespace garner;

namespace {

test::Parsed parse(std::string_view format, std::string_view mapping, std::string text) {
  const auto channel = make_mapped_channel(format, mapping);
  REQUIRE(channel);
  const auto input = input_of(std::move(text), "test");
  return test::parse(**channel, *input);
}

constexpr std::string_view kDesk =
    "id=no,thread=case,parent=reply to,body=text,author=user,at=date,role=side,role.agent=staff|team,"
    "role.asker=customer,title=subject,accepted=is_answer,url=link,tags=labels,state=status,state.resolved="
    "done,"
    "score=votes,locale=lang,product=item";

}  // namespace

TEST_CASE("a table is read by the columns that the mapping names") {
  for (const std::string separator : {",", ";", "\t", "|"}) {
    INFO("separator " << separator);
    std::string text =
        "no,case,reply to,text,user,date,side,subject,is_answer,link,labels,status,votes,lang,item,more\n"
        "2,c1,1,\"Hold power\nfor \"\"ten\"\" seconds\",quill,2025-03-02 10:10:00,Staff,,yes,,,,3,,,x\n"
        "1,c1,,It shows E41,ann,1740909600,customer,E41 on the X2,,https://desk.example/c1,E41 "
        ",done,,en,Brindle X2,x\n"
        "\n"
        "3,c2,,Slow,bert,\"Mon, 03 Mar 2025 10:00:00 +0000\",customer,,no,,,new,,,,x\n";
    std::replace(text.begin(), text.end(), ',', separator[0]);
    if (separator != ",") {  // the date has a comma of its own
      const auto at = text.find("\"Mon" + separator);
      text.replace(at, 5, "\"Mon,");
    }
    const auto parsed = parse("csv", kDesk, text);
    CHECK(parsed.result);
    CHECK(parsed.rejections.empty());
    REQUIRE(parsed.conversations.size() == 2);
    const Conversation& first = parsed.conversations[0];
    CHECK(first.id == "c1");
    CHECK(first.title == "E41 on the X2");
    CHECK(first.url == "https://desk.example/c1");
    CHECK(first.tags == std::vector<std::string>{"E41"});
    CHECK(first.state == ConversationState::kResolved);
    CHECK(first.locale == "en");
    CHECK(first.product == "Brindle X2");
    REQUIRE(first.messages.size() == 2);
    CHECK(first.messages[0].role == Role::kAsker);
    CHECK(first.messages[1].role == Role::kAgent);
    CHECK(first.messages[1].in_reply_to == "1");
    CHECK(first.messages[1].body == "Hold power\nfor \"ten\" seconds");
    CHECK(first.messages[1].accepted);
    CHECK(first.messages[1].score == 3);
    CHECK(first.messages[1].at == first.messages[0].at.value() + 600'000);
    CHECK(parsed.conversations[1].state == ConversationState::kOpen);
    CHECK(parsed.conversations[1].messages[0].at == 1740996000000);
  }
}

TEST_CASE("JSON lines are read by paths") {
  const auto parsed = parse(
      "jsonl",
      "id=id,parent=fields.answers,body=fields.text,author=people.0.name,at=at,tags=tags,"
      "accepted=ok,body.format=markdown",
      R"({"id":7,"fields":{"text":"why?"},"people":[{"name":"ann"}],"at":1740909600,"tags":["a","b"]})"
      "\n"
      R"({"id":8,"fields":{"text":"so","answers":7},"people":[{"name":"bert"}],"at":1740909700,"ok":true})"
      "\n"
      R"({"id":9,"words":1})"
      "\n");
  REQUIRE(parsed.conversations.size() == 1);
  const Conversation& conversation = parsed.conversations[0];
  CHECK(conversation.id == "7");
  CHECK(conversation.tags == std::vector<std::string>{"a", "b"});
  CHECK(conversation.state == ConversationState::kResolved);
  REQUIRE(conversation.messages.size() == 2);
  CHECK(conversation.messages[0].format == BodyFormat::kMarkdown);
  CHECK(conversation.messages[1].author == "bert");
  CHECK(conversation.messages[1].role == Role::kHelper);
  REQUIRE(parsed.rejections.size() == 1);
  CHECK(parsed.rejections[0].reason ==
        "the record has no fields.text (body=fields.text); its fields are: id, words");
}

TEST_CASE("a mapping that is none is refused with what it may be") {
  const auto message = [](std::string_view format, std::string_view mapping) {
    const auto made = make_mapped_channel(format, mapping);
    return made ? std::string() : made.error().message;
  };
  CHECK(message("csv", "author=user").find("body=COLUMN") != std::string::npos);
  CHECK(message("csv", "body=text,colour=red").find("no \"colour\"") != std::string::npos);
  CHECK(message("csv", "body=text,role.king=x").find("role.asker") != std::string::npos);
  CHECK(message("csv", "body").find("\"body\" maps nothing") != std::string::npos);
  CHECK(message("ndjson", "body=text").find("csv and jsonl") != std::string::npos);
  CHECK(message("csv", "body=text").empty());
}

TEST_CASE("a column that is not there is told with those that are") {
  const auto parsed = parse("csv", "body=text,thread=case", "id;message;ticket\n1;hello;2\n");
  CHECK(parsed.conversations.empty());
  REQUIRE(parsed.rejections.size() == 1);
  CHECK(parsed.rejections[0].reason ==
        "the mapping names the column text (body=text), which is not there; the columns are: id, message, "
        "ticket");
}

TEST_CASE("a row that cannot be read costs itself alone") {
  const auto parsed = parse("csv", "body=b,at=t", "b,t\nfine,2025-03-02\nodd,01/02/2025\nshort\nlast,\n");
  CHECK(parsed.conversations.size() == 2);
  REQUIRE(parsed.rejections.size() == 2);
  CHECK(parsed.rejections[0].position == "line 3");
  CHECK(parsed.rejections[0].reason.find("at is not a time") != std::string::npos);
  CHECK(parsed.rejections[1].reason == "the row has 1 columns, the first line 2");
}
