// SampleLanguage: how the English sample conversations are written. Sentences whose content words are left
// open, to be filled with other words; those content words with their frequencies; and how words are spelt.
// Immutable once learnt: thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/model.h"
#include "indexer/core/result.h"
#include "tools/benchmark/corpus/random.h"

namespace garner::bench {

// Marks in a sentence where a word is left open. Control characters, which no normalised text has.
inline constexpr char kWordSlot = '\x01';
inline constexpr char kCapitalSlot = '\x02';  // a word that begins with a capital
inline constexpr char kNumberSlot = '\x03';

// Letters follow letters as in the words it has seen (order 2).
class Spelling {
 public:
  void learn(std::string_view word);
  // A word of `low` to `high` letters that looks like those.
  std::string coin(Random& random, std::size_t low, std::size_t high) const;

 private:
  static constexpr std::size_t kLetters = 27;  // a to z, and the end of a word
  // [first][second][third]: how often; first and second may be the end, for the beginning of a word.
  std::array<std::uint32_t, kLetters * kLetters * kLetters> counts_{};
};

class SampleLanguage {
 public:
  // Reads all exports under `folder`. Errors: those of reading; kInvalidInput where there is too little text.
  static Result<SampleLanguage> learn(const std::string& folder);

  const std::vector<std::string>& questions() const { return questions_; }  // sentences of askers
  const std::vector<std::string>& answers() const { return answers_; }      // sentences of all others
  const std::vector<std::string>& titles() const { return titles_; }
  const std::vector<std::string>& words() const { return words_; }  // content words, the frequent ones first
  const std::string& word(Random& random) const;                    // one of them, by its frequency
  const Spelling& spelling() const { return spelling_; }

 private:
  SampleLanguage() = default;
  void build(const std::vector<Conversation>& conversations);

  std::vector<std::string> questions_, answers_, titles_, words_;
  std::vector<std::uint64_t> cumulative_;  // of the words' frequencies
  Spelling spelling_;
};

}  // namespace garner::bench
