// Near-duplicates: Capturer's terms, fingerprint (MinHash in bands), compare and judge.
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <string_view>
#include <utility>

#include "indexer/capture.h"
#include "indexer/core/sorted_sets.h"
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

// What a number is to a model, these are to a setting: the rest of two questions may be alike to the letter.
constexpr std::array<std::string_view, 22> kSwitches = {
    "on",          "off",          "enable",     "disable",      "activate", "deactivate",
    "einschalten", "ausschalten",  "aktivieren", "deaktivieren", "activer",  "desactiver",
    "activar",     "desactivar",   "ativar",     "desativar",    "attivare", "disattivare",
    "inschakelen", "uitschakelen", "activeren",  "deactiveren"};

bool is_mark(std::string_view word) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return std::any_of(word.begin(), word.end(), is_digit) ||
         std::find(kSwitches.begin(), kSwitches.end(), word) != kSwitches.end();
}

}  // namespace

Capturer::Terms Capturer::terms(const Article& article) {
  const auto hash = [](const Token& token) { return XXH3_64bits(token.term.data(), token.term.size()); };
  const auto terms_of = [&](std::string_view text) {
    std::vector<std::uint64_t> found;
    for (const Token& token : analyzer_.analyze(text, article.locale)) {
      if (!is_empty_word(token.word)) found.push_back(hash(token));
    }
    sort_unique(found);
    return found;
  };
  std::vector<std::uint64_t> marks;
  for (const Token& token : analyzer_.analyze(article.title, article.locale)) {
    if (is_mark(token.word)) marks.push_back(hash(token));
  }
  sort_unique(marks);
  return {terms_of(article.title + "\n" + article.issue), terms_of(article.resolution), std::move(marks)};
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
  return {jaccard(a.issue, b.issue), jaccard(a.resolution, b.resolution), count_common(a.issue, b.issue),
          differ_both_ways(a.marks, b.marks)};
}

Sameness judge(const Capturer::Similarity& similarity) {
  // Precision first: a wrong link hides an answer, a missed one is a question to an editor. Desks answer
  // different problems with the same canned words, so the issues decide. Measured on corpora/duplicates
  // (`tools/bench linking`): canned replies to other problems have resolutions up to 1 beside issues up to
  // .67, of a few words each. Two askers who share a dozen words that mean something speak of one thing, also
  // where each says as much again of his own.
  constexpr std::size_t kManyShared = 12;
  const double issue = similarity.issue;
  const double resolution = similarity.resolution;
  const bool same_issue = issue >= 0.7 || (issue >= 0.25 && similarity.shared >= kManyShared);
  if (resolution >= 0.5 && same_issue && !similarity.apart) return Sameness::kSame;
  if (resolution >= 0.3 && issue >= 0.25) return Sameness::kUnsure;
  if (resolution >= 0.4 && issue >= 0.15) return Sameness::kUnsure;
  if (issue >= 0.6 && resolution >= 0.2) return Sameness::kUnsure;
  return Sameness::kDifferent;
}

}  // namespace garner
