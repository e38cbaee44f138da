// What a search finds beyond its words: lists, phrases, exclusions, orders, facets, near-duplicates.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <random>

#include "indexer/core/names.h"
#include "tests/query/library.h"

using namespace garner;
using namespace garner::test;

namespace {

using Ids = std::vector<std::string>;

Answer search(Library& library, const SearchRequest& request) {
  return value_of(library.searcher().search(request));
}
SearchRequest request_for(std::string query) {
  SearchRequest request;
  request.query = std::move(query);
  return request;
}

Article dated(std::string id, std::string title, Time created, std::string resolution = {}) {
  Article made = article(std::move(id), std::move(title), std::move(resolution));
  made.created_at = created;
  return made;
}

constexpr Time kDay = 86'400'000;
constexpr Time kStart = 1'700'000'000'000;

}  // namespace

TEST_CASE("without words, what the operators leave is listed, newest first", "[search]") {
  std::vector<Article> articles;
  for (int i = 0; i < 6; ++i) {
    Article made =
        dated(fmt::format("a-{}", i), i % 2 == 0 ? "Printer offline" : "Router blinks", kStart + i * kDay);
    made.tags = {i < 3 ? "wifi" : "paper"};
    made.locale = i == 5 ? "de" : "en";
    articles.push_back(made);
  }
  Library library(articles);
  CHECK(ids_of(library.search("tag:wifi")) == Ids{"a-2", "a-1", "a-0"});
  CHECK(ids_of(library.search("tag:wifi -router")) == Ids{"a-2", "a-0"});
  CHECK(ids_of(library.search("-router")) == Ids{"a-4", "a-2", "a-0"});
  CHECK(ids_of(library.search("lang:de")) == Ids{"a-5"});
  CHECK(ids_of(library.search("before:2023-11-16")) == Ids{"a-1", "a-0"});
  CHECK(ids_of(library.search("after:2023-11-16 before:2023-11-18")) == Ids{"a-3", "a-2"});
  CHECK(ids_of(library.search("after:yesterday")).empty());
  CHECK(library.search("tag:wifi").found == 3);
  Filter filter;
  filter.tags = {"paper"};
  CHECK(ids_of(library.search("", filter)) == Ids{"a-5", "a-4", "a-3"});
  // Nothing asked for, nothing found.
  for (const char* query : {"", " ", "-", "!?", "\"\"", "\"...\""}) {
    INFO(query);
    CHECK(library.search(query).found == 0);
  }
}

TEST_CASE("phrases are found in every text of an article, stop words and wordings included", "[search]") {
  Article one = article("one", "Printer is on the fritz", "Turn it off and on again.");
  one.issue = "It says that paper is out.";
  one.asked_as = {"nothing comes out of it", "the lamp in the corner blinks"};
  Article other = article("other", "The fritz is on a printer", "Again on and off: turn.");
  other.asked_as = {"of it nothing comes out", "corner lamp"};
  Library library({one, other});
  for (const char* query :
       {"\"on the fritz\"", "\"off and on\"", "\"paper is out\"", "\"comes out of it\"", "\"in the corner\"",
        "\"The Lamp, in the corner\"", "\"lamps in the corner\"", "printer \"on the fritz\"",
        "\"off and on\" -\"corner lamp\"", "printer -\"corner lamp\"", "\"turn it\" \"on the fritz\""}) {
    INFO(query);
    const Answer answer = library.search(query);
    CHECK(ids_of(answer) == Ids{"one"});
    CHECK(answer.found == 1);
    CHECK(answer.found_exact);
  }
  for (const char* query :
       {"\"the on fritz\"", "\"out blinks\"", "printer -\"on the fritz\" -\"corner lamp\""}) {
    INFO(query);
    CHECK(library.search(query).found == 0);
  }
  CHECK(library.search("\"printer\"").found == 2);
  CHECK(library.search("printer -corner").found == 0);  // wordings, too
}

