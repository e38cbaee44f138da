#include "indexer/text/analyze.h"

#include <catch2/catch.hpp>

#include "tests/text/table.h"

namespace garner {
namespace {

std::string terms(Analyzer& analyzer, const std::string& text, const std::string& language) {
  std::string joined;
  for (const Token& token : analyzer.analyze(text, language)) {
    if (!joined.empty()) joined += ' ';
    joined += token.term;
  }
  return joined;
}

std::string first_term(Analyzer& analyzer, const std::string& text, const std::string& language) {
  const auto& tokens = analyzer.analyze(text, language);
  return tokens.empty() ? "" : std::string(tokens.front().term);
}

TEST_CASE("a text becomes the terms of its table") {
  Analyzer analyzer;
  for (const auto& row : test::read_table("terms.tsv", 3)) {
    INFO(row[0] << ": " << row[1]);
    CHECK(terms(analyzer, row[1], row[0]) == row[2]);
  }
}

TEST_CASE("spellings of one word give one term") {
  Analyzer analyzer;
  for (const auto& row : test::read_table("same_term.tsv", 3)) {
    INFO(row[0] << ": " << row[1] << " and " << row[2]);
    CHECK(first_term(analyzer, row[1], row[0]) == first_term(analyzer, row[2], row[0]));
  }
}

TEST_CASE("marks that are letters keep words apart") {
  Analyzer analyzer;
  for (const auto& row : test::read_table("other_term.tsv", 3)) {
    INFO(row[0] << ": " << row[1] << " and " << row[2]);
    CHECK(first_term(analyzer, row[1], row[0]) != first_term(analyzer, row[2], row[0]));
  }
}

TEST_CASE("tokens say where in the text they stand") {
  Analyzer analyzer;
  const std::string text = "L’écran “Größe” E‑041: プリンターが 😀 the printer's";
  std::vector<std::string> pieces;
  for (const Token& token : analyzer.analyze(text, "en")) {
    pieces.push_back(text.substr(token.begin, token.end - token.begin));
  }
  CHECK(pieces == std::vector<std::string>{"écran", "Größe", "E‑041", "E", "041", "プリンター", "が", "😀",
                                           "😀", "the", "printer"});
}

TEST_CASE("the word of a token is folded but not stemmed") {
  Analyzer analyzer;
  const auto& tokens = analyzer.analyze("Druckertreiber INSTALLIERTE", "de");
  REQUIRE(tokens.size() == 2);
  CHECK(tokens[1].word == "installierte");
  CHECK(tokens[1].term == "installiert");
}

TEST_CASE("no term is longer than the limit or cut inside a character") {
  Analyzer analyzer;
  for (const std::string& piece : {std::string("x"), std::string("é"), std::string("ж"), std::string("あ")}) {
    std::string text;
    for (int i = 0; i < 5000; ++i) text += piece;
    for (const Token& token : analyzer.analyze(text, "en")) {
      CHECK(token.term.size() <= kMaxTermBytes);
      CHECK((static_cast<unsigned char>(token.term.back()) < 0x80 ||
             token.term.size() % (piece.size() == 1 ? 1 : std::min<std::size_t>(piece.size(), 2)) == 0 ||
             piece == "あ"));
    }
  }
}

TEST_CASE("the same text gives the same terms after many others") {
  Analyzer analyzer;
  const std::string text = "Der Drucker zeigt E-041, plötzlich offline";
  const std::string before = terms(analyzer, text, "de");
  std::string many;
  for (int i = 0; i < 250'000; ++i) many += "w" + std::to_string(i) + "x ";
  analyzer.analyze(many, "en");
  CHECK(terms(analyzer, text, "de") == before);
  CHECK(terms(analyzer, text, "en") != before);
  CHECK(terms(analyzer, text, "de-AT") == before);
}

TEST_CASE("hostile texts are tokens like any other") {
  Analyzer analyzer;
  std::string joined, apostrophes, marks, emoji;
  for (int i = 0; i < 20'000; ++i) {
    joined += "a-";
    apostrophes += "l'";
    marks += "\xcc\x81";
    emoji += "😀";
  }
  CHECK(analyzer.analyze(joined, "en").size() == 20'000);
  CHECK(analyzer.analyze(apostrophes, "fr").size() <= 1);
  CHECK(analyzer.analyze(marks, "en").empty());
  CHECK(analyzer.analyze(emoji, "en").size() == 40'000);
}

}  // namespace
}  // namespace garner
