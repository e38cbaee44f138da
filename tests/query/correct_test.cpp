// Typing mistakes: what is corrected, what is left alone, and that a correction tells nothing of what is
// hidden.
#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "query/edit_distance.h"
#include "query/word_list.h"
#include "tests/query/library.h"

using namespace garner;
using namespace garner::test;

namespace {

Article with_issue(std::string id, std::string title, std::string issue, std::string resolution) {
  Article made = article(std::move(id), std::move(title), std::move(resolution));
  made.issue = std::move(issue);
  return made;
}

std::vector<Article> help() {
  Article german =
      article("de", "Drucker druckt nur leere Blätter", "Die Schutzfolie abziehen und die Düsen reinigen.");
  german.locale = "de";
  Article russian = article("ru", "Принтер не печатает", "Замените картридж.");
  russian.locale = "ru";
  Article thai = article("th", "เครื่องพิมพ์ไม่ทำงาน", "ถอดปลั๊กแล้วเปิดเครื่องใหม่อีกครั้ง");
  thai.locale = "th";
  Article korean = article("ko", "스캐너 연결 오류", "케이블을 다시 연결하세요.");
  korean.locale = "ko";
  return {with_issue("offline", "Brindle X2 printer shows offline", "It receives nothing since the update.",
                     "Reinstall the driver, then check the network connection."),
          with_issue("cartridge", "Cartridges are not recognised", "The display says E-041.",
                     "Clean the golden contacts of the cartridge."),
          with_issue("bluetooth", "Mossbox hub loses Bluetooth lamps", "The lamps vanish overnight.",
                     "Update the firmware of the hub."),
          with_issue("sync", "Tidewell file sync stops", "Photographs are not uploaded at 5.8.0.",
                     "Sign out, then sign in again and accept the certificate."),
          german,
          russian,
          thai,
          korean};
}

}  // namespace

TEST_CASE("distances count letters too many, missing, changed and swapped", "[correct]") {
  struct Case {
    const char* a;
    const char* b;
    unsigned distance;
  };
  for (const Case& each :
       {Case{"printer", "printer", 0}, Case{"printer", "pritner", 1}, Case{"printer", "prnter", 1},
        Case{"printer", "printter", 1}, Case{"printer", "prinder", 1}, Case{"rpinter", "printer", 1},
        Case{"connection", "conetcion", 2}, Case{"printer", "rpintre", 2}, Case{"printer", "paper", 3},
        Case{"", "ab", 2}, Case{"a", "", 1}, Case{"größe", "grosse", 3}, Case{"принтер", "пирнтер", 1},
        Case{"ca", "abc", 3}, Case{"abcdef", "bcdefa", 2}}) {
    INFO(each.a << " " << each.b);
    const auto a = code_points(each.a), b = code_points(each.b);
    CHECK(edit_distance(a, b, 2) == std::min(each.distance, 3U));
    CHECK(edit_distance(b, a, 2) == std::min(each.distance, 3U));
    CHECK(edit_distance(a, b, 1) == std::min(each.distance, 2U));
  }
}

TEST_CASE("a list finds exactly the near words", "[correct]") {
  std::mt19937 random(11);
  const auto word = [&] {
    std::string letters;
    for (std::size_t i = 3 + random() % 8; i > 0; --i) letters += static_cast<char>('a' + random() % 4);
    return letters;
  };
  std::vector<std::string> words;
  for (int i = 0; i < 2000; ++i) words.push_back(word());
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  const WordList list(words);
  CHECK(list.size() == words.size());
  for (int round = 0; round < 40; ++round) {
    const std::u32string typed = code_points(word());
    for (const unsigned most : {1U, 2U}) {
      std::vector<std::string> expected, found;
      for (const std::string& each : words) {
        const unsigned distance = edit_distance(code_points(each), typed, most);
        if (distance > 0 && distance <= most) expected.push_back(each);
      }
      std::vector<WordList::Near> near;
      list.find_near(typed, most, near);
      for (const auto& each : near) found.emplace_back(each.word);
      CHECK_THAT(found, Catch::UnorderedEquals(expected));
    }
  }
}

TEST_CASE("a word that no article has is taken for the nearest that one has", "[correct]") {
  Library library(help());
  struct Case {
    const char* typed;
    const char* corrected;
    const char* id;
  };
  for (const Case& each : {
           Case{"prnter offline", "printer offline", "offline"},
           Case{"PRITNER offline", "printer offline", "offline"},
           Case{"printter", "printer", "offline"},
           Case{"rpinter", "printer", "offline"},
           Case{"conectoin", "connection", "offline"},  // two mistakes from eight letters
           Case{"reinstal the drivr", "reinstal the driver", "offline"},
           Case{"recieves nothing", "receives nothing", "offline"},
           Case{"certificaet", "certificate", "sync"},
           Case{"certificatoin", "", ""},
           Case{"cartrige", "cartridge", "cartridge"},
           Case{"recogniesd", "recognised", "cartridge"},  // in the ending, which a stem has no more
           Case{"photograhps uploaded", "photographs uploaded", "sync"},
           Case{"blue tooth lamps", "bluetooth lamps", "bluetooth"},
           Case{"lamps blue tooth", "lamps bluetooth", "bluetooth"},
           Case{"filesync stops", "file sync stops", "sync"},
           Case{"bluetoothlamps", "bluetooth lamps", "bluetooth"},
           Case{"prnter tag:none", "", ""},
           Case{"certifikate -offline", "certificate -offline", "sync"},
           Case{"driver  Prnter", "driver  printer", "offline"},  // the rest stays as it was typed
           Case{"leere blättr", "leere blätter", "de"},
           Case{"schutzfoile", "schutzfolie", "de"},
           Case{"пирнтер", "принтер", "ru"},
       }) {
    INFO(each.typed);
    const Answer answer = library.search(each.typed);
    CHECK(answer.corrected_query == each.corrected);
    CHECK((answer.hits.empty() ? "" : answer.hits.front().id) == std::string(each.id));
  }
}

