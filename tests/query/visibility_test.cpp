// What a caller may not see is not found, counted, completed or shown, whatever is asked and filtered by.
#include <algorithm>
#include <cstdint>
#include <random>

#include "indexer/core/names.h"
#include "tests/query/library.h"

using namespace garner;
using namespace garner::test;

namespace {

constexpr Audience kAudiences[] = {Audience::kTeam, Audience::kInternal, Audience::kPartner,
                                   Audience::kCustomer, Audience::kPublic};
constexpr Confidence kConfidences[] = {Confidence::kWip, Confidence::kNotValidated, Confidence::kValidated,
                                       Confidence::kArchived};
constexpr std::string_view kWords[] = {"printer", "router", "scanner", "lamp",    "cable",
                                       "offline", "update", "paper",   "network", "password"};

template <typename T, std::size_t N>
const T& any_of(const T (&items)[N], std::mt19937& random) {
  return items[random() % N];
}

// A word that no stemmer cuts and no other article has.
std::string word_of(int number) {
  constexpr std::string_view kLetters = "bckmpqvxz";
  std::string word = "zq";
  for (const int place : {81, 9, 1}) word += kLetters[static_cast<std::size_t>(number / place % 9)];
  return word;
}

// Its id is a word in each of its texts.
Article random_article(int number, std::mt19937& random) {
  const std::string id = word_of(number);
  const auto words = [&](int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += std::string(any_of(kWords, random)) + " ";
    return text;
  };
  Article made = article(id, words(3) + id, words(20) + id);
  made.issue = words(10) + id;
  for (unsigned i = random() % 3; i > 0; --i) made.asked_as.push_back(words(4) + id);
  made.audience = any_of(kAudiences, random);
  made.confidence = any_of(kConfidences, random);
  if (random() % 2 == 0) made.tags = {std::string(any_of(kWords, random))};
  return made;
}

Filter random_filter(std::mt19937& random) {
  Filter filter;
  filter.audience = any_of(kAudiences, random);
  filter.include_wip = random() % 2 == 0;
  filter.include_archived = random() % 2 == 0;
  if (random() % 3 == 0) filter.confidences = {std::string(name_of(any_of(kConfidences, random)))};
  if (random() % 3 == 0) filter.tags = {std::string(any_of(kWords, random))};
  return filter;
}

// Without the filter by tag, as out_of counts.
bool may_see(const Article& article, const Filter& filter) {
  return article.audience >= filter.audience &&
         (article.confidence != Confidence::kWip || filter.include_wip) &&
         (article.confidence != Confidence::kArchived || filter.include_archived) &&
         (filter.confidences.empty() || filter.confidences.front() == name_of(article.confidence));
}
bool allowed(const Article& article, const Filter& filter) {
  return may_see(article, filter) && (filter.tags.empty() || article.tags == filter.tags);
}

bool has_word(const Article& article, const std::string& word) {
  const auto in = [&](const std::string& text) { return text.find(word) != std::string::npos; };
  return in(article.title) || in(article.issue) || in(article.resolution) ||
         std::any_of(article.tags.begin(), article.tags.end(), in) ||
         std::any_of(article.asked_as.begin(), article.asked_as.end(), in);
}

}  // namespace

TEST_CASE("no answer shows, counts or completes what its caller may not see", "[visibility]") {
  std::mt19937 random(20240229);
  std::vector<Article> articles;
  for (int number = 0; number < 200; ++number) articles.push_back(random_article(number, random));
  Library library(articles);

  const auto article_of = [&](const std::string& id) -> const Article& {
    const auto found =
        std::find_if(articles.begin(), articles.end(), [&](const auto& a) { return a.id == id; });
    REQUIRE(found != articles.end());
    return *found;
  };
  for (int round = 0; round < 120; ++round) {
    const Filter filter = random_filter(random);
    const std::string word(any_of(kWords, random));
    INFO("round " << round << ": " << word << ", audience " << name_of(filter.audience));
    const auto visible = static_cast<std::uint64_t>(std::count_if(
        articles.begin(), articles.end(), [&](const Article& each) { return may_see(each, filter); }));
    const auto matching =
        static_cast<std::uint64_t>(std::count_if(articles.begin(), articles.end(), [&](const Article& each) {
          return allowed(each, filter) && has_word(each, word);
        }));

    for (const Answer& answer : {library.search(word, filter), library.suggest(word, filter)}) {
      CHECK(answer.out_of == visible);
      CHECK(answer.found == matching);
      CHECK(answer.hits.size() == std::min<std::size_t>(matching, 50));
      for (const Hit& hit : answer.hits) {
        const Article& source = article_of(hit.id);
        CHECK(allowed(source, filter));
        CHECK(hit.title == source.title);
        CHECK((hit.insert_text.empty() || hit.insert_text == source.resolution));
      }
    }
    for (const Completion& completion : library.complete(word.substr(0, 3), filter)) {
      CHECK(allowed(article_of(completion.id), filter));
    }
    // An article's own word, known from elsewhere, does not bring it up.
    const Article& other = articles[random() % articles.size()];
    const bool expected = allowed(other, filter);
    CHECK((library.search('"' + other.id + '"', filter).found == 1) == expected);
    for (const Hit& hit : library.search(other.id, filter).hits) CHECK(allowed(article_of(hit.id), filter));
    CHECK((library.suggest(other.id, filter).found == 1) == expected);
    CHECK((library.complete(other.id, filter).size() == 1) == expected);
  }
}

