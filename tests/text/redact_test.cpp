#include "indexer/text/redact.h"

#include <catch2/catch.hpp>

#include "indexer/text/author_names.h"
#include "tests/text/table.h"

namespace garner {
namespace {

TEST_CASE("private data are masked") {
  for (const auto& row : test::read_table("redact.tsv", 2)) {
    INFO(row[0]);
    CHECK(redact(row[0], "US") == row[1]);
    CHECK(redact(row[1], "US") == row[1]);
  }
}

TEST_CASE("what a solution is made of stays") {
  for (const auto& row : test::read_table("keep.tsv", 1)) {
    INFO(row[0]);
    CHECK(redact(row[0], "US") == row[0]);
  }
}

TEST_CASE("code keeps its numbers, but no secrets") {
  CHECK(redact("`dial(2125550187); 212-555-0187`", "US") == "`dial(2125550187); 212-555-0187`");
  CHECK(redact("```\nserver 81.2.69.142\npassword=hunter22\n```", "US") ==
        "```\nserver 81.2.69.142\npassword=[secret]\n```");
}

TEST_CASE("a number without a country code is read by the region") {
  CHECK(redact("ring me: 0171 234 5678 90", "DE") == "ring me: [phone]");
  CHECK(redact("(415) 555-2671", "US") == "[phone]");
}

std::size_t count_of(const std::string& text, std::string_view word) {
  std::size_t count = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

TEST_CASE("a long text that is almost private stays, and one that is private goes as a whole") {
  constexpr std::size_t kBytes = 1 << 18;
  const auto repeated = [&](const std::string& piece) {
    std::string text;
    while (text.size() < kBytes) text += piece;
    return text;
  };
  for (const char* piece : {"12 ",
                            "12345 ",
                            "order ",
                            "order order: x1 ",
                            "number number ",
                            "a@",
                            "1.2.3.",
                            "ab:",
                            "12-",
                            "Hi ",
                            "Hi A",
                            "Hi Anna Bob ",
                            "Thanks,\n",
                            "Anna ",
                            "Main ",
                            "12 Main ",
                            "Haupt",
                            "Via Roma ",
                            "rue de la ",
                            "Street ",
                            "DE89 ",
                            "4111 1",
                            "::",
                            "[",
                            "(at)"}) {
    INFO(piece);
    const std::string text = repeated(piece);
    CHECK(redact(text, "US").size() + 1000 > text.size());
  }
  const std::size_t copies = 1000;
  std::string text;
  for (std::size_t i = 0; i < copies; ++i)
    text += "Hi Anna, order no. 302-5512345 went to Hauptstraße 12, 10115 Berlin.\n";
  const std::string masked = redact(text, "DE");
  CHECK(count_of(masked, "[order]") == copies);
  CHECK(count_of(masked, "[address]") == copies);
  CHECK(count_of(masked, "[name]") == copies);
}

TEST_CASE("the names that authors go by are masked where others write them") {
  Conversation conversation;
  for (const char* author : {"ann_k", "Peter Smith", "JLee77", "printer", "u-3f9a2c81d0b4"}) {
    Message& message = conversation.messages.emplace_back();
    message.author = author;
  }
  conversation.messages.emplace_back().author = "Brindle Support";
  conversation.messages.back().role = Role::kAgent;
  const AuthorNames names(conversation);
  CHECK(names.mask("ann_k is right") == "[handle] is right");
  CHECK(names.mask("as Peter Smith and JLEE77 say") == "as [handle] and [handle] say");
  CHECK(names.mask("my printer, `ann_k`, /home/ann_k and ann_k2") ==
        "my printer, `ann_k`, /home/ann_k and ann_k2");
  CHECK(names.mask("ask Brindle Support about Peter") == "ask Brindle Support about Peter");
  CHECK(names.mask(names.mask("ann_k")) == "[handle]");
}

}  // namespace
}  // namespace garner
