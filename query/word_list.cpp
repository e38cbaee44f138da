#include "query/word_list.h"

#include <algorithm>

#include "indexer/text/char_class.h"
#include "query/edit_distance.h"

namespace garner {
namespace {

constexpr std::size_t kLongestWord = 40;  // code points

// One bit for a letter that occurs, another for one that occurs twice: an edit changes at most two bits.
std::uint64_t signature(std::u32string_view word) {
  std::uint64_t bits = 0;
  for (const char32_t letter : word) {
    const std::uint64_t once = 1ULL << (letter & 31U);
    bits |= (bits & once) != 0 ? once << 32U : once;
  }
  return bits;
}

// Clears the lowest bit.
std::uint64_t drop_bit(std::uint64_t bits) {
  return bits & (bits - 1);
}

}  // namespace

bool is_correctable(std::u32string_view word) {
  if (word.size() < 3 || word.size() > kLongestWord) return false;
  return std::all_of(word.begin(), word.end(), [](char32_t c) {
    const bool hangul = (c >= 0x1100 && c < 0x1200) || (c >= 0xAC00 && c < 0xD7A4);
    const CharClass kind = char_class(static_cast<std::int32_t>(c));
    return !hangul && (kind == CharClass::kLetter || kind == CharClass::kMark);
  });
}

WordList::WordList(const std::vector<std::string>& words) {
  std::vector<std::pair<std::uint8_t, std::uint32_t>> order;
  order.reserve(words.size());
  std::size_t bytes = 0;
  for (std::uint32_t i = 0; i < words.size(); ++i) {
    order.emplace_back(static_cast<std::uint8_t>(std::min<std::size_t>(code_points(words[i]).size(), 255)),
                       i);
    bytes += words[i].size();
  }
  std::sort(order.begin(), order.end());
  letters_.reserve(bytes);
  ends_.reserve(words.size());
  signatures_.reserve(words.size());
  for (const auto& [length, i] : order) {
    while (of_length_.size() <= length) of_length_.push_back(ends_.size());
    letters_ += words[i];
    ends_.push_back(static_cast<std::uint32_t>(letters_.size()));
    signatures_.push_back(signature(code_points(words[i])));
  }
  of_length_.push_back(ends_.size());
}

void WordList::find_near(std::u32string_view word, unsigned most, std::vector<Near>& near,
                         unsigned least) const {
  if (of_length_.empty()) return;
  const auto begin_of = [&](std::size_t length) {
    return of_length_[std::min(length, of_length_.size() - 1)];
  };
  const std::uint64_t wanted = signature(word);
  const std::size_t end = begin_of(word.size() + most + 1);
  for (std::size_t i = begin_of(word.size() - std::min<std::size_t>(most, word.size())); i < end; ++i) {
    std::uint64_t differing = drop_bit(drop_bit(signatures_[i] ^ wanted));
    if (most > 1) differing = drop_bit(drop_bit(differing));
    if (differing != 0) continue;
    const std::string_view candidate = this->word(i);
    const unsigned distance = edit_distance(code_points(candidate), word, most);
    if (distance >= least && distance <= most) near.push_back({candidate, distance});
  }
}

}  // namespace garner