TEST_CASE("operators narrow what the caller asked for and never widen the audience", "[visibility]") {
  Article internal = article("internal", "Printer secrets");
  internal.audience = Audience::kInternal;
  Article draft = article("draft", "Printer draft");
  draft.confidence = Confidence::kWip;
  Library library({article("public", "Printer manual"), internal, draft});
  for (const char* query :
       {"printer", "printer status:wip", "printer status:validated", "printer audience:internal",
        "\"printer secrets\"", "secrets", "draft", "printer status:wip status:validated"}) {
    INFO(query);
    for (const std::string& id : ids_of(library.search(query))) CHECK(id == "public");
  }
}

TEST_CASE("filters take any of each kind and all kinds, with case folded", "[filter]") {
  Article wifi = article("wifi", "Printer offline");
  wifi.tags = {"Wi-Fi", "Printing"};
  wifi.products = {"Brindle X2"};
  wifi.sources = {{"Community", "https://example.org/1", "c-1"}};
  Article mail = article("mail", "Printer offline by mail");
  mail.tags = {"mail"};
  mail.products = {"BRINDLE X4"};
  mail.sources = {{"mail", "", "c-2"}};
  mail.locale = "de-AT";
  mail.confidence = Confidence::kNotValidated;
  Library library({wifi, mail});

  struct Case {
    const char* what;
    Filter filter;
    std::vector<std::string> ids;
  };
  const auto with = [](std::vector<std::string> Filter::*field, std::vector<std::string> values) {
    Filter filter;
    filter.*field = std::move(values);
    return filter;
  };
  const std::vector<Case> cases = {
      {"none", {}, {"wifi", "mail"}},
      {"tag", with(&Filter::tags, {"wi-fi"}), {"wifi"}},
      {"tag in another case", with(&Filter::tags, {"WI-FI"}), {"wifi"}},
      {"either tag", with(&Filter::tags, {"wi-fi", "Mail"}), {"wifi", "mail"}},
      {"a part of a tag is none", with(&Filter::tags, {"wi"}), {}},
      {"product", with(&Filter::products, {"brindle x4"}), {"mail"}},
      {"channel", with(&Filter::channels, {"COMMUNITY"}), {"wifi"}},
      {"language", with(&Filter::locales, {"de"}), {"mail"}},
      {"locale stands for its language", with(&Filter::locales, {"DE-ch"}), {"mail"}},
      {"state", with(&Filter::confidences, {"not_validated"}), {"mail"}},
      {"state in another case", with(&Filter::confidences, {"Validated"}), {"wifi"}},
      {"unknown state", with(&Filter::confidences, {"nonsense"}), {}},
      {"empty value", with(&Filter::tags, {""}), {}},
  };
  for (const Case& each : cases) {
    INFO(each.what);
    CHECK_THAT(ids_of(library.search("printer", each.filter)), Catch::UnorderedEquals(each.ids));
    CHECK_THAT(ids_of(library.suggest("printer", each.filter)), Catch::UnorderedEquals(each.ids));
  }
  Filter both = with(&Filter::tags, {"wi-fi"});
  both.channels = {"mail"};
  CHECK(library.search("printer", both).hits.empty());
}

TEST_CASE("articles are left out by their id, or by a conversation of theirs", "[filter]") {
  Article one = article("a-1", "Printer offline");
  one.sources = {{"community", "", "c-1"}, {"mail", "", "c-2"}};
  Library library({one, article("a-2", "Printer offline")});
  const auto without = [](std::vector<std::string> ids) {
    Filter filter;
    filter.exclude = std::move(ids);
    return filter;
  };
  for (const char* id : {"a-1", "c-1", "c-2"}) {
    INFO(id);
    CHECK(ids_of(library.search("printer", without({id}))) == std::vector<std::string>{"a-2"});
    CHECK(ids_of(library.suggest("printer", without({id}))) == std::vector<std::string>{"a-2"});
  }
  CHECK(library.suggest("printer", without({"a-1", "a-2"})).hits.empty());
  CHECK(library.suggest("printer", without({"unknown"})).hits.size() == 2);

  // What is left out does not take the place of another.
  SuggestRequest request;
  request.text = "printer";
  request.limit = 1;
  request.filter = without({"a-1"});
  CHECK(ids_of(value_of(library.searcher().suggest(request))) == std::vector<std::string>{"a-2"});
}

TEST_CASE("asked as of a time, only articles from before it answer", "[filter]") {
  Article older = article("older", "Printer offline");
  older.created_at = 1'600'000'000'000;
  Article newer = article("newer", "Printer offline");
  newer.created_at = 1'700'000'000'000;
  Library library({older, newer, article("undated", "Printer offline")});
  const auto before = [](Time time) {
    Filter filter;
    filter.created_before = time;
    return filter;
  };
  using Ids = std::vector<std::string>;
  CHECK(library.suggest("printer", before(1'700'000'000'000)).found == 2);
  CHECK(library.suggest("printer", before(1'700'000'000'001)).found == 3);
  CHECK(ids_of(library.suggest("printer", before(1'600'000'000'000))) == Ids{"undated"});
  CHECK(library.suggest("printer", before(0)).found == 1);
  CHECK(library.suggest("printer", before(INT64_MAX)).found == 3);
  CHECK(library.suggest("printer", before(INT64_MIN)).hits.size() <= 1);
}
