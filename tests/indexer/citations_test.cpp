// Which articles a text names.
#include "indexer/citations.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "indexer/core/citations.h"

using namespace garner;

namespace {

using Numbers = std::vector<std::uint32_t>;

Source at(std::string url) {
  Source source;
  source.channel = "forum";
  source.url = std::move(url);
  return source;
}

CitableArticles library() {
  CitableArticles articles;
  articles.set(1, "Printer offline after the update", {at("https://forum.example.com/t/printer-offline/71")});
  articles.set(2, "Printer offline after the update of the firmware?", {});
  articles.set(3, "Paper jam", {at("http://www.example.com/kb/view?id=3")});
  articles.set(4, "Drucker wird im WLAN nicht gefunden", {});
  articles.set(5, "プリンターがオフラインになります", {});
  articles.set(6, "InternalPrinterDriverException", {});
  articles.set(7, "\"Tray 2 is empty\" is shown, but it is full", {at("https://q.example.com/questions/7")});
  return articles;
}

}  // namespace

TEST_CASE("A text names articles by their titles and their addresses", "[citations]") {
  struct Row {
    const char* text;
    Numbers cited;
  };
  const CitableArticles articles = library();
  for (const Row& row : std::vector<Row>{
           {"See Printer offline after the update.", {1}},
           {"(Printer offline after the update)", {1}},
           {"Printer offline after the update\nhelped me", {1}},
           {"My printer offline after the update was dead", {}},         // not as the title spells it
           {"Printer offline after the updates", {}},                    // goes on
           {"Printer offline  after the update", {}},                    // not to the letter
           {"A Printer offline after the update of the firmware", {2}},  // the longest
           {"Paper jam", {}},  // too few words to be told from speech
           {"siehe: Drucker wird im WLAN nicht gefunden!", {4}},
           {"こちら「プリンターがオフラインになります」をご覧ください", {5}},
           {"プリンターがオフラインになりますか", {}},
           {"it throws InternalPrinterDriverException", {}},  // a word, not a sentence
           {"Tray 2 is empty\" is shown, but it is full", {7}},
           {"https://forum.example.com/t/printer-offline/71", {1}},
           {"the thread (https://www.forum.example.com/t/printer-offline/71/4).", {1}},
           {"http://forum.example.com/t/printer-offline/71?u=me#reply", {1}},
           {"https://forum.example.com/t/printer-offline/710", {}},
           {"https://forum.example.com/t/printer-offline", {}},
           {"https://q.example.com/questions/7/tray-2-is-empty/12#12", {7}},
           {"https://example.com/kb/view?id=3", {3}},
           {"https://example.com/kb/view?id=4", {}},
           {"https://", {}},
           {"://", {}},
           {"", {}},
           {"\xff\xfe https://forum.example.com/t/printer-offline/71", {1}},
           {"Drucker wird im WLAN nicht gefunden, Printer offline after the update", {1, 4}},
       }) {
    INFO(row.text);
    CHECK(articles.cited_in({row.text}, 0) == row.cited);
  }
}

TEST_CASE("An article does not name itself, and is named as it is called now", "[citations]") {
  CitableArticles articles = library();
  CHECK(articles.cited_in({"Printer offline after the update"}, 1).empty());
  articles.set(1, "Printer is not found after the update", {});
  CHECK(articles.cited_in({"Printer offline after the update"}, 0).empty());
  CHECK(articles.cited_in({"Printer is not found after the update"}, 0) == Numbers{1});
  articles.set(1, "Offline", {});
  CHECK(articles.cited_in({"Printer is not found after the update"}, 0).empty());
}

TEST_CASE("What an article is called names none of the others that are called so", "[citations]") {
  CitableArticles articles = library();
  articles.set(8, "Printer offline after the update", {});
  CHECK(articles.cited_in({"Printer offline after the update"}, 8).empty());
  CHECK(articles.cited_in({"Printer offline after the update"}, 0) == Numbers{1, 8});
}

TEST_CASE("Of one title, all that have it are named, up to a number", "[citations]") {
  CitableArticles articles;
  for (std::int64_t number = 1; number <= 5000; ++number)
    articles.set(number, "Notes of the weekly meeting", {});
  const Numbers cited = articles.cited_in({"Notes of the weekly meeting"}, 5001);
  CHECK(cited.size() == kMaxCitations);
  CHECK(unpack_citations(pack_citations(cited)) == cited);
}

TEST_CASE("Bytes that are no citations give none that are not there", "[citations]") {
  CHECK(unpack_citations("").empty());
  CHECK(unpack_citations("\xff").empty());
  CHECK(unpack_citations("\x05\xff\xff\xff\xff\xff\xff") == Numbers{5});
  CHECK(pack_citations({5, 300, 4'000'000'000}).size() < 10);
  CHECK(unpack_citations(pack_citations({5, 300, 4'000'000'000})) == Numbers{5, 300, 4'000'000'000});
}
