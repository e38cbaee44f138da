// A list of words that finds those within one or two typing mistakes of another. Immutable once made: shared
// by threads.
//
// Every word of a near length is looked at, but first through a signature of its letters, eight bytes in a
// row: of 300,000 words that leaves a few hundred, in a quarter of a millisecond. A table of deletions would
// answer in a tenth of that, for ten times the memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace garner {

// Whether a mistyped letter can be told in it: a word of letters alone (no digit: a code is never corrected),
// in a script that writes sounds by letters (not Han, kana, Hangul or Thai).
bool is_correctable(std::u32string_view word);

class WordList {
 public:
  WordList() = default;
  explicit WordList(const std::vector<std::string>& words);  // each is_correctable

  struct Near {
    std::string_view word;  // views into the list
    unsigned distance = 0;
  };
  // Appends the words at least `least` and at most `most` (1 or 2) edits away from `word`.
  void find_near(std::u32string_view word, unsigned most, std::vector<Near>& near, unsigned least = 1) const;

  std::size_t size() const { return signatures_.size(); }
  std::size_t bytes() const {
    return letters_.capacity() + ends_.capacity() * 4 + signatures_.capacity() * 8;
  }

 private:
  std::string_view word(std::size_t i) const {
    const std::uint32_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(letters_).substr(begin, ends_[i] - begin);
  }

  // Words in the order of their length in code points.
  std::string letters_;
  std::vector<std::uint32_t> ends_;
  std::vector<std::uint64_t> signatures_;
  std::vector<std::size_t> of_length_;  // where those of a length begin; one past the longest at the end
};

}  // namespace garner