TEST_CASE("what is known, short, a code, quoted, or in no alphabet is not corrected", "[correct]") {
  Library library(help());
  for (const char* typed : {"printer", "hbu", "E-042", "e042", "5.8.1", "x4", "\"prnter\"", "prnter4",
                            "zebra", "xylophone", "เครื่องพิม", "스캐나", "", "-prnter", "12345678", "😀"}) {
    INFO(typed);
    CHECK(library.search(typed).corrected_query.empty());
  }
  // Every form of a word that is there, is known.
  CHECK(library.search("connections connecting").corrected_query.empty());

  SearchRequest exact;
  exact.query = "prnter offline";
  exact.typos = 0;
  CHECK(value_of(library.searcher().search(exact)).corrected_query.empty());
  exact.query = "conectoin";
  exact.typos = 1;
  CHECK(value_of(library.searcher().search(exact)).hits.empty());
  exact.typos = 2;
  CHECK(value_of(library.searcher().search(exact)).corrected_query == "connection");
}

TEST_CASE("a rare word is not replaced, but a far more frequent one is suggested", "[correct]") {
  std::vector<Article> articles = {article("prinder", "The prinder of the lamp")};
  for (int i = 0; i < 30; ++i) articles.push_back(article(fmt::format("a-{}", i), "The printer is offline"));
  Library library(articles);
  const Answer rare = library.search("prinder");
  CHECK(ids_of(rare) == std::vector<std::string>{"prinder"});
  CHECK(rare.corrected_query.empty());
  CHECK(rare.suggestions == std::vector<std::string>{"printer"});
  CHECK(library.search("printer").suggestions.empty());
}

TEST_CASE("words of articles that came later are corrected to, and of those that went are not", "[correct]") {
  Library library(help());
  CHECK(library.search("thermostta").corrected_query.empty());
  library.put(article("heat", "Thermostat is cold"));
  CHECK(library.search("thermostta").corrected_query == "thermostat");
  library.put(article("heat", "Radiator is cold"));
  CHECK(library.search("thermostta").corrected_query.empty());
  CHECK(library.search("raditor").corrected_query == "radiator");
  library.remove("heat");
  CHECK(library.search("raditor").corrected_query.empty());
}

TEST_CASE("nothing that the caller may not see is ever suggested", "[correct][visibility]") {
  constexpr Audience kAudiences[] = {Audience::kTeam, Audience::kInternal, Audience::kPartner,
                                     Audience::kCustomer, Audience::kPublic};
  std::mt19937 random(5);
  const auto word = [&] {  // near one another, so that each has neighbours seen and unseen
    std::string letters = "pr";
    for (int i = 0; i < 6; ++i) letters += "aeiou"[random() % 5];
    return letters;
  };
  std::vector<Article> articles;
  for (int i = 0; i < 150; ++i) {
    Article made = article(fmt::format("a-{}", i), "Lamp " + word(), "It is " + word() + " and " + word());
    made.asked_as = {"why " + word()};
    made.audience = kAudiences[random() % 5];
    if (random() % 4 == 0) made.confidence = Confidence::kWip;
    articles.push_back(made);
  }
  Library library(articles);
  for (const Audience audience : kAudiences) {
    std::vector<Article> visible;
    for (const Article& each : articles) {
      if (each.audience >= audience && each.confidence != Confidence::kWip) visible.push_back(each);
    }
    Library only_visible(visible);
    Filter filter;
    filter.audience = audience;
    Filter everything;
    everything.audience = Audience::kTeam;
    const auto shows = [&](const Article& each, const std::string& text) {
      return each.title.find(text) != std::string::npos || each.resolution.find(text) != std::string::npos;
    };
    for (int round = 0; round < 40; ++round) {
      const std::string typed = word();
      INFO(typed);
      const Answer answer = library.search(typed, filter);
      std::vector<std::string> offered = answer.suggestions;
      if (!answer.corrected_query.empty()) offered.push_back(answer.corrected_query);
      for (const std::string& text : offered) {
        CHECK(std::any_of(visible.begin(), visible.end(),
                          [&](const Article& each) { return shows(each, text); }));
      }
      // Nor does it change what is offered of the rest.
      CHECK(answer.corrected_query.empty() == only_visible.search(typed, everything).corrected_query.empty());
    }
  }
}
