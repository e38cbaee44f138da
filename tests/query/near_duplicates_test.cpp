// Articles that say nearly the same are shown as one, and what differs in anything that matters is not.
#include <fmt/format.h>

#include "tests/query/library.h"
#include "tools/benchmark/corpus/judged_pairs.h"

using namespace garner;
using namespace garner::test;

namespace {

Answer listed(Library& library, std::string query, bool collapse = true, std::size_t offset = 0,
              std::size_t limit = 10) {
  SearchRequest request;
  request.query = std::move(query);
  request.collapse = collapse;
  request.offset = offset;
  request.limit = limit;
  return value_of(library.searcher().search(request));
}

Article telling(std::string id, std::string title, std::string issue, std::string resolution) {
  Article made = article(std::move(id), std::move(title), std::move(resolution));
  made.issue = std::move(issue);
  return made;
}

const std::string kIssue = "Since the last update the Mossbox hub forgets every lamp that was paired to it.";
const std::string kResolution =
    "Hold the pairing button for five seconds and read the lamps from the backup.";

// Says what telling() above says with kIssue and kResolution, edited a little.
Article edited(std::string id) {
  return telling(std::move(id), "Mossbox hub has forgotten its lamps",
                 "Since the last update my Mossbox hub forgets every lamp that was paired to it!",
                 "Please hold the pairing button for five seconds and read the lamps from the backup.");
}
Article original(std::string id) {
  return telling(std::move(id), "Mossbox hub has forgotten its lamps", kIssue, kResolution);
}

}  // namespace

TEST_CASE("Of judged pairs one text edited is shown once, and never another solution", "[near]") {
  const auto pairs = value_of(bench::read_judged_pairs(GARNER_SOURCE_DIR "/corpora/duplicates"));
  std::vector<Article> articles;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    for (Article one : {pairs[i].a, pairs[i].b}) {
      one.id = fmt::format("{}-{}", one.id, i);
      one.tags = {fmt::format("pair-{}", i)};
      one.audience = Audience::kPublic;
      one.confidence = Confidence::kValidated;
      articles.push_back(std::move(one));
    }
  }
  Library library(articles);
  std::size_t edited = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const Answer answer = listed(library, fmt::format("tag:pair-{}", i));
    INFO(pairs[i].a.id << " and " << pairs[i].b.id << ": " << pairs[i].kind);
    CHECK(answer.found == answer.hits.size());
    if (!pairs[i].same) CHECK(answer.hits.size() == 2);
    if (pairs[i].kind == "edited" && answer.hits.size() == 1) {
      ++edited;
      CHECK(answer.hits.front().similar == 1);
    }
  }
  CHECK(edited >= 13);
}

TEST_CASE("What tells two articles apart keeps them apart", "[near]") {
  Article other_code = edited("code");
  other_code.title += " 2";
  Article first_code = original("original");
  first_code.title += " 1";
  Article product = edited("product"), of_product = original("original");
  product.products = {"Mossbox 2"};
  of_product.products = {"Mossbox"};
  Article tagged = edited("tagged"), tagged_too = original("original");
  tagged.tags = {"ios"};
  tagged_too.tags = {"android"};
  Article answered = edited("answered");
  answered.resolution = "Reset the hub in the app, then pair each of the lamps again, one after the other.";

  Article port = edited("port"), other_port = original("original");
  port.resolution += " Open port 631.";
  other_port.resolution += " Open port 9100.";

  struct Row {
    Article first, second;
    std::size_t shown;
  };
  const std::vector<Row> rows = {{original("original"), edited("edited"), 1},
                                 {first_code, other_code, 2},
                                 {of_product, product, 2},
                                 {tagged_too, tagged, 2},
                                 {original("original"), answered, 2},
                                 {other_port, port, 2}};
  for (const Row& row : rows) {
    Library library({row.first, row.second});
    INFO(row.second.id);
    CHECK(listed(library, "hub forgets lamps").hits.size() == row.shown);
  }
}

