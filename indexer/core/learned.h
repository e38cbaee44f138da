// What was learned of one article from the wordings that led to it: a linear model over the features of
// text/wording.h, which says how far a message looks like those wordings and unlike all others'. Derived
// data: the index writer trains it (indexer/learn.h) and keeps it in the index's metadata, the query side
// reads it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace garner {

struct LearnedArticle {
  // A feature's bucket and its weight in one word: the weights of an article are read one after the other for
  // every message, so that their size is their cost. Ascending by bucket.
  std::vector<std::uint32_t> weights;
  float scale = 0;  // a weight is its quantised value times this
  float bias = 0;
  std::uint32_t wordings = 0;  // that it was learned from
  // What each dimension of the message's meaning (meaning/encoder.h) counts, quantised likewise; empty where
  // the wordings are in a language without an encoder, or too few to tell.
  std::vector<std::int8_t> meaning;
  float meaning_scale = 0;
};

// Buckets that features are hashed into. Two features may share one; at this number it changes no result that
// can be measured (docs/ranking.md).
inline constexpr unsigned kFeatureBits = 19;
inline constexpr std::uint32_t kFeatureBuckets = 1U << kFeatureBits;

inline constexpr unsigned kWeightBits = 32 - kFeatureBits;
inline constexpr std::int32_t kLargestWeight = (1 << (kWeightBits - 1)) - 1;  // quantised

constexpr std::uint32_t pack_weight(std::uint32_t bucket, std::int32_t quantised) {
  return bucket << kWeightBits | static_cast<std::uint32_t>(quantised + kLargestWeight);
}
constexpr std::uint32_t bucket_of(std::uint32_t packed) {
  return packed >> kWeightBits;
}
constexpr std::int32_t quantised_of(std::uint32_t packed) {
  return static_cast<std::int32_t>(packed & ((1U << kWeightBits) - 1)) - kLargestWeight;
}

// As bytes of the index's metadata and back; nothing when the bytes are no such thing. Pure, thread-safe.
std::string pack(const LearnedArticle& learned);
std::optional<LearnedArticle> unpack_learned(std::string_view bytes);

// Which articles there is a model of, and since which step of learning: a reader takes up those that are new
// to it. Text of the index's metadata: the last step, then a line "NUMBER STEP" each.
struct LearnedCatalog {
  std::uint64_t step = 0;
  std::map<std::int64_t, std::uint64_t> step_of;  // by article number
};
std::string format_catalog(const LearnedCatalog& catalog);
LearnedCatalog read_catalog(const std::string& text);
// The metadata key of an article's model.
std::string learned_key(std::int64_t number);
// And of the meanings of its wordings, which the learner alone reads.
std::string meanings_key(std::int64_t number);

}  // namespace garner