TEST_CASE("what is found of phrases and exclusions is counted, on every page alike", "[search]") {
  std::vector<Article> articles;
  for (int i = 0; i < 90; ++i) {
    articles.push_back(article(fmt::format("a-{}", i), fmt::format("Printer number{} is offline", i),
                               i % 3 == 0 ? "Check the network cable." : "Check the cable of the network."));
  }
  Library library(articles);
  SearchRequest request = request_for("printer \"network cable\"");
  for (request.offset = 0; request.offset < 40; request.offset += 10) {
    const Answer answer = search(library, request);
    CHECK(answer.found == 30);
    CHECK(answer.found_exact);
    CHECK(answer.hits.size() == (request.offset < 30 ? 10 : 0));
  }
  CHECK(library.search("printer -\"network cable\"").found == 60);
  CHECK(library.search("-\"network cable\"").found == 60);
  CHECK(library.search("printer -number7").found == 89);
}

TEST_CASE("a phrase that would have to be read for too many articles is counted at least", "[search]") {
  std::vector<Article> articles;
  for (int i = 0; i < 1100; ++i)
    articles.push_back(article(fmt::format("a-{}", i), "Paper jam", fmt::format("Open flap{}", i)));
  Library library(articles);
  const Answer answer = search(library, request_for("\"paper jam\""));
  CHECK(answer.found == 1000);
  CHECK_FALSE(answer.found_exact);
  CHECK(search(library, request_for("paper jam")).found == 1100);
}

TEST_CASE("what is found is put in the order that is asked for", "[search]") {
  std::vector<Article> articles;
  const int created[] = {3, 1, 2, 0}, updated[] = {4, 9, 5, 5}, reuse[] = {1, 0, 7, 1};
  for (std::size_t i = 0; i < 4; ++i) {
    Article made = dated(fmt::format("a-{}", i), "Printer offline", kStart + created[i] * kDay,
                         fmt::format("Answer{}", i));
    made.updated_at = kStart + updated[i] * kDay;
    made.reuse_count = reuse[i];
    articles.push_back(made);
  }
  Library library(articles);
  struct Case {
    SortOrder sort;
    Ids ids;
  };
  for (const char* query : {"printer", "lang:en"}) {
    for (const Case& each : {Case{SortOrder::kNewest, {"a-0", "a-2", "a-1", "a-3"}},
                             Case{SortOrder::kOldest, {"a-3", "a-1", "a-2", "a-0"}},
                             Case{SortOrder::kReuse, {"a-2", "a-0", "a-3", "a-1"}}}) {
      SearchRequest request = request_for(query);
      request.sort = each.sort;
      INFO(query << " " << static_cast<int>(each.sort));
      CHECK(ids_of(search(library, request)) == each.ids);
      // The same, a page at a time.
      Ids paged;
      request.limit = 1;
      for (request.offset = 0; request.offset < 5; ++request.offset)
        for (const std::string& id : ids_of(search(library, request))) paged.push_back(id);
      CHECK(paged == each.ids);
    }
    SearchRequest request = request_for(query);
    request.sort = SortOrder::kUpdated;
    CHECK(ids_of(search(library, request)).front() == "a-1");
  }
}

