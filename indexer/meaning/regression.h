// What the meanings of wordings (encoder.h) tell of which article they are for: a ridge regression an
// article, of 1 for its own wordings and 0 for all others. All share one matrix of 512 by 512, so that an
// article costs one solution of it, and each wording's own part in its value can be taken out again
// (leave-one-out: Rifkin and Lippert, Notes on Regularized Least Squares, MIT 2007): what is learned from the
// values then does not take them for better than they will be for a new message.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "indexer/meaning/encoder.h"

namespace garner {

// A meaning in one byte a dimension, as it is kept: the error is a hundredth of its length.
using PackedMeaning = std::array<std::int8_t, kMeaningDimensions>;
PackedMeaning pack(const Meaning& meaning);

// Not thread-safe; after solve() its const functions are.
class MeaningRegression {
 public:
  MeaningRegression();
  ~MeaningRegression();
  void add(const PackedMeaning& meaning);
  void remove(const PackedMeaning& meaning);

  // After the last of these, before the following. The same meanings give the same, in whatever order they
  // came and whatever was removed: sums are of whole numbers.
  void solve();
  // What to multiply a meaning with, dimension by dimension, to have its value for the article whose wordings
  // have the meanings `own`.
  std::vector<float> weights(std::span<const PackedMeaning* const> own) const;
  // How far each meaning determines its own value, 0 to 1/2.
  std::vector<float> leverages(std::span<const PackedMeaning* const> meanings) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The value of each meaning by weights().
std::vector<float> values_of(std::span<const PackedMeaning* const> meanings, std::span<const float> weights);
// Without its own part: what it would be, had the regression not known of it.
inline float without_itself(float value, float leverage, float label) {
  return (value - leverage * label) / (1 - leverage);
}

}  // namespace garner
