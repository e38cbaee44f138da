// Networks and feeds: damaged input, deep nesting, and who is taken for the company.
#include <catch2/catch.hpp>

#include "indexer/channel/company.h"
#include "tests/channel/parsed.h"

using namespace garner;

namespace {

constexpr const char* kNetworkFormats[] = {"twitter", "mastodon", "activitypub", "bluesky", "reddit", "feed"};

Message said(std::string author) {
  Message message;
  message.author = std::move(author);
  return message;
}

}  // namespace

TEST_CASE("exports of networks cut off anywhere, with any byte wrong, are read as far as they go") {
  std::uint32_t seed = 7;
  const auto random = [&] { return (seed = seed * 1664525 + 1013904223) >> 8; };
  for (const char* const format : kNetworkFormats) {
    INFO(format);
    for (const std::string& sample : test::samples_of(format)) {
      for (std::size_t part = 1; part < 12; ++part)
        CHECK(test::parse_text(format, sample.substr(0, sample.size() * part / 12)).result);
      for (int round = 0; round < 20; ++round) {
        std::string broken = sample;
        for (int changes = 0; changes < 5; ++changes)
          broken[random() % broken.size()] = "{}[]\":,0\xFF\n <@&"[random() % 14];
        CHECK(test::parse_text(format, broken).result);
      }
    }
  }
}

TEST_CASE("values of the wrong type anywhere cost no more than their record") {
  for (const char* const format : kNetworkFormats) {
    for (const std::string value : {"7", "\"x\"", "[]", "{}", "null", "[{}]", "[[7]]", "{\"data\":[7]}"}) {
      for (const std::string key : {"data", "statuses", "tweet", "dialogContent", "delete", "ancestors",
                                    "account", "object", "orderedItems", "thread", "posts", "feed", "commit",
                                    "record", "json", "kind", "replies", "items", "content"}) {
        INFO(format << " " << key << " " << value);
        const std::string type = R"("type":"Note","id":"x","text":"t","body":"b","link_id":"l",)";
        CHECK(test::parse_text(format, "{" + type + "\"" + key + "\":" + value + "}").result);
        CHECK(test::parse_text(format, "{\"" + key + "\":{\"" + key + "\":" + value + "}}").result);
      }
    }
  }
}

TEST_CASE("deep nesting in exports of networks is refused") {
  for (const char* const format : {"twitter", "mastodon", "activitypub", "bluesky", "reddit"}) {
    std::string deep = "{\"data\":";
    for (int i = 0; i < 10'000; ++i) deep += "{\"replies\":[";
    const auto parsed = test::parse_text(format, deep);
    CHECK(parsed.result);
    CHECK(parsed.conversations.empty());
    CHECK(parsed.rejections.size() == 1);
  }
  std::string xml = "<rss><channel><item>";
  for (int i = 0; i < 10'000; ++i) xml += "<a>";
  CHECK(test::parse_text("feed", xml).rejections.size() == 1);
}

TEST_CASE("the account that people address when they begin is the company") {
  CompanyFinder finder;
  finder.opened("ann", "QuillonHelp");
  Conversation conversation;
  conversation.messages = {said("bert"), said("quillonhelp"), said("cleo"), said("bert")};
  finder.set_roles(conversation);
  CHECK(conversation.messages[0].role == Role::kAsker);
  CHECK(conversation.messages[1].role == Role::kAgent);
  CHECK(conversation.messages[2].role == Role::kHelper);
  CHECK(conversation.messages[3].role == Role::kAsker);

  // It began itself: an announcement, and only where several people addressed it before.
  for (const int times : {0, 1, 2}) {
    conversation.messages = {said("QuillonHelp"), said("dora")};
    finder.set_roles(conversation);
    CHECK(conversation.messages[0].role == (times < 2 ? Role::kAsker : Role::kAgent));
    CHECK(conversation.messages[1].role == (times < 2 ? Role::kHelper : Role::kAsker));
    finder.opened("someone", "quillonhelp");
  }

  // Nobody was addressed, or only oneself.
  CompanyFinder nobody;
  nobody.opened("ann", "Ann");
  conversation.messages = {said("ann"), said("bert")};
  nobody.set_roles(conversation);
  CHECK(conversation.messages[0].role == Role::kAsker);
  CHECK(conversation.messages[1].role == Role::kHelper);
}
