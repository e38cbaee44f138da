// The ranking: BM25F over articles, and over each wording of asked_as as a way in of its own, added up in
// arrays. The formula and the reason and measured effect of each constant: docs/ranking.md.
#pragma once

#include <xapian.h>

#include <array>
#include <cstdint>
#include <vector>

#include "query/snapshot.h"
#include "query/terms.h"
#include "query/visibility.h"

namespace garner {

struct Expansion;  // synonyms.h

struct Ranked {
  Xapian::docid id = 0;  // the article's own document
  double score = 0;
  double coverage = 0;  // 0 to 1: share of what the query's terms could score at most, freshness aside
};

// How likely it is that an article of this coverage answers, 0 to 1. A logistic of ln(coverage), fitted on
// the top hits of four judged sets, for which it is nearly the same curve (docs/ranking.md).
double confidence_of(double coverage);

// Of a term that so many documents have, above 0.
double idf_of(Xapian::doccount documents_with_it, const Snapshot& snapshot);
// What a term of the query counts, repetitions counted.
double query_weight(const QueryTerm& term);

// Sets each term's idf over the documents of the index, rare terms more; a term that no document has counts
// as the rarest.
void weigh(std::vector<QueryTerm>& terms, const Snapshot& snapshot, const Xapian::Database& database);

// Arrays as long as the index, kept from query to query. One per thread.
class Ranker {
 public:
  struct Wanted {
    std::size_t limit = 0;
    // Freshness is measured from here, in seconds since the epoch. 0: from the newest article.
    std::uint32_t as_of = 0;
    // Searches: articles that have more of the terms come first, and only those that have this many are
    // found; where none has, one is enough. 0: a message, of which any term will do.
    std::size_t required = 0;
    // What else says a part of the query; nullptr: nothing.
    const std::vector<Expansion>* expansions = nullptr;
  };
  // The best articles that `visibility` allows, best first, ties by document id. `found` becomes how many
  // there were in all. Throws Xapian::Error.
  std::vector<Ranked> rank(const std::vector<QueryTerm>& terms, const Snapshot& snapshot,
                           const Visibility& visibility, const Xapian::Database& database,
                           const Wanted& wanted, std::uint64_t& found);
  // How many of a search's terms an article has; of the last rank() with Wanted::required.
  std::size_t matched(Xapian::docid id) const { return matched_[id]; }

 private:
  // An article's best wordings' scores, best first.
  using Wordings = std::array<float, 3>;

  void prepare(const Snapshot& snapshot, bool counting);
  void add(const QueryTerm& term, const Snapshot& snapshot, const Xapian::Database& database);
  void add_stem(const std::string& stem, float weight, const Snapshot& snapshot,
                const Xapian::Database& database);
  // After all terms (rank_synonyms.cpp).
  void add(const Expansion& expansion, const std::vector<QueryTerm>& terms, const Snapshot& snapshot,
           const Xapian::Database& database);
  void gather_wordings(const Snapshot& snapshot);
  std::vector<Ranked> best(const Snapshot& snapshot, const Visibility& visibility, const Wanted& wanted,
                           std::size_t least, double possible, std::size_t terms, std::uint64_t& found) const;

  const Snapshot* prepared_for_ = nullptr;  // the snapshot that norm_ belongs to
  Xapian::rev prepared_revision_ = 0;
  std::vector<float> norm_;            // length norm times k1, per document
  std::vector<float> score_;           // per document
  std::vector<Wordings> wordings_;     // per article's own document; empty where the index has no wordings
  std::vector<std::uint8_t> matched_;  // terms, per document; only in searches
  bool counting_ = false;
};

}  // namespace garner
