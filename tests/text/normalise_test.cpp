#include "indexer/text/normalise.h"

#include <catch2/catch.hpp>

#include "indexer/core/names.h"
#include "indexer/text/language.h"
#include "tests/text/table.h"

namespace garner {
namespace {

Message message(std::string id, std::string author, std::string body) {
  Message m;
  m.id = std::move(id);
  m.author = std::move(author);
  m.body = std::move(body);
  return m;
}

TEST_CASE("a message is cleaned as its table says, and cleaning it again changes nothing") {
  Normaliser normaliser;
  for (const auto& row : test::read_table("clean.tsv", 3)) {
    INFO(row[0] << ": " << row[1]);
    const auto format = parse_body_format(row[0]);
    REQUIRE(format);
    const std::string expected = row[2] == "=" ? row[1] : row[2];
    const std::string cleaned = normaliser.clean(row[1], *format);
    CHECK(cleaned == expected);
    CHECK(normaliser.clean(cleaned) == cleaned);
  }
}

TEST_CASE("masking can be left out for text that is never stored") {
  Normaliser normaliser({.region = "US", .mask = false});
  CHECK(normaliser.clean("write to ann@example.com") == "write to ann@example.com");
}

TEST_CASE("numbered posts of one author become one message") {
  Normaliser normaliser;
  Conversation c;
  c.messages = {message("1", "ann", "@acme my printer is offline since 1/2"),
                message("2", "acme", "Which model? ^JM"),
                message("3", "ann", "@acme the update. Help! 2/2"),
                message("4", "acme", "1/2 Please restart it. ^JM"),
                message("5", "acme", "2/2 Then call us at +1 212 555 0187 ^JM"),
                message("6", "bob", "I ate 1/2 of it")};
  c.messages[2].in_reply_to = "1";
  c.messages[3].in_reply_to = "3";
  c.messages[4].accepted = true;
  normaliser.apply(c);
  REQUIRE(c.messages.size() == 4);
  CHECK(c.messages[0].id == "1");
  CHECK(c.messages[0].body == "my printer is offline since the update. Help!");
  CHECK(c.messages[1].body == "Which model?");
  CHECK(c.messages[2].id == "4");
  CHECK(c.messages[2].in_reply_to == "1");
  CHECK(c.messages[2].body == "Please restart it. Then call us at [phone]");
  CHECK(c.messages[2].accepted);
  CHECK(c.messages[3].body == "I ate 1/2 of it");
}

TEST_CASE("posts whose numbers are not all there stay as they are") {
  Normaliser normaliser;
  Conversation c;
  c.messages = {message("1", "ann", "first 1/3"), message("2", "ann", "third 3/3"),
                message("3", "bob", "2/3 second")};
  normaliser.apply(c);
  REQUIRE(c.messages.size() == 3);
  CHECK(c.messages[0].body == "first 1/3");
}

TEST_CASE("the title is one clean, masked line") {
  Normaliser normaliser;
  Conversation c;
  c.title = "  Printer\noffline, mail ann@example.com ";
  normaliser.apply(c);
  CHECK(c.title == "Printer offline, mail [email]");
}

TEST_CASE("languages are found from the text") {
  for (const auto& row : test::read_table("language.tsv", 2)) {
    INFO(row[1]);
    CHECK(find_language(row[1]).code == row[0]);
    Normaliser normaliser;
    Conversation c;
    c.locale = "xx";
    c.messages = {message("1", "ann", row[1]), message("2", "bob", "ok")};
    normaliser.apply(c);
    CHECK(c.locale == row[0]);
    CHECK(c.messages[0].locale == row[0]);
    CHECK(c.messages[1].locale == row[0]);
  }
}

TEST_CASE("a text too short to tell keeps what the platform said") {
  Normaliser normaliser;
  Conversation c;
  c.locale = "pt-BR";
  c.messages = {message("1", "ann", "ok"), message("2", "bob", "")};
  normaliser.apply(c);
  CHECK(c.locale == "pt-BR");
  CHECK(c.messages[0].locale == "pt-BR");
  c.locale.clear();
  normaliser.apply(c);
  CHECK(c.locale.empty());
}

TEST_CASE("hostile markup ends, and keeps its text") {
  Normaliser normaliser;
  const auto repeated = [](const std::string& piece) {
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += piece;
    return text + " word";
  };
  for (const char* piece :
       {"<div>", "<b><i>", "<ul><li>", "<table><tr><td>", "</p>", "&lt;", "<!--x-->", "<a href='x'>"}) {
    INFO(piece);
    CHECK(normaliser.clean(repeated(piece), BodyFormat::kHtml).ends_with("word"));
  }
  for (const char* piece : {"[", "![", "> ", "*a_", "`", "``a", "- ", "<b>", "\\", "[a](", "|a|\n|-|\n"}) {
    INFO(piece);
    normaliser.clean(repeated(piece), BodyFormat::kMarkdown);
  }
  for (const char* piece : {"[quote]", "[code]", "[b]", "[", "[url=x]", "[*]", "[img]"}) {
    INFO(piece);
    normaliser.clean(repeated(piece), BodyFormat::kBbcode);
  }
  for (const char* piece :
       {"@a ", "1 ", "1-", "a@", "password ", "`", "> ", "On 1 ", "--\n", "regards\n", "1.2.3.4.", "a:"}) {
    INFO(piece);
    normaliser.clean(repeated(piece));
  }
}

}  // namespace
}  // namespace garner
