// Cuts a text into the pieces of words that the sentence encoder knows (a unigram model: Kudo, Subword
// Regularization, ACL 2018): the row of pieces whose scores, logarithms of how frequent each is, add up to
// most.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace garner {

class Pieces {
 public:
  // `lines`: "PIECE<tab>SCORE\n" each, the first six not for text; kept, not copied.
  explicit Pieces(std::string_view lines);

  // The numbers of the pieces (lines from 0) of UTF-8 text, at most `most`: the first ones. Characters that
  // no piece has are 0, a row of them once. Pure, thread-safe.
  std::vector<std::uint32_t> cut(std::string_view text, std::size_t most) const;

 private:
  struct Piece {
    std::uint32_t number;
    float score;
  };
  std::unordered_map<std::string_view, Piece> known_;
  std::size_t longest_ = 0;  // bytes
};

}  // namespace garner
