// Phrases people use around a problem: thanks, success, failure, greetings, courtesies. The table is in
// phrases.cpp, in English, German, French, Spanish, Portuguese and Japanese. All languages are tried on every
// text: a short "Danke, klappt!" is often too short for its language to be known. Pure functions,
// thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace garner {

enum class Cue : std::uint8_t {
  kThanks,       // "thank you"
  kEmptyThanks,  // thanks that say nothing about the problem: "thanks in advance", "thanks for the quick
                 // reply"
  kSuccess,      // "that worked"
  kFailure,      // "still fails", "thanks for nothing"
  kRelapse,      // "it's back"
  kNotYet,       // "will try"
  kGreeting,     // "Hello team"
  kClosing,      // asker's or agent's last words: "kind regards", "any help appreciated"
  kFiller,       // what agents say besides the answer: "thanks for reaching out"
  kClarify,      // an answer that asks for facts: "which version"
};

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
};

std::vector<Word> words_of(std::string_view text);

// Matches in order of begin; where two overlap, the longer one alone.
std::vector<CueMatch> find_cues(std::string_view text, const std::vector<Word>& words);

// Words that say nothing by themselves ("help", "problem", "the"): a title of nothing else is no title, and
// likeness is not counted on them.
bool is_empty_word(std::string_view folded);

}  // namespace garner
