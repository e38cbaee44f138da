// Phrases people use around a problem: thanks, success, failure, greetings, courtesies, and words that turn
// them around. They are data, corpora/phrases/<language>.txt, built into the program. All languages are tried
// on every text: a short "Danke, klappt!" is often too short for its language to be known. Pure functions,
// thread-safe; time linear in the text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace garner {

// The groups of phrases; in the files by the names of phrase_book.cpp.
enum class Cue : std::uint8_t {
  kThanks,       // "thank you"
  kEmptyThanks,  // thanks that say nothing about the problem: "thanks in advance", "thanks for the quick
                 // reply"
  kSuccess,      // "that worked"
  kFailure,      // "still fails", "thanks for nothing"
  kRelapse,      // "it's back"
  kNotYet,       // "will try"
  kAgreement,    // somebody else's success: "worked for me too"
  kSettled,      // an agent's closing: "glad it works", "I'll close this ticket as solved"
  kGreeting,     // "Hello team"
  kClosing,      // asker's or agent's last words: "kind regards", "any help appreciated"
  kFiller,       // what agents say besides the answer: "thanks for reaching out"
  kClarify,      // an answer that asks for facts: "which version"
};

// The groups of single words.
enum class WordKind : std::uint8_t {
  kNegates,    // "not", "if", "hope": no success is said behind them
  kLimits,     // "until", "yesterday": nor in front of them
  kJoins,      // "that": a clause that opens with one belongs to the clause before
  kContrasts,  // "but": thanks with one are not for a solution
  kRefuses,    // "nothing", "same": nobody is content who says that
  kDefers,     // "tomorrow": it is to be tried yet
  kVersion,    // "firmware": a number beside it is a fact, no report
  kAddressee,  // "team": whom a greeting is for
  kEmpty,      // says nothing by itself: no title is made of such words, no likeness counted on them
};

// A set of languages, one bit for each file of phrases.
using Languages = std::uint16_t;
inline constexpr Languages kAllLanguages = 0xFFFF;

// A folded word of a text: ASCII and Latin-1 letters in lower case, typographic apostrophes as '.
struct Word {
  std::string text;
  std::uint32_t begin = 0, end = 0;  // bytes of the text
  bool opens_clause =
      false;  // a comma, full stop, line break or the like stands before it, or it is the first
  bool opens_sentence = false;  // the same for . ! ? and line breaks
};

struct CueMatch {
  Cue cue = Cue::kThanks;
  std::uint32_t begin = 0, end = 0;  // bytes of the text
  std::uint32_t first_word = 0,
                past_word = 0;  // words [first_word, past_word); equal for scripts without spaces
  Languages languages = 0;      // in which the phrase is said
};

std::vector<Word> words_of(std::string_view text);

// Matches in order of begin; where two overlap, the longer one alone.
std::vector<CueMatch> find_cues(std::string_view text, const std::vector<Word>& words);

// Whether a folded word is of that kind in one of these languages: "se" negates in Portuguese, but not in
// Spanish.
bool is_word(WordKind kind, std::string_view folded, Languages languages = kAllLanguages);

// Words that say nothing by themselves ("help", "problem", "the").
inline bool is_empty_word(std::string_view folded) {
  return is_word(WordKind::kEmpty, folded);
}

// Whether the text has a script that is written without spaces.
bool without_spaces(std::string_view text);

}  // namespace garner
