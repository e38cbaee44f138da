#include "indexer/phrases.h"

#include <catch2/catch.hpp>

#include "indexer/phrase_book.h"

namespace garner {
namespace {

std::vector<std::string> problems_of(std::string_view text) {
  const PhraseFile file{"xx", text};
  std::vector<std::string> problems;
  PhraseBook::parse({&file, 1}, problems);
  return problems;
}

TEST_CASE("the phrases that are built in are well formed, in every language") {
  std::vector<std::string> problems, languages;
  for (const PhraseFile& file : phrase_files()) languages.emplace_back(file.language);
  CHECK(languages == std::vector<std::string>{"de", "en", "es", "fr", "it", "ja", "nl", "pt"});
  PhraseBook::parse(phrase_files(), problems);
  CHECK(problems == std::vector<std::string>{});
}

TEST_CASE("every phrase is found as its group") {
  for (const auto& [first, phrases] : PhraseBook::built_in().by_first_word) {
    for (const Phrase& phrase : phrases) {
      std::string text;
      for (const std::string& word : phrase.words)
        text += (text.empty() ? "" : " ") + (word == "*" ? "so" : word);
      INFO(text);
      const auto cues = find_cues(text, words_of(text));
      REQUIRE(cues.size() == 1);
      CHECK(cues[0].end - cues[0].begin == text.size());
      CHECK((cues[0].languages & phrase.languages) != 0);
    }
  }
}

TEST_CASE("what is wrong with a file is told with its line") {
  using Problems = std::vector<std::string>;
  CHECK(problems_of("# nothing\n\n[success]\nit works\n").empty());
  CHECK(problems_of("it works\n") == Problems{"xx.txt:1: a phrase before the first [group]"});
  CHECK(problems_of("[succes]\n") == Problems{"xx.txt:1: there is no group [succes]"});
  CHECK(problems_of("[success]\nit works\nit works\n") == Problems{"xx.txt:3: \"it works\" is there twice"});
  CHECK(problems_of("[success]\nit works\n[failure]\nit works\n") ==
        Problems{"xx.txt:4: \"it works\" is in another group too"});
  CHECK(problems_of("[negates]\nnot at all\n") == Problems{"xx.txt:2: \"not at all\" is more than one word"});
  CHECK(problems_of("[success]\n* works\n") ==
        Problems{"xx.txt:2: \"* works\" has no word at its beginning or end"});
}

TEST_CASE("phrases and words around punctuation") {
  const auto cue_of = [](std::string_view text) {
    const auto cues = find_cues(text, words_of(text));
    return cues.empty() ? std::string("none")
                        : std::string(text.substr(cues[0].begin, cues[0].end - cues[0].begin));
  };
  CHECK(cue_of("Hooray, THAT WORKED!") == "THAT WORKED");
  CHECK(cue_of("works like new now") == "works like new now");
  CHECK(cue_of("Pouvez-vous m'aider ?") == "Pouvez-vous m'aider");
  CHECK(cue_of("That. Worked") == "none");
  CHECK(is_word(WordKind::kNegates, "se"));
  CHECK_FALSE(is_word(WordKind::kRefuses, "printer"));
}

}  // namespace
}  // namespace garner