TEST_CASE("A word that was asked for is not hidden behind an article without it", "[near]") {
  Article on_windows = edited("windows");
  on_windows.resolution += " Windows asks for leave first.";
  Article newer = original("newer");
  newer.created_at = 1'700'000'000'000;
  Library library({newer, on_windows});
  SearchRequest newest;
  newest.sort = SortOrder::kNewest;
  newest.query = "hub forgets lamps";
  CHECK(ids_of(value_of(library.searcher().search(newest))) == std::vector<std::string>{"newer"});
  newest.query = "please, hub forgets lamps";  // which says nothing by itself, and the newer has not
  CHECK(ids_of(value_of(library.searcher().search(newest))) == std::vector<std::string>{"newer"});
  newest.query = "hub forgets lamps windows";
  CHECK(ids_of(value_of(library.searcher().search(newest))) == std::vector<std::string>{"newer", "windows"});
  // Best first, what has the word stands for what has not.
  CHECK(ids_of(listed(library, newest.query)) == std::vector<std::string>{"windows"});
}

TEST_CASE("Near-duplicates stay hidden from page to page, and are shown one by one on demand", "[near]") {
  std::vector<Article> articles;
  for (int i = 0; i < 30; ++i) {
    articles.push_back(telling(
        fmt::format("own-{}", i), fmt::format("Lamp of kind {} flickers", i),
        fmt::format("The lamp in room {} flickers with the hub since spring {}, in the evening.", i, i * 7),
        fmt::format("Change driver {} of the lamp, then dim the hub to {} percent.", i * 3, i)));
    if (i % 6 == 0)
      articles.push_back(i % 12 == 0 ? edited(fmt::format("e-{}", i)) : original(fmt::format("o-{}", i)));
  }
  Library library(articles);
  std::vector<std::string> paged;
  std::uint64_t alike = 0;
  for (std::size_t offset = 0; offset < 40; offset += 5) {
    for (const Hit& hit : listed(library, "hub lamp", true, offset, 5).hits) {
      paged.push_back(hit.id);
      alike = std::max(alike, hit.similar);
    }
  }
  CHECK(paged.size() == 31);
  CHECK(std::count_if(paged.begin(), paged.end(), [](const std::string& id) { return id[1] == '-'; }) == 1);
  const Answer whole = listed(library, "hub lamp", true, 0, 50);
  CHECK(ids_of(whole) == paged);
  CHECK(whole.found == 31);
  const auto shown =
      std::find_if(whole.hits.begin(), whole.hits.end(), [](const Hit& hit) { return hit.id[1] == '-'; });
  REQUIRE(shown != whole.hits.end());
  CHECK(shown->similar == 4);

  const Answer each = listed(library, "hub lamp", false, 0, 50);
  CHECK(each.found == 35);
  CHECK(each.hits.size() == 35);
  CHECK(std::all_of(each.hits.begin(), each.hits.end(), [](const Hit& hit) { return hit.similar == 0; }));
}

TEST_CASE("Of more near-duplicates than are compared, the rest is listed, in one order", "[near]") {
  std::vector<Article> articles;
  for (int i = 0; i < 150; ++i) {
    Article one = original(fmt::format("o-{}", i));
    one.issue += fmt::format(" Help is wanted by {}.", std::string(1, static_cast<char>('a' + i % 26)) +
                                                           std::string(1, static_cast<char>('a' + i / 26)));
    articles.push_back(std::move(one));
  }
  Library library(articles);
  const auto all = ids_of(listed(library, "hub lamps", true, 0, 50));
  CHECK(all.size() == 50);
  std::vector<std::string> paged;
  for (std::size_t offset = 0; offset < 50; offset += 10) {
    const Answer answer = listed(library, "hub lamps", true, offset, 10);
    CHECK(answer.found == 51);
    for (const Hit& hit : answer.hits) paged.push_back(hit.id);
  }
  CHECK(paged == all);
}

TEST_CASE("What is pinned stands for what says nearly the same", "[near]") {
  Library library({original("original"), edited("edited")});
  succeed(library.store().put_curation({"first", "hub lamps", false, {{"edited", 1}}, {}, {}, {}}));
  library.catch_up();
  const Answer answer = listed(library, "hub lamps");
  CHECK(ids_of(answer) == std::vector<std::string>{"edited"});
  CHECK(answer.found == 1);
}
