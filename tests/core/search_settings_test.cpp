#include "indexer/core/search_settings.h"

#include <catch2/catch.hpp>

using namespace garner;

namespace {

SearchSettings some_settings() {
  SearchSettings settings;
  settings.synonyms = {{"wlan", "", {"wi-fi", "wireless lan"}, ""}, {"box", "box", {"router"}, "de"}};
  settings.stop_words = {{"en", {"device"}}, {"ja", {"装置", std::string("a\0b", 3)}}};
  settings.curations = {{"outage", "printer offline", true, {{"a-1", 1}, {"a-2", 7}}, {"a-3"}, 1000, 2000},
                        {"plain", "wifi", false, {}, {"a-4"}, std::nullopt, std::nullopt}};
  return settings;
}

}  // namespace

TEST_CASE("search settings come back from their bytes", "[search_settings]") {
  CHECK(unpack_search_settings(pack(SearchSettings())) == SearchSettings());
  CHECK(unpack_search_settings("") == SearchSettings());
  CHECK(unpack_search_settings(pack(some_settings())) == some_settings());
}

TEST_CASE("bytes that are no search settings are refused", "[search_settings]") {
  const std::string bytes = pack(some_settings());
  for (std::size_t size = 1; size < bytes.size(); ++size) {
    INFO(size);
    CHECK_FALSE(unpack_search_settings(bytes.substr(0, size)));
  }
  CHECK_FALSE(unpack_search_settings("garner"));
}

TEST_CASE("what is wrong with a setting is said", "[search_settings]") {
  const std::string long_text(kMaxPhraseBytes + 1, 'x');
  for (const Synonym& wrong :
       {Synonym{"", "", {"a", "b"}, ""}, Synonym{"x", "", {"alone"}, ""}, Synonym{"x", "", {}, ""},
        Synonym{"x", "root", {}, ""}, Synonym{"x", "", {"a", " "}, ""},
        Synonym{"x", "", {"a", long_text}, ""}, Synonym{"x", long_text, {"a"}, ""},
        Synonym{"x", "", std::vector<std::string>(kMaxSynonymPhrases + 1, "a"), ""}}) {
    CHECK_FALSE(check(wrong));
  }
  CHECK(check(Synonym{"x", "box", {"router"}, "en"}));
  CHECK_FALSE(check(StopWords{"", {"a"}}));
  CHECK_FALSE(check(StopWords{"en", {}}));
  CHECK(check(StopWords{"en", {"a"}}));
  const Curation sound{"x", "wifi", false, {{"a", 1}}, {"b"}, 1, 2};
  CHECK(check(sound));
  const auto wrong = [&](auto&& change) {
    Curation curation = sound;
    change(curation);
    return !check(curation);
  };
  CHECK(wrong([](Curation& c) { c.query = " "; }));
  CHECK(wrong([](Curation& c) { c.pins.clear(), c.hidden.clear(); }));
  CHECK(wrong([](Curation& c) { c.pins.push_back({"c", 1}); }));
  CHECK(wrong([](Curation& c) { c.pins.push_back({"a", 2}); }));
  CHECK(wrong([](Curation& c) { c.pins[0].position = 0; }));
  CHECK(wrong([](Curation& c) { c.pins[0].position = kMaxPinPosition + 1; }));
  CHECK(wrong([](Curation& c) { c.hidden = {"a"}; }));
  CHECK(wrong([](Curation& c) { c.to = c.from; }));
}
