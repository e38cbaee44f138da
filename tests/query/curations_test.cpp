// Curations: what editors pin and hide, and that it tells nobody of what they may not see.
#include <random>

#include "tests/query/library.h"

using namespace garner;
using namespace garner::test;

namespace {

using Ids = std::vector<std::string>;

Article internal(Article made) {
  made.audience = Audience::kInternal;
  return made;
}

class Curated : public Library {
 public:
  Curated()
      : Library({article("one", "Printer offline", "Printer printer printer, offline."),
                 article("two", "Printer offline after update"),
                 article("three", "Printer shows offline and beeps"), article("other", "Scanner stripes"),
                 internal(article("secret", "Recall of the Brindle X2"))}) {}
  void add(const Curation& curation) {
    succeed(store().put_curation(curation));
    catch_up();
  }
  Answer search_at(Time now) {
    SearchRequest request;
    request.query = "printer offline";
    request.now = now;
    return value_of(searcher().search(request));
  }
};

Filter staff() {
  Filter filter;
  filter.audience = Audience::kInternal;
  return filter;
}

}  // namespace

TEST_CASE("articles are pinned at their places and hidden, for a query", "[curations]") {
  Curated library;
  const Answer plain = library.search("printer offline");
  REQUIRE(ids_of(plain).size() == 3);
  CHECK(plain.applied_rules.empty());
  library.add({"rule", "Printer OFFLINE", false, {{"other", 1}, {"three", 2}}, {"one"}, {}, {}});
  const Answer curated = library.search("printer offline");
  CHECK(ids_of(curated) == Ids{"other", "three", "two"});
  CHECK(curated.found == 3);
  CHECK(curated.applied_rules == Ids{"rule"});
  CHECK(curated.hits[0].confidence > 0.9);
  // Of another query it is not.
  CHECK(library.search("printer offline update").applied_rules.empty());
  CHECK(ids_of(library.search("printer offline update")).front() == "two");
}

TEST_CASE("a curation of contained words holds wherever they stand in a row", "[curations]") {
  Curated library;
  library.add({"rule", "printer offline", true, {{"other", 1}}, {}, {}, {}});
  CHECK(ids_of(library.search("my printer offline again")).front() == "other");
  CHECK(library.search("offline printer").applied_rules.empty());
}

TEST_CASE("a place past the end is the end, and pages go on from one another", "[curations]") {
  Curated library;
  library.add({"rule", "printer offline", false, {{"other", 50}}, {}, {}, {}});
  const Ids all = ids_of(library.search("printer offline"));
  REQUIRE(all.size() == 4);
  CHECK(all.back() == "other");
  library.add({"rule", "printer offline", false, {{"other", 2}}, {}, {}, {}});
  const Ids pinned = ids_of(library.search("printer offline"));
  for (std::size_t i = 0; i < pinned.size(); ++i) {
    SearchRequest request;
    request.query = "printer offline";
    request.offset = i;
    request.limit = 1;
    const Answer page = value_of(library.searcher().search(request));
    CHECK(ids_of(page) == Ids{pinned[i]});
    CHECK(page.found == 4);
  }
}

TEST_CASE("a curation holds from and until its times", "[curations]") {
  Curated library;
  library.add({"rule", "printer offline", false, {{"other", 1}}, {}, 1000, 2000});
  CHECK(ids_of(library.search_at(999)).front() != "other");
  CHECK(ids_of(library.search_at(1000)).front() == "other");
  CHECK(ids_of(library.search_at(1999)).front() == "other");
  CHECK(ids_of(library.search_at(2000)).front() != "other");
}

TEST_CASE("filters hold for what is pinned", "[curations]") {
  Curated library;
  library.add({"rule", "printer offline", false, {{"other", 1}}, {}, {}, {}});
  Filter filter;
  filter.tags = {"wifi"};
  CHECK(library.search("printer offline", filter).hits.empty());
}

TEST_CASE("what a caller may not see leaves no trace when it is pinned or hidden", "[curations]") {
  Curated library;
  const Answer before = library.search("printer offline");
  library.add({"pin", "printer offline", false, {{"secret", 1}, {"nowhere", 2}}, {}, {}, {}});
  const Answer after = library.search("printer offline");
  CHECK(ids_of(after) == ids_of(before));
  CHECK(after.found == before.found);
  CHECK(after.out_of == before.out_of);
  CHECK(after.applied_rules.empty());
  const Answer for_staff = library.search("printer offline", staff());
  CHECK(ids_of(for_staff).front() == "secret");
  CHECK(for_staff.applied_rules == Ids{"pin"});
}

TEST_CASE("random curations never change what a caller sees by what they may not see", "[curations]") {
  std::mt19937 random(7);
  const Ids ids = {"one", "two", "three", "other", "secret"};
  Curated library;
  for (int round = 0; round < 20; ++round) {
    Curation with{"rule", "printer offline", random() % 2 == 0, {}, {}, {}, {}};
    Ids shuffled = ids;
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    for (std::size_t i = 0; i < shuffled.size(); ++i) {
      const auto what = random() % 3;
      if (what == 0) with.pins.push_back({shuffled[i], static_cast<std::uint32_t>(i + 1)});
      if (what == 1) with.hidden.push_back(shuffled[i]);
    }
    Curation without = with;
    std::erase_if(without.pins, [](const Pin& pin) { return pin.article_id == "secret"; });
    std::erase(without.hidden, "secret");
    if (without.pins.empty() && without.hidden.empty()) continue;
    library.add(with);
    const Answer seen = library.search("printer offline");
    library.add(without);
    const Answer expected = library.search("printer offline");
    CHECK(ids_of(seen) == ids_of(expected));
    CHECK(seen.found == expected.found);
    CHECK(seen.applied_rules == expected.applied_rules);
  }
}

TEST_CASE("a message does not get what is hidden for words in it; a pin is no answer to it", "[curations]") {
  Curated library;
  library.add({"rule", "printer offline", true, {{"other", 1}}, {"one"}, {}, {}});
  const Ids found = ids_of(library.suggest("Hello, my printer offline since the update"));
  CHECK(std::find(found.begin(), found.end(), "one") == found.end());
  CHECK(std::find(found.begin(), found.end(), "other") == found.end());
  CHECK(std::find(found.begin(), found.end(), "two") != found.end());
}

TEST_CASE("an article that comes later, or again, is pinned too", "[curations]") {
  Curated library;
  library.add({"rule", "printer offline", false, {{"late", 1}}, {}, {}, {}});
  CHECK(library.search("printer offline").applied_rules.empty());
  library.put(article("late", "Cable"));
  CHECK(ids_of(library.search("printer offline")).front() == "late");
  library.remove("late");
  CHECK(library.search("printer offline").applied_rules.empty());
  library.put(article("late", "Cable"));
  CHECK(ids_of(library.search("printer offline")).front() == "late");
}
