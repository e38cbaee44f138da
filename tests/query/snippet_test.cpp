// Passages and highlights: exact in every script, short enough, and of words that tell something.
#include "query/snippet.h"

#include <algorithm>

#include "indexer/core/clock.h"
#include "tests/query/library.h"

using namespace garner;
using namespace garner::test;

namespace {

bool at_character(const std::string& text, std::size_t at) {
  return at == text.size() || (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80);
}

// In order, not overlapping, at characters.
void check_highlights(const Snippet& snippet) {
  std::uint32_t last = 0;
  for (const Highlight& mark : snippet.highlights) {
    CHECK(mark.begin >= last);
    CHECK(mark.begin < mark.end);
    CHECK(mark.end <= snippet.text.size());
    CHECK(at_character(snippet.text, mark.begin));
    CHECK(at_character(snippet.text, mark.end));
    last = mark.end;
  }
}

std::vector<std::string> marked_words(const Snippet& snippet) {
  std::vector<std::string> words;
  for (const Highlight& mark : snippet.highlights) {
    words.push_back(snippet.text.substr(mark.begin, mark.end - mark.begin));
  }
  return words;
}

struct Sample {
  const char* language;
  const char* text;
  const char* query;
};
constexpr Sample kSamples[] = {
    {"en", "Remove the printers first. Then add the printer by its address; its E-041 goes away.",
     "printer address e-041"},
    {"de", "Größere Verstopfungen löst warmes Wasser. Danach die Düsen dreimal reinigen.",
     "dusen verstopfung"},
    {"fr", "Débranchez le câble, redémarrez, puis réinstallez le pilote de l'imprimante.",
     "cable imprimantes"},
    {"ja", "プリンターを削除して、もう一度追加してください。印刷キューも空にします。", "プリンター 印刷"},
    {"th", "ถอดปลั๊กแล้วเปิดเครื่องใหม่อีกครั้ง จากนั้นติดตั้งไดรเวอร์เครื่องพิมพ์", "ไดรเวอร์ เครื่องพิมพ์"},
    {"zh", "重新启动路由器，然后在设置中选择正确的密码。", "路由器 密码"},
    {"ko", "케이블을 다시 연결하고 드라이버를 설치하세요.", "케이블을 드라이버를"},
    {"ru", "Замените чёрный картридж и очистите печатающие головки.", "черного картриджа"},
    {"ar", "أعد تشغيل الطابعة ثم تحقق من الكابل.", "الطابعة الكابل"},
    {"hi", "प्रिंटर को बंद करके फिर से चालू करें और केबल जाँचें।", "प्रिंटर केबल"},
    {"en", "The lamp 🔥 is hot 👨‍👩‍👧 — switch it off…", "🔥 lamp"},
};

}  // namespace

TEST_CASE("highlights are words of the query, in every script and at every length", "[snippet]") {
  Analyzer analyzer, again;
  for (const Sample& sample : kSamples) {
    INFO(sample.text);
    std::vector<QueryTerm> terms = terms_of_query(analyzer, sample.query, {sample.language}, 64);
    REQUIRE_FALSE(terms.empty());
    for (QueryTerm& term : terms) term.idf = 1;
    Marker marker(terms, analyzer);
    const Marks marks = marker.marks(sample.text, sample.language);
    CHECK(marks.size() >= 2);
    const auto is_term = [&](const std::string& word) {
      const auto& tokens = again.analyze(word, sample.language);
      return std::any_of(tokens.begin(), tokens.end(), [&](const Token& token) {
        return std::any_of(terms.begin(), terms.end(), [&](const QueryTerm& term) {
          return std::find(term.stems.begin(), term.stems.end(), token.term) != term.stems.end();
        });
      });
    };
    const Snippet whole = marked(sample.text, marks);
    CHECK(whole.text == sample.text);
    check_highlights(whole);
    for (const std::string& word : marked_words(whole)) CHECK(is_term(word));

    const std::string text = std::string(sample.text) + " " + sample.text + "\n" + sample.text;
    const Marks all = marker.marks(text, sample.language);
    for (std::size_t bytes = 0; bytes <= text.size() + 1; ++bytes) {
      const Passage passage = best_passage(text, all, terms, bytes);
      INFO(bytes << " bytes: " << passage.snippet.text);
      // Below the room of two ellipses there is nothing but these.
      CHECK(passage.snippet.text.size() <= std::max<std::size_t>(bytes, 6));
      CHECK(at_character(passage.snippet.text, 0));
      check_highlights(passage.snippet);
      for (const std::string& word : marked_words(passage.snippet)) CHECK(is_term(word));
      if (bytes >= text.size()) CHECK(passage.snippet.text == text);
    }
  }
}

