#include "indexer/core/search_settings.h"

#include "indexer/store/database.h"
#include "tests/store/old_store.h"
#include "tests/store/temp_store.h"

using namespace garner;

namespace {

const Synonym kWlan{"wlan", "", {"wi-fi", "wlan", "wireless\nlan\t\\"}, ""};
const Curation kOutage{"outage", "printer offline", true, {{"a\t1", 1}, {"a-2", 7}}, {"a-3"},
                       1000,     std::nullopt};

}  // namespace

TEST_CASE("synonyms, stop words and curations come back, and replace by id", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  CHECK(value_of(store->search_settings()) == SearchSettings());
  succeed(store->put_synonym(kWlan));
  succeed(store->put_synonym({"box", "box", {"router"}, "de"}));
  succeed(store->put_stop_words({"en", {"device"}}));
  succeed(store->put_curation(kOutage));
  SearchSettings expected{{{"box", "box", {"router"}, "de"}, kWlan}, {{"en", {"device"}}}, {kOutage}};
  CHECK(value_of(store->search_settings()) == expected);

  Curation changed = kOutage;
  changed.pins.clear();
  changed.from.reset();
  succeed(store->put_curation(changed));
  succeed(store->put_stop_words({"en", {"thing", "device"}}));
  succeed(store->delete_synonym("box"));
  expected = {{kWlan}, {{"en", {"thing", "device"}}}, {changed}};
  CHECK(value_of(store->search_settings()) == expected);
  CHECK(store->delete_synonym("box").error().code == ErrorCode::kNotFound);
  succeed(store->delete_stop_words("en"));
  succeed(store->delete_curation("outage"));
  expected = {{kWlan}, {}, {}};
  CHECK(value_of(store->search_settings()) == expected);
}

TEST_CASE("a change of search settings is in the change log, as no article's", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  succeed(store->put_synonym(kWlan));
  const auto changes = value_of(store->changes_after(0, 10));
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].article_number == kSearchSettingsNumber);
  CHECK(value_of(store->articles_of_numbers({kSearchSettingsNumber})).empty());
}

TEST_CASE("what is not sound, or one too many, is not stored", "[store]") {
  const TempStore temp;
  const auto store = temp.open();
  CHECK(store->put_synonym({"x", "", {"alone"}, ""}).error().code == ErrorCode::kInvalidInput);
  CHECK(store->put_stop_words({"", {"a"}}).error().code == ErrorCode::kInvalidInput);
  CHECK(store->put_curation({}).error().code == ErrorCode::kInvalidInput);
  CHECK(value_of(store->last_change()) == 0);
  succeed(store->transaction([&]() -> Result<> {
    for (std::size_t i = 0; i < kMaxSettings; ++i) {
      if (auto put = store->put_synonym({std::to_string(i), "", {"a", "b"}, ""}); !put) return put;
    }
    return {};
  }));
  CHECK(store->put_synonym({"more", "", {"a", "b"}, ""}).error().code == ErrorCode::kConflict);
  succeed(store->put_synonym({"0", "", {"c", "d"}, ""}));
  CHECK(value_of(store->search_settings()).synonyms.size() == kMaxSettings);
}

TEST_CASE("a store from before search settings takes them after its migration", "[store]") {
  const TempStore temp;
  make_old_store(temp, 3, "a-1");
  const auto store = temp.open();
  CHECK(value_of(store->article("a-1")).title == "Kept");
  succeed(store->put_synonym(kWlan));
  CHECK(value_of(store->search_settings()).synonyms.size() == 1);
}
