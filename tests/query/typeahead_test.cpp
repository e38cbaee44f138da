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
