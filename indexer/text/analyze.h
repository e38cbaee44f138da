// Analyzer: text -> terms, the one function that indexing, searching and highlighting share, so that they
// cannot drift apart. Holds caches and ICU iterators: one per thread, not shared.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace garner {

// Raised whenever the same text would give other terms: an index of another version is rebuilt.
inline constexpr int kAnalyzerVersion = 3;

// No term is longer, in bytes of UTF-8 (Xapian's limit is 245, less a field prefix). Longer words are cut at
// a character.
inline constexpr std::size_t kMaxTermBytes = 64;

struct Token {
  std::string_view term;             // folded and stemmed: what is indexed
  std::string_view word;             // folded, not stemmed: for typeahead and phrases
  std::uint32_t begin = 0, end = 0;  // bytes [begin, end) of the input
};

class Analyzer {
 public:
  Analyzer();
  ~Analyzer();
  Analyzer(Analyzer&&) noexcept;
  Analyzer& operator=(Analyzer&&) noexcept;

  // The tokens of `text` (UTF-8, invalid bytes count as separators) in order of begin. `language`: BCP 47,
  // its first part chooses the stemmer; one without a stemmer (or empty) is folded only. A code such as
  // "E-041", "0x7f2a" or "3.2.1" gives one token for the whole (punctuation inside dropped: "e041") followed
  // by those of its parts. Scripts without spaces are cut by ICU's dictionaries. Emoji become their English
  // name's words. The result and its views hold until the next call on this object.
  const std::vector<Token>& analyze(std::string_view text, std::string_view language);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace garner
