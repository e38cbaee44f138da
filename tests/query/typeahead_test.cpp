#include <algorithm>
#include <iterator>
#include <random>
#include <set>
#include <sstream>
#include <tuple>

#include "tests/query/library.h"

using namespace garner;
using namespace garner::test;

namespace {

std::vector<std::string> titles(const std::vector<Completion>& completions) {
  std::vector<std::string> texts;
  for (const Completion& completion : completions) texts.push_back(completion.text.text);
  return texts;
}

// The title with what is marked in brackets.
std::string bracketed(const Snippet& snippet) {
  std::string text;
  std::uint32_t at = 0;
  for (const Highlight& mark : snippet.highlights) {
    text += snippet.text.substr(at, mark.begin - at) + "[" +
            snippet.text.substr(mark.begin, mark.end - mark.begin) + "]";
    at = mark.end;
  }
  return text + snippet.text.substr(at);
}

}  // namespace

TEST_CASE("what was typed completes titles, with what it meets marked", "[typeahead]") {
  Library library({article("offline", "Printer offline after update"), article("paper", "Printer eats paper"),
                   article("print", "Print on both sides"), article("error", "Error E-041 on the display"),
                   article("drucker", "Drücker klemmt"), article("ja", "プリンターが印刷できない"),
                   article("th", "เครื่องพิมพ์ไม่ทำงาน"), article("ru", "Чёрный экран")});
  struct Case {
    std::string typed;
    std::vector<std::string> completions;
  };
  const std::vector<Case> cases = {
      {"offl", {"Printer [offline] after update"}},
      {"OFFL", {"Printer [offline] after update"}},
      {"printer o", {"[Printer] [offline] after update"}},
      {"offline printer", {"[Printer] [offline] after update"}},
      {"print", {"[Printer] eats paper", "[Print] on both sides", "[Printer] offline after update"}},
      {"printer ", {"[Printer] eats paper", "[Printer] offline after update"}},
      {"printer x", {}},
      {"e-04", {"Error [E-041] on the display"}},
      {"e041", {"Error [E-041] on the display"}},
      {"druck", {"[Drücker] klemmt"}},
      {"DRÜCK", {"[Drücker] klemmt"}},
      {"プリン", {"[プリンター]が印刷できない"}},
      {"เครื่อง", {"[เครื่องพิมพ์]ไม่ทำงาน"}},
      {"черн", {"[Чёрный] экран"}},
      {"", {}},
      {" ", {}},
      {"-", {}},
      {"\xff", {}},
      {"zebra", {}},
  };
  for (const Case& each : cases) {
    INFO(each.typed);
    std::vector<std::string> got;
    for (const Completion& completion : library.complete(each.typed))
      got.push_back(bracketed(completion.text));
    CHECK_THAT(got, Catch::UnorderedEquals(each.completions));
  }
}

TEST_CASE("titles of articles that helped more come first, then shorter ones, each once", "[typeahead]") {
  Article popular = article("popular", "Printer offline after the long update of the system");
  popular.reuse_count = 9;
  Article twin = article("twin", "Printer eats paper");
  Library library({article("long", "Printer prints stripes on all of its pages"),
                   article("short", "Printer eats paper"), twin, popular});
  CHECK(titles(library.complete("prin")) ==
        std::vector<std::string>{popular.title, "Printer eats paper",
                                 "Printer prints stripes on all of its pages"});
  const auto limited = value_of(library.searcher().typeahead("prin", {}, 1));
  CHECK(titles(limited) == std::vector<std::string>{popular.title});
  CHECK(limited.front().id == "popular");
  CHECK(limited.front().kind == "article");
  CHECK(value_of(library.searcher().typeahead("prin", {}, 0)).empty());
}

TEST_CASE("completions follow changes", "[typeahead]") {
  Library library({article("a", "Printer offline")});
  CHECK(titles(library.complete("print")) == std::vector<std::string>{"Printer offline"});
  library.put(article("a", "Scanner offline"));
  CHECK(library.complete("print").empty());
  CHECK(titles(library.complete("scan")) == std::vector<std::string>{"Scanner offline"});
  library.remove("a");
  CHECK(library.complete("scan").empty());
}