TEST_CASE("a passage is where the weightiest words stand together", "[snippet]") {
  Analyzer analyzer;
  std::vector<QueryTerm> terms = terms_of_query(analyzer, "printer stripes flap", {"en"}, 64);
  for (QueryTerm& term : terms) term.idf = term.shown == "printer" ? 1 : 3;
  Marker marker(terms, analyzer);
  std::string text = "A printer is a printer is a printer. ";
  for (int i = 0; i < 40; ++i) text += "Nothing is said here about it all. ";
  text += "Stripes vanish when the flap is shut. ";
  for (int i = 0; i < 40; ++i) text += "Nor here. ";
  const Passage passage = best_passage(text, marker.marks(text, "en"), terms, 120);
  CHECK(passage.snippet.text.starts_with("…Stripes vanish when the flap is shut."));
  CHECK(passage.snippet.text.ends_with("…"));
  CHECK(passage.weight == Approx(6));
  CHECK(marked_words(passage.snippet) == std::vector<std::string>{"Stripes", "flap"});

  const Passage plain = best_passage(text, {}, terms, 40);
  CHECK(plain.snippet.text.starts_with("A printer is"));
  CHECK(plain.snippet.highlights.empty());
}

TEST_CASE("words that tell little are not marked beside words that do", "[snippet]") {
  std::vector<Article> articles;
  for (int i = 0; i < 40; ++i) {
    articles.push_back(article("filler-" + std::to_string(i), "The matter of the day",
                               "Please do the thing that it is about, it is the best of it."));
  }
  articles.push_back(
      article("stripes", "The scanner makes stripes", "Please clean the glass of the scanner twice."));
  Library library(articles);
  const Answer answer = library.suggest("Please help, it is the scanner: it makes stripes on all of it");
  REQUIRE_FALSE(answer.hits.empty());
  const Hit& hit = answer.hits.front();
  CHECK(hit.id == "stripes");
  CHECK(marked_words(hit.marked_title) == std::vector<std::string>{"scanner", "stripes"});
  CHECK(marked_words(hit.snippet) == std::vector<std::string>{"scanner"});
  CHECK_THAT(hit.matched_terms, Catch::UnorderedEquals(std::vector<std::string>{"scanner", "stripes"}));
  CHECK(hit.reason.find("the") == std::string::npos);
  CHECK(hit.reason.find("please") == std::string::npos);

  // Where nothing else matches, they are what there is.
  const Answer weak = library.suggest("please, the zebra");
  REQUIRE_FALSE(weak.hits.empty());
  CHECK_FALSE(weak.hits.front().matched_terms.empty());
  CHECK_FALSE(marked_words(weak.hits.front().snippet).empty());
}

TEST_CASE("a reason tells when the article last solved a case", "[reason]") {
  Article jam = article("jam", "Error E-041 after the paper jam", "Open the rear flap, wait.");
  Library library({jam, article("other", "Printer rear flap wait")});
  const auto reason_after = [&](std::int64_t times, std::int64_t days) {
    const Time at = now() - days * 24 * 3600 * 1000;
    value_of(library.store().add_link({"jam", "resolved", "crm", "case-" + std::to_string(times), at}));
    jam.reuse_count = times;
    library.put(jam);
    const std::string reason = library.suggest("E-041").hits.front().reason;
    return reason.substr(reason.find("; ") + 2);
  };
  CHECK(reason_after(1, 800) == "solved this once, 2 years ago");
  CHECK(reason_after(2, 100) == "solved this 2 times, most recently 3 months ago");
  CHECK(reason_after(3, 20) == "solved this 3 times, most recently 2 weeks ago");
  CHECK(reason_after(4, 10) == "solved this 4 times, most recently last week");
  CHECK(reason_after(5, 1) == "solved this 5 times, most recently yesterday");
  CHECK(reason_after(6, 0) == "solved this 6 times, most recently today");
}

TEST_CASE("a reason names products and codes first, and at most three things", "[reason]") {
  Article jam =
      article("jam", "Error E-041 after the paper jam", "Open the rear flap of the Brindle X2, wait.");
  jam.products = {"Brindle X2"};
  jam.reuse_count = 14;
  Article once = article("once", "Tidewell uploads nothing");
  once.reuse_count = 1;
  Article draft = article("draft", "Hub forgets lamps");
  draft.confidence = Confidence::kNotValidated;
  Article asked = article("asked", "Device silent", "Wake it.");
  asked.asked_as = {"nobody answers the doorbell"};
  Article tagged = article("tagged", "Keep calm", "Carry on.");
  tagged.tags = {"zeppelin"};
  Library library({jam, once, draft, asked, tagged, article("other", "Printer rear flap wait")});

  const auto reason = [&](const std::string& text, const std::string& id) {
    for (const Hit& hit : library.suggest(text).hits) {
      if (hit.id == id) return hit.reason;
    }
    return std::string("not found");
  };
  CHECK(reason("rear flap open: my brindle x2 shows E-041, wait", "jam") ==
        "matches Brindle X2, E-041 and open; solved this 14 times before");
  CHECK(reason("E-041", "jam") == "matches E-041; solved this 14 times before");
  CHECK(reason("tidewell uploads", "once").ends_with("; solved this once before"));
  CHECK(reason("lamps", "draft") == "matches lamps");
  CHECK(reason("lamps forgets", "draft").starts_with("matches "));
  CHECK(reason("silent", "asked") == "matches silent; validated");
  CHECK(reason("doorbell", "asked") == "asked like this before; validated");
  CHECK(reason("zeppelin", "tagged") == "matches its environment or tags; validated");
}
