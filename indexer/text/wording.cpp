#include "indexer/text/wording.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "indexer/core/fnv.h"
#include "indexer/core/learned.h"

namespace garner {
namespace {

constexpr std::size_t kMaxWords = 160;
constexpr std::size_t kShortest = 2, kLongest = 5;  // letters in a row

// A last mixing step (of MurmurHash3), because only some of the bits are used. Kept in the index, so it may
// never depend on the run.
std::uint32_t bucket_of(const Fnv& feature) {
  std::uint64_t mixed = feature.hash();
  mixed = (mixed ^ mixed >> 33) * 0xff51afd7ed558ccdULL;
  return static_cast<std::uint32_t>(mixed >> (64 - kFeatureBits));
}

Fnv feature_of_kind(char kind) {
  Fnv feature;
  feature.add(kind);
  return feature;
}

std::uint32_t pair_of(std::string_view first, std::string_view second) {
  Fnv feature = feature_of_kind('p');
  feature.add(first);
  feature.add(' ');
  feature.add(second);
  return bucket_of(feature);
}

// Every run of 2 to 5 characters of " word ", the blanks being its edges. Calls `visit(bucket, run)`.
template <typename Visit>
void each_run_of_letters(std::string_view word, Visit&& visit) {
  const std::string padded = ' ' + std::string(word) + ' ';
  std::vector<std::size_t> starts;  // of characters
  for (std::size_t i = 0; i < padded.size(); ++i) {
    if ((static_cast<unsigned char>(padded[i]) & 0xC0) != 0x80) starts.push_back(i);
  }
  starts.push_back(padded.size());
  const std::size_t characters = starts.size() - 1;
  for (std::size_t first = 0; first < characters; ++first) {
    Fnv feature = feature_of_kind('l');
    for (std::size_t length = 1; length <= kLongest && first + length <= characters; ++length) {
      const std::size_t begin = starts[first + length - 1];
      feature.add(std::string_view(padded).substr(begin, starts[first + length] - begin));
      const std::size_t from = starts[first];
      if (length >= kShortest)
        visit(bucket_of(feature), std::string_view(padded).substr(from, starts[first + length] - from));
    }
  }
}

// Counts what `buckets` holds into a vector of length 1.
void append_unit(std::vector<std::uint32_t>& buckets, std::vector<WordingFeature>& features) {
  std::sort(buckets.begin(), buckets.end());
  const std::size_t first = features.size();
  double squares = 0;
  for (std::size_t i = 0; i < buckets.size();) {
    std::size_t next = i;
    while (next < buckets.size() && buckets[next] == buckets[i]) ++next;
    const double value = 1 + std::log(static_cast<double>(next - i));
    features.push_back({buckets[i], static_cast<float>(value)});
    squares += value * value;
    i = next;
  }
  const auto norm = static_cast<float>(1 / std::sqrt(std::max(squares, 1e-12)));
  for (std::size_t i = first; i < features.size(); ++i) features[i].value *= norm;
}

// Calls `word(bucket, stem)`, `pair(bucket, stem, next stem)` and `letters(bucket, run)` for each occurrence;
// "<" and ">" stand for the beginning and the end. False where there is no word.
template <typename Word, typename Pair, typename Letters>
bool each_feature(Analyzer& analyzer, std::string_view text, std::string_view language, Word&& word,
                  Pair&& pair, Letters&& letters) {
  std::string_view before = "<";
  std::size_t count = 0;
  for (const Token& token : analyzer.analyze(text, language)) {
    if (count++ == kMaxWords) break;
    Fnv feature = feature_of_kind('w');
    feature.add(token.term);
    word(bucket_of(feature), token.term);
    pair(pair_of(before, token.term), before, token.term);
    before = token.term;
    each_run_of_letters(token.word, letters);
  }
  if (count > 0) pair(pair_of(before, ">"), before, ">");
  return count > 0;
}

}  // namespace

std::vector<WordingFeature> wording_features(Analyzer& analyzer, std::string_view text,
                                             std::string_view language) {
  std::vector<std::uint32_t> words, letters;
  const bool any = each_feature(
      analyzer, text, language, [&](std::uint32_t bucket, std::string_view) { words.push_back(bucket); },
      [&](std::uint32_t bucket, std::string_view, std::string_view) { words.push_back(bucket); },
      [&](std::uint32_t bucket, std::string_view) { letters.push_back(bucket); });
  if (!any) return {};

  std::vector<WordingFeature> features;
  append_unit(words, features);
  append_unit(letters, features);
  std::sort(features.begin(), features.end(),
            [](const WordingFeature& a, const WordingFeature& b) { return a.bucket < b.bucket; });
  // A word and a run of letters may meet in one bucket.
  std::size_t kept = 0;
  for (std::size_t i = 1; i < features.size(); ++i) {
    if (features[i].bucket == features[kept].bucket) {
      features[kept].value += features[i].value;
    } else {
      features[++kept] = features[i];
    }
  }
  features.resize(kept + 1);
  return features;
}

std::map<std::uint32_t, std::string> named_features(Analyzer& analyzer, std::string_view text,
                                                    std::string_view language) {
  std::map<std::uint32_t, std::string> names;
  each_feature(
      analyzer, text, language,
      [&](std::uint32_t bucket, std::string_view stem) { names.emplace(bucket, stem); },
      [&](std::uint32_t bucket, std::string_view first, std::string_view second) {
        names.emplace(bucket, std::string(first) + ' ' + std::string(second));
      },
      [&](std::uint32_t bucket, std::string_view run) {
        names.emplace(bucket, "letters \"" + std::string(run) + '"');
      });
  return names;
}

}  // namespace garner
