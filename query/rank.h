// The ranking: BM25F over articles, and over each wording of asked_as as a way in of its own, added up in arrays.
// The formula and the reason and measured effect of each constant: docs/ranking.md.
#pragma once

#include <xapian.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "query/snapshot.h"
#include "query/terms.h"
#include "query/visibility.h"

namespace garner {

struct Ranked {
  Xapian::docid id = 0;  // the article's own document
  double score = 0;
  double coverage = 0;   // 0 to 1: share of what the query's terms could score at most
  std::uint32_t matched = 0;  // of the query's terms, how many the article has (searches only)
};

// Sets each term's idf over the documents of the index, rare terms more; a term that no document has counts as the rarest.
void weigh(std::vector<QueryTerm>& terms, const Snapshot& snapshot, const Xapian::Database& database);

// Arrays as long as the index, kept from query to query. One per thread.
class Ranker {
 public:
  // The best `limit` articles that `visibility` allows, best first, ties by document id. `found` becomes the number of
  // articles with a score. Throws Xapian::Error.
  std::vector<Ranked> rank(const std::vector<QueryTerm>& terms, const Snapshot& snapshot, const Visibility& visibility,
                           const Xapian::Database& database, std::size_t limit, std::uint64_t& found);

  // The same for a search: articles that have more of the words come first. `required`: how many of the terms an article
  // must have to count as found; where none has, one is enough.
  std::vector<Ranked> rank_search(const std::vector<QueryTerm>& terms, std::size_t required, const Snapshot& snapshot,
                                  const Visibility& visibility, const Xapian::Database& database, std::size_t limit,
                                  std::uint64_t& found);

 private:
  void prepare(const Snapshot& snapshot);
  void add(const QueryTerm& term, const Snapshot& snapshot, const Xapian::Database& database);
  void add_stem(const std::string& stem, float weight, const Snapshot& snapshot, const Xapian::Database& database);

  std::uint64_t prepared_for_ = 0;    // revision of the snapshot that norm_ belongs to
  const void* prepared_snapshot_ = nullptr;
  std::vector<float> norm_;           // k1 * (1 - b + b * length / mean length), per document
  std::vector<float> score_;          // per document
  std::vector<float> best_wording_;   // per article's own document
  std::vector<std::uint8_t> matched_; // terms, per document; only in searches
  bool counting_ = false;
};

}  // namespace garner
