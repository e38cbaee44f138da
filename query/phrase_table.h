// Phrases as sequences of words, each with numbers, and the way to find them in a longer text in time linear
// in it. Built once, then immutable: shared by all threads.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "indexer/text/analyze.h"

namespace garner {

// The words of an analysed text, in order, without the parts of codes: "E-041" is "e041" alone.
inline std::vector<std::string> words_of(const std::vector<Token>& tokens,
                                         std::string_view Token::*form = &Token::word) {
  std::vector<std::string> words;
  std::uint32_t end = 0;
  for (const Token& token : tokens) {
    if (!words.empty() && token.begin < end) continue;
    words.emplace_back(token.*form);
    end = token.end;
  }
  return words;
}

class PhraseTable {
 public:
  void add(const std::vector<std::string>& words, std::uint32_t number) {
    if (words.empty()) return;
    std::vector<std::uint32_t>& numbers = numbers_[joined(words, 0, words.size())];
    if (numbers.empty() || numbers.back() != number) numbers.push_back(number);
    std::size_t& longest = longest_[words.front()];
    longest = std::max(longest, words.size());
  }
  bool empty() const { return numbers_.empty(); }

  // The numbers of exactly these words; nullptr: none.
  const std::vector<std::uint32_t>* find(const std::vector<std::string>& words) const {
    return words.empty() ? nullptr : find(words, 0, words.size());
  }

  // Visits the phrases that stand in `words` at `at`, the longest first: visit(length, numbers) -> go on?
  template <typename Visit>
  void each_at(const std::vector<std::string>& words, std::size_t at, Visit&& visit) const {
    const auto longest = longest_.find(words[at]);
    if (longest == longest_.end()) return;
    for (std::size_t length = std::min(longest->second, words.size() - at); length > 0; --length) {
      if (const auto* numbers = find(words, at, length); numbers != nullptr && !visit(length, *numbers))
        return;
    }
  }

 private:
  // No word holds a blank.
  static std::string joined(const std::vector<std::string>& words, std::size_t at, std::size_t length) {
    std::string phrase;
    for (std::size_t i = at; i < at + length; ++i) (phrase += words[i]) += ' ';
    return phrase;
  }
  const std::vector<std::uint32_t>* find(const std::vector<std::string>& words, std::size_t at,
                                         std::size_t length) const {
    const auto found = numbers_.find(joined(words, at, length));
    return found == numbers_.end() ? nullptr : &found->second;
  }

  std::unordered_map<std::string, std::vector<std::uint32_t>> numbers_;
  std::unordered_map<std::string, std::size_t> longest_;  // phrase, in words, by its first word
};

}  // namespace garner
