// What the analyzer has made of a spelling before: most words of a text have been seen already, and looking
// one up costs a tenth of folding and stemming it. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace garner {

class WordCache {
 public:
  struct Entry {
    std::string_view word, term;
  };
  // Longer spellings are not words; callers cut them.
  static constexpr std::size_t kMaxSpelling = 255;

  WordCache();

  // The entry of a spelling (not empty, at most kMaxSpelling bytes) under `kind`, or null.
  const Entry* find(std::string_view spelling, std::uint16_t kind);
  // Of the spelling that find() has just not found. Views hold until clear().
  const Entry& add(std::string_view spelling, std::uint16_t kind, std::string_view word,
                   std::string_view term);

  std::size_t size() const { return size_; }
  void clear();

 private:
  struct Slot {
    std::uint64_t hash = 0;  // 0: free
    std::string_view spelling;
    Entry entry;
  };
  std::uint64_t hash(std::string_view spelling, std::uint16_t kind) const;
  std::string_view keep(std::string_view bytes);
  void grow();

  std::vector<Slot> slots_;  // open addressing; the size is a power of two
  std::size_t size_ = 0;
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t block_used_ = 0;
  std::uint64_t seed_;  // random, so that nobody can write a text whose words collide
};

}  // namespace garner
