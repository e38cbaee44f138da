// The ranking: BM25F over articles, and over each wording of asked_as as a way in of its own, added up in
// arrays. The formula and the reason and measured effect of each constant: docs/ranking.md. What cannot come
// among the best is left out early, and in very large libraries what hardly can; those that are given have
// the score they would have without (docs/performance.md).
#pragma once

#include <xapian.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "query/scores.h"
#include "query/snapshot.h"
#include "query/terms.h"
#include "query/visibility.h"

namespace garner {

struct Expansion;       // synonyms.h
class MessageFeatures;  // learned.h
struct LearnedArticle;  // core/learned.h

struct Ranked {
  Xapian::docid id = 0;  // the article's own document
  double score = 0;
  // Share of what the query's terms could score at most, 0 to 1, freshness aside; and what was learned of the
  // article's wordings on top.
  double coverage = 0;
  std::size_t matched = 0;  // of a search's terms, those that it has
  const LearnedArticle* learned =
      nullptr;          // the model of its wordings, the snapshot's; nullptr: there is none
  double evidence = 0;  // how much of coverage is the model's
  // How much of score and of coverage is because articles that fit name it, and how many do.
  double by_citations = 0, coverage_by_citations = 0;
  std::uint32_t citing = 0;
};

// How likely it is that this article answers, 0 to 1. A logistic of ln(coverage), fitted on the top hits of
// judged sets (docs/ranking.md).
double confidence_of(const Ranked& ranked);

// Of a term that so many documents have, above 0.
double idf_of(Xapian::doccount documents_with_it, const Snapshot& snapshot);
// What a term of the query counts, repetitions counted.
double query_weight(const QueryTerm& term, const Weights& weights);
// Factors of an article's score. Age: 1 where it is unknown, up to 1 + freshness for a new one; of two equal
// answers the newer is likelier right, by a power of age: how likely a thing is needed falls so with the time
// since it last was (Anderson and Schooler, Psychological Science 2, 1991; the exponent of 1/2 is that of
// ACT-R). `as_of`: seconds since the epoch.
double freshness_of(const Snapshot& snapshot, Xapian::docid id, std::uint32_t as_of);
// Where it is measured from for what is asked as of a time in the past; 0: not asked so.
std::uint32_t as_of(const Filter& filter);
double use_of(const Snapshot& snapshot, Xapian::docid id);

// Sets each term's idf over the documents of the index, rare terms more; a term that no document has counts
// as the rarest.
void weigh(std::vector<QueryTerm>& terms, const Snapshot& snapshot, const Xapian::Database& database);

// Length norm times k1, of each document: what tf is weighed against.
std::vector<float> length_norms(const Snapshot& snapshot);
// Freshness times use, of each document.
std::vector<float> boosts(const Snapshot& snapshot, std::uint32_t as_of);
// The highest of each block of kDenseBlock documents.
std::vector<float> most_of_blocks(const std::vector<float>& of_documents);

// With fewer documents a message's best are the best of all: that takes less than a millisecond. With more,
// what could be among them but most likely is not is left out too (docs/ranking.md).
inline constexpr std::uint64_t kExactBelow = 200'000;

// Articles, the best by words, that are looked at again: for what was learned of them, and what they name.
inline constexpr std::size_t kLookedAt = 64;

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
    // Becomes all that was found, in no order; nullptr: it is not needed.
    std::vector<Xapian::docid>* all = nullptr;
    // What else says a part of the query; nullptr: nothing.
    const std::vector<Expansion>* expansions = nullptr;
    // The message, for what was learned of how articles are asked for; nullptr: it is left aside.
    MessageFeatures* message = nullptr;
    std::uint64_t exact_below = kExactBelow;
    // Of a message: articles that the caller will leave out, so that what they name counts for nothing;
    // empty: none. May be slow, as few are asked about.
    std::function<bool(Xapian::docid)> leaves_out = {};
  };
  // The best articles that `visibility` allows, best first, ties by document id. `found` becomes how many
  // there were in all; of a message, at least. Throws Xapian::Error.
  std::vector<Ranked> rank(const std::vector<QueryTerm>& terms, const Snapshot& snapshot,
                           const Visibility& visibility, const Xapian::Database& database,
                           const Wanted& wanted, std::uint64_t& found);

 private:
  // An article's best wordings' scores, best first.
  using Wordings = std::array<float, 3>;
  using Stems = std::vector<StemWeight>;

  // One query.
  struct Query {
    const Snapshot& snapshot;
    const Visibility& visibility;
    const Xapian::Database& database;
    const Wanted& wanted;
    std::uint32_t as_of;
    const float* boost;       // by document id
    const float* most_boost;  // by block
    const std::vector<QueryTerm>& terms;
    Stems stems = {};
    double possible = 1e-9;  // what the terms could score at most; not 0: words that every document has
  };
  // Keeps references to what it is given.
  Query prepare(const std::vector<QueryTerm>& terms, const Snapshot& snapshot, const Visibility& visibility,
                const Xapian::Database& database, const Wanted& wanted);
  std::vector<Ranked> rank_by_words(const Query& query, std::uint64_t& found);

  // That one of the best names an article.
  struct Name {
    std::size_t by;    // place of that one
    Xapian::docid of;  // own document of the article that is named
    double share;      // of the score of that one, which the article gets
  };
  // Of the best by words, of which it adds those that are named and are not among them (rank_citations.cpp).
  std::vector<Name> names_of(const Query& query, std::vector<Ranked>& ranked);
  static void add_citations(const std::vector<Name>& names, std::vector<Ranked>& ranked);
  // What was learned of them (rank_learned.cpp).
  static void add_evidence(const Query& query, std::vector<Ranked>& ranked);

  // What the columns give to a document at most, but for very few documents.
  struct LikelyMost {
    float of_all, of_left;  // those that are not added whole
  };

  // Scores every document that could be one of the best of a message, or that a search finds; false where
  // these are too many for that to pay.
  void score_message(const Query& query);
  bool score_search(const Query& query);
  // The same with nothing left out.
  void score_all(const Query& query);
  // These articles alone, with their wordings.
  void score_only(const Query& query, std::vector<Xapian::docid> articles);
  // After all terms (rank_synonyms.cpp).
  void add(const Expansion& expansion, const std::vector<QueryTerm>& terms, const Snapshot& snapshot,
           const Xapian::Database& database);

  double lowest_kept(const Query& query, std::span<const StemWeight> columns) const;
  std::vector<Xapian::docid> add_within_reach(const Query& query, std::span<const StemWeight> columns,
                                              std::size_t whole, double lowest);
  LikelyMost likely_most(const Query& query, std::span<const StemWeight> columns, std::size_t whole) const;
  bool narrow(const Query& query, std::span<const StemWeight> left, std::vector<Xapian::docid> within,
              double lowest);
  float wordings_reach(const Query& query, Xapian::docid id) const;
  bool reaches(const Query& query, std::span<const StemWeight> left, float lowest, Xapian::docid id);
  static std::vector<Xapian::docid> wordings_of(const Snapshot& snapshot,
                                                const std::vector<Xapian::docid>& ids);
  void gather_wordings(const Snapshot& snapshot);
  template <typename Visit>
  void each_candidate(Visit&& visit) const;
  std::vector<Ranked> best(const Query& query, std::size_t least, std::uint64_t& found) const;

  Scores scores_;
  std::vector<float> boost_, most_boost_;  // as of another time than the snapshot's
  // What the stems left may add to a document, and what all with columns may, per block of kDenseBlock.
  std::vector<float> most_, most_of_all_;
  bool narrowed_ = false;                  // candidates_ holds all that can be among the best
  std::vector<Xapian::docid> candidates_;  // in order
  std::vector<Wordings> wordings_;  // per article's own document; empty where the index has no wordings
  std::vector<Xapian::docid> with_wordings_;  // those that have some in wordings_
};

}  // namespace garner
