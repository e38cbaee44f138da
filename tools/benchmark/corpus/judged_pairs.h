// Judged pairs of articles, and how well capture tells the same from the alike. A folder of them holds
// articles.ndjson (the interchange format) and pairs.tsv: two ids, "same" or "other", and what kind of pair
// it is (corpora/README.md). Functions without state: thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "indexer/core/model.h"
#include "indexer/core/result.h"

namespace garner::bench {

struct JudgedPair {
  Article a, b;
  bool same = false;  // both tell the same solution of the same problem
  std::string kind;
};

// Errors: kNotFound where a file is missing, kInvalidInput with the line that is wrong.
Result<std::vector<JudgedPair>> read_judged_pairs(const std::string& folder);

// What becomes of pairs when one is in the store and the other comes.
struct Linking {
  std::uint64_t pairs = 0, same = 0;
  std::uint64_t linked = 0, rightly_linked = 0;
  std::uint64_t proposed = 0, rightly_proposed = 0;  // linked, or queued for an editor

  // Nothing where there is nothing to divide by.
  std::optional<double> precision() const { return share(rightly_linked, linked); }
  std::optional<double> recall() const { return share(rightly_linked, same); }
  std::optional<double> precision_proposed() const { return share(rightly_proposed, proposed); }
  std::optional<double> recall_proposed() const { return share(rightly_proposed, same); }

 private:
  static std::optional<double> share(std::uint64_t part, std::uint64_t whole) {
    if (whole == 0) return std::nullopt;
    return static_cast<double>(part) / static_cast<double>(whole);
  }
};

Linking link(const std::vector<JudgedPair>& pairs);

}  // namespace garner::bench