TEST_CASE("facets count what the caller may see of all that was found", "[search][visibility]") {
  constexpr Audience kAudiences[] = {Audience::kInternal, Audience::kCustomer, Audience::kPublic};
  constexpr std::string_view kTags[] = {"Wi-Fi", "paper", "Toner, black"};
  constexpr std::string_view kProducts[] = {"Brindle X2", "Fennec FR-7"};
  std::mt19937 random(3);
  std::vector<Article> articles;
  for (int i = 0; i < 120; ++i) {
    Article made = article(fmt::format("a-{}", i), random() % 2 == 0 ? "Printer offline" : "Lamp offline",
                           fmt::format("Answer{}", i));
    made.audience = kAudiences[random() % 3];
    made.confidence = random() % 2 == 0 ? Confidence::kValidated : Confidence::kNotValidated;
    for (const std::string_view tag : kTags) {
      if (random() % 2 == 0) made.tags.emplace_back(tag);
    }
    made.products = {std::string(kProducts[random() % 2])};
    made.sources = {{random() % 2 == 0 ? "Community" : "mail", "", ""}};
    made.locale = random() % 3 == 0 ? "de" : "en";
    articles.push_back(made);
  }
  const std::size_t half = articles.size() / 2;
  Library library(
      std::vector<Article>(articles.begin(), articles.begin() + static_cast<std::ptrdiff_t>(half)));
  SearchRequest request = request_for("printer");
  request.facets = {Facet::kTag,      Facet::kProduct, Facet::kChannel,
                    Facet::kLanguage, Facet::kStatus,  Facet::kAudience};
  request.limit = 3;
  search(library, request);
  library.put(std::vector<Article>(articles.begin() + static_cast<std::ptrdiff_t>(half), articles.end()));
  library.remove("a-0");
  articles.erase(articles.begin());

  for (const char* query : {"printer", "offline", "lang:de", "printer -lamp", "printer tag:wi-fi"}) {
    for (const Audience audience : kAudiences) {
      request.query = query;
      request.filter.audience = audience;
      INFO(query << " " << name_of(audience));
      std::map<std::string, std::uint64_t> expected[6];
      for (const Article& each : articles) {
        const bool printer = each.title.starts_with("Printer");
        const bool wifi = std::find(each.tags.begin(), each.tags.end(), "Wi-Fi") != each.tags.end();
        const std::string_view text = query;
        if (each.audience < audience) continue;
        if (text.starts_with("printer") && !printer) continue;
        if (text.ends_with("lang:de") && each.locale != "de") continue;
        if (text.ends_with("tag:wi-fi") && !wifi) continue;
        for (const std::string& tag : each.tags) ++expected[0][tag];
        ++expected[1][each.products.front()];
        ++expected[2][each.sources.front().channel];
        ++expected[3][each.locale];
        ++expected[4][std::string(name_of(each.confidence))];
        ++expected[5][std::string(name_of(each.audience))];
      }
      const Answer answer = search(library, request);
      REQUIRE(answer.facets.size() == 6);
      for (std::size_t i = 0; i < 6; ++i) {
        CHECK(answer.facets[i].facet == request.facets[i]);
        std::map<std::string, std::uint64_t> counted;
        std::uint64_t before = UINT64_MAX;
        for (const FacetValue& value : answer.facets[i].values) {
          counted[value.value] = value.count;
          CHECK(value.count <= before);
          before = value.count;
        }
        CHECK(counted == expected[i]);
      }
    }
  }
  request.query = "nothing of the kind";
  for (const FacetCounts& facet : search(library, request).facets) CHECK(facet.values.empty());
}

TEST_CASE("articles that say the same are shown as one", "[search]") {
  const auto offline = [](const std::string& id, std::string title, std::string issue) {
    Article made = article(id, std::move(title), "Answer of " + id);
    made.issue = std::move(issue);
    return made;
  };
  std::vector<Article> articles = {
      offline("a", "Printer is offline", "It shows offline since the update."),
      offline("b", "Printer is offline!", "It shows OFFLINE, since the update"),
      offline("c", "Printer is offline", "It shows offline before the update."),
      offline("d", "Printer is not offline", "It shows offline since the update.")};
  for (int i = 0; i < 60; ++i)
    articles.push_back(offline(fmt::format("e-{:02}", i), "Printer offline again", "Again."));
  Article hidden = offline("hidden", "Printer is offline", "It shows offline since the update.");
  hidden.audience = Audience::kInternal;
  articles.push_back(hidden);
  Library library(articles);

  SearchRequest request = request_for("printer offline");
  Ids paged;
  for (request.offset = 0; request.offset < 10; request.offset += 2) {
    request.limit = 2;
    const Answer answer = search(library, request);
    CHECK(answer.found == 4);
    for (const Hit& hit : answer.hits) {
      paged.push_back(hit.id);
      CHECK(hit.similar == (hit.id == "a" || hit.id == "b" ? 1 : hit.id.starts_with("e-") ? 59 : 0));
    }
  }
  CHECK(paged.size() == 4);
  std::sort(paged.begin(), paged.end());
  CHECK(std::unique(paged.begin(), paged.end()) == paged.end());

  request = request_for("printer offline");
  request.filter.audience = Audience::kInternal;
  for (const Hit& hit : search(library, request).hits)
    CHECK(hit.similar == (hit.id == "a" || hit.id == "b" || hit.id == "hidden" ? 2
                          : hit.id.starts_with("e-")                           ? 59
                                                                               : 0));
  CHECK(library.search("-again lang:en").found == 3);
}
