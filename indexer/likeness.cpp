// Near-duplicates: Capturer's terms, fingerprint (MinHash in bands), compare and judge.
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

#include "indexer/capture.h"
#include "indexer/phrases.h"

namespace garner {
namespace {

// A pair of Jaccard similarity s shares a band with 1 - (1 - s^rows)^bands: .98 at .6, .999 at .7, and .0004
// at .03, the median of strangers in the samples once words without meaning are left out. More rows would
// lose pairs, fewer would bring strangers.
constexpr std::size_t kBands = 16;
constexpr std::size_t kRows = 3;

std::uint64_t mix(std::uint64_t x) {  // splitmix64: every bit of the result depends on every bit of x
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31U);
}

// The multipliers of the kBands * kRows hash functions: h_i(x) = odd_i * x, a family that is good enough on
// hashed terms.
const std::array<std::uint64_t, kBands * kRows>& multipliers() {
  static const auto all = [] {
    std::array<std::uint64_t, kBands * kRows> made{};
    for (std::size_t at = 0; at < made.size(); ++at) made[at] = mix(at + 1) | 1U;
    return made;
  }();
  return all;
}

void sort_unique(std::vector<std::uint64_t>& terms) {
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
}

double jaccard(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
  if (a.empty() || b.empty()) return 0;
  std::size_t common = 0;
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
    if (*x == *y) {
      ++common;
      ++x;
      ++y;
    } else if (*x < *y) {
      ++x;
    } else {
      ++y;
    }
  }
  return static_cast<double>(common) / static_cast<double>(a.size() + b.size() - common);
}

}  // namespace

Capturer::Terms Capturer::terms(const Article& article) {
  const auto terms_of = [&](std::string_view text) {
    std::vector<std::uint64_t> found;
    for (const Token& token : analyzer_.analyze(text, article.locale)) {
      if (!is_empty_word(token.word)) found.push_back(XXH3_64bits(token.term.data(), token.term.size()));
    }
    sort_unique(found);
    return found;
  };
  return {terms_of(article.title + "\n" + article.issue), terms_of(article.resolution)};
}

std::vector<std::uint64_t> Capturer::fingerprint(const Article& article) {
  return fingerprint(terms(article));
}

std::vector<std::uint64_t> Capturer::fingerprint(const Terms& terms) {
  std::vector<std::uint64_t> all = terms.issue;
  all.insert(all.end(), terms.resolution.begin(), terms.resolution.end());
  sort_unique(all);
  if (all.empty()) return {};
  std::array<std::uint64_t, kBands * kRows> smallest;
  smallest.fill(std::numeric_limits<std::uint64_t>::max());
  const auto& by = multipliers();
  for (const std::uint64_t term : all) {
    for (std::size_t at = 0; at < by.size(); ++at) smallest[at] = std::min(smallest[at], by[at] * term);
  }
  std::vector<std::uint64_t> keys;
  keys.reserve(kBands);
  for (std::size_t band = 0; band < kBands; ++band) {
    std::uint64_t key = mix(band);
    for (std::size_t row = 0; row < kRows; ++row) key = mix(key ^ smallest[band * kRows + row]);
    keys.push_back(key);
  }
  return keys;
}

Capturer::Similarity Capturer::compare(const Article& a, const Article& b) {
  return compare(terms(a), terms(b));
}

Capturer::Similarity Capturer::compare(const Terms& a, const Terms& b) {
  return {jaccard(a.issue, b.issue), jaccard(a.resolution, b.resolution)};
}

Sameness judge(const Capturer::Similarity& similarity) {
  // Precision first: a wrong link hides an answer, a missed one is an article too many. Canned replies ("send
  // us your serial number") are alike to the letter, so the issues must be alike too: above the .15 that one
  // pair of strangers in a hundred reaches who speak of the same products. Of the samples' 239 drafts the
  // eight pairs judged kSame say the same (each was read); the nearest pair that does not (two ways back into
  // a locked account) has issue .40 and resolution .28. The thresholds were chosen on these samples.
  const double issue = similarity.issue;
  const double resolution = similarity.resolution;
  if (resolution >= 0.5 && issue >= 0.2) return Sameness::kSame;
  if (resolution >= 0.45 && issue >= 0.35) return Sameness::kSame;
  if (resolution >= 0.3 && issue >= 0.25) return Sameness::kUnsure;
  if (resolution >= 0.4 && issue >= 0.15) return Sameness::kUnsure;
  if (issue >= 0.6 && resolution >= 0.2) return Sameness::kUnsure;
  return Sameness::kDifferent;
}

}  // namespace garner