// Titles come in many commits, some change, some go; at each keystroke the answer is what a look at every
// title would give.
TEST_CASE("completions are those of a look through all titles, keystroke by keystroke", "[typeahead]") {
  constexpr std::string_view kWords[] = {"printer", "print", "prints",  "paper", "offline", "office",
                                         "update",  "error", "scanner", "scan",  "a",       "router"};
  std::mt19937 random(7);
  const auto title_of = [&] {
    std::string title;
    for (unsigned i = 1 + random() % 5; i > 0; --i) {
      title += (title.empty() ? "" : " ") + std::string(kWords[random() % std::size(kWords)]);
    }
    return title;
  };
  std::vector<Article> articles;
  Library library;
  int number = 0;
  for (const int batch : {300, 1, 2, 40, 1, 200, 7, 1, 500, 3}) {
    std::vector<Article> changed;
    for (int i = 0; i < batch; ++i) {
      Article made = article("a-" + std::to_string(number++), title_of());
      made.reuse_count = random() % 3;
      changed.push_back(made);
    }
    articles.insert(articles.end(), changed.begin(), changed.end());
    for (int i = 0; i < 3; ++i) {  // another title for an old article
      Article& old = articles[random() % articles.size()];
      old.title = title_of();
      changed.push_back(old);
    }
    library.put(changed);
    const std::size_t gone = random() % articles.size();
    library.remove(articles[gone].id);
    articles.erase(articles.begin() + static_cast<std::ptrdiff_t>(gone));

    const std::string typed = title_of();
    for (std::size_t length = 1; length <= typed.size(); ++length) {
      const std::string text = typed.substr(0, length);
      INFO(articles.size() << " articles: '" << text << "'");
      std::istringstream stream(text);
      std::vector<std::string> words;
      for (std::string word; stream >> word;) words.push_back(word);
      std::set<std::tuple<std::int64_t, std::size_t, std::string>> expected;  // each title once
      for (const Article& each : articles) {
        const std::string padded = " " + each.title + " ";
        const bool has_all = std::all_of(words.begin(), words.end(), [&](const std::string& word) {
          return padded.find(" " + word + (&word == &words.back() ? "" : " ")) != std::string::npos;
        });
        const auto same = std::find_if(expected.begin(), expected.end(),
                                       [&](const auto& entry) { return std::get<2>(entry) == each.title; });
        if (!has_all) continue;
        if (same != expected.end() && std::get<0>(*same) <= -each.reuse_count) continue;
        if (same != expected.end()) expected.erase(same);
        expected.emplace(-each.reuse_count, each.title.size(), each.title);
      }
      const auto got = library.complete(text);
      // Of 64 titles looked at some are said twice, so that fewer than all may be shown: but the best of
      // them.
      for (const Completion& each : got) UNSCOPED_INFO(each.text.text);
      REQUIRE(got.size() <= expected.size());
      CHECK(got.size() >= std::min<std::size_t>(expected.size(), 8));
      auto best = expected.begin();
      for (const Completion& each : got) {
        CHECK(each.text.text.size() == std::get<1>(*best));
        ++best;
      }
    }
  }
}

TEST_CASE("of many titles those of the caller's audience are completed", "[typeahead]") {
  std::vector<Article> articles;
  for (int i = 0; i < 5000; ++i) {
    articles.push_back(article("a-" + std::to_string(i), "printer p" + std::to_string(i)));
    articles.back().audience = i % 1000 == 999 ? Audience::kPublic : Audience::kTeam;
  }
  Library library(articles);
  CHECK(library.complete("p").size() == 5);
  CHECK(library.complete("printer p").size() == 5);
  CHECK(titles(library.complete("printer p19")) == std::vector<std::string>{"printer p1999"});
  Filter team;
  team.audience = Audience::kTeam;
  CHECK(titles(library.complete("p", team)).front() == "printer p0");
  CHECK(library.complete("printer p10 x", team).empty());
}
