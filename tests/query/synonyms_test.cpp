// Synonyms and stop words of editors, from the store to the answer.
#include "tests/query/library.h"

using namespace garner;
using namespace garner::test;

namespace {

using Ids = std::vector<std::string>;

class Edited : public Library {
 public:
  using Library::Library;
  void add(const Synonym& synonym) {
    succeed(store().put_synonym(synonym));
    catch_up();
  }
};

std::vector<Article> articles() {
  return {article("wifi", "Wi-Fi drops every hour on the Fennec FR-7", "Change the channel."),
          article("lan", "Wireless LAN drops every hour on the Fennec FR-7", "Change the channel."),
          article("apart", "The LAN cable of a wireless printer", "Plug it in."),
          article("hub", "Mossbox hub blinks red", "Hold the button."),
          article("sync", "Tidewell folder is empty", "Sign in again.")};
}

}  // namespace

TEST_CASE("a synonym of several words finds and is found, and shows where", "[synonyms]") {
  Edited library(articles());
  CHECK(ids_of(library.search("wi-fi drops")) == Ids{"wifi"});
  library.add({"w", "", {"wi-fi", "wlan", "wireless lan"}, ""});
  // The word itself counts more than a synonym; the index has no positions, so "apart" has the phrase as
  // well.
  CHECK(ids_of(library.search("wi-fi drops")) == Ids{"wifi", "lan", "apart"});
  CHECK(ids_of(library.search("wireless lan drops")) == Ids{"lan", "wifi", "apart"});
  const Answer answer = library.search("wlan drops");
  REQUIRE(answer.hits.size() == 2);
  for (const Hit& hit : answer.hits) {
    REQUIRE_FALSE(hit.marked_title.highlights.empty());
    const Highlight& first = hit.marked_title.highlights.front();
    const std::string marked = hit.marked_title.text.substr(first.begin, first.end - first.begin);
    CHECK(marked == (hit.id == "wifi" ? "Wi-Fi" : "Wireless LAN"));
  }
  const Answer suggested = library.suggest("my wlan drops every hour");
  CHECK(suggested.hits.front().id != "apart");
  CHECK(suggested.answerable);
}

TEST_CASE("inflected forms of a synonym meet", "[synonyms]") {
  Edited library(articles());
  library.add({"f", "", {"folder", "directory"}, "en"});
  CHECK(ids_of(library.search("directories", {}, "en")) == Ids{"sync"});
}

TEST_CASE("a one-way synonym goes one way", "[synonyms]") {
  Edited library(articles());
  library.add({"h", "gateway", {"hub"}, ""});
  CHECK(ids_of(library.search("gateway")) == Ids{"hub"});
  library.put(article("gateway", "Gateway is new"));
  CHECK(ids_of(library.search("hub")) == Ids{"hub"});
}

TEST_CASE("synonyms do not chain, and the longest phrase is taken", "[synonyms]") {
  Edited library({article("a", "alpha"), article("b", "beta"), article("c", "gamma"), article("d", "delta")});
  library.add({"1", "", {"alpha", "beta"}, ""});
  library.add({"2", "", {"beta", "gamma"}, ""});
  CHECK(ids_of(library.search("alpha")) == Ids{"a", "b"});
  library.add({"3", "alpha beta", {"delta"}, ""});
  const Ids found = ids_of(library.suggest("alpha beta"));
  CHECK(std::find(found.begin(), found.end(), "d") != found.end());
  CHECK(std::find(found.begin(), found.end(), "c") == found.end());
}

TEST_CASE("a synonym of one language is not one of another", "[synonyms]") {
  Article german = article("de", "Ordner ist leer");
  german.locale = "de";
  Edited library({german, article("en", "Order is empty")});
  library.add({"o", "", {"verzeichnis", "ordner"}, "de"});
  CHECK(ids_of(library.search("verzeichnis", {}, "de")) == Ids{"de"});
  CHECK(library.search("verzeichnis", {}, "en").hits.empty());
}

TEST_CASE("settings work without a restart, and survive a rebuild", "[synonyms]") {
  Edited library(articles());
  CHECK(library.search("gateway").hits.empty());
  library.add({"h", "gateway", {"hub"}, ""});
  CHECK(ids_of(library.search("gateway")) == Ids{"hub"});
  value_of(library.writer()->rebuild());
  succeed(library.searcher().refresh());
  CHECK(ids_of(library.search("gateway")) == Ids{"hub"});
  succeed(library.store().delete_synonym("h"));
  library.catch_up();
  CHECK(library.search("gateway").hits.empty());
}

TEST_CASE("stop words of an editor carry little", "[synonyms]") {
  Edited library({article("d", "Device device device manual"), article("r", "Reset")});
  CHECK(ids_of(library.suggest("reset device", {}, "en")).front() == "d");
  succeed(library.store().put_stop_words({"en", {"Device"}}));
  library.catch_up();
  CHECK(ids_of(library.suggest("reset device", {}, "en")).front() == "r");
}

TEST_CASE("hostile synonyms cost little and find what they should", "[synonyms]") {
  Edited library(articles());
  succeed(library.store().transaction([&]() -> Result<> {
    for (int i = 0; i < 300; ++i) {
      Synonym synonym{std::to_string(i), "", {}, ""};
      for (int j = 0; j < 50; ++j) synonym.words.push_back("a a a a a a b" + std::to_string(i * 50 + j));
      if (auto put = library.store().put_synonym(synonym); !put) return put;
    }
    return library.store().put_synonym({"dots", "...", {"!!!"}, ""});
  }));
  library.catch_up();
  std::string text;
  for (int i = 0; i < 4000; ++i) text += "a ";
  library.suggest(text + "hub");
  CHECK(library.search("...").hits.empty());
  CHECK(ids_of(library.search("hub")) == Ids{"hub"});
}
