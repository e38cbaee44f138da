// What a query's stems add up to, document by document. Arrays as long as the index, kept from query to
// query; only what the query before has touched is cleared, so that a query of rare words costs nothing for
// the rest of the index. One per thread.
#pragma once

#include <xapian.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "query/snapshot.h"

namespace garner {

// One stem of a query and what it counts.
struct StemWeight {
  std::string stem;
  float weight = 0;                         // no document gets as much: it counts weight * tf / (tf + norm)
  Xapian::doccount documents = 0;           // that have it
  const DenseColumn* column = nullptr;      // of the snapshot's DenseColumns, for the commonest
  std::shared_ptr<const PostingList> list;  // of the snapshot's PostingLists, for all others
};

inline float score_of(float weight, float frequency, float norm) {
  return weight * frequency / (frequency + norm);
}

class Scores {
 public:
  // All zero, for another query. `counting`: matched() is wanted.
  void start(const Snapshot& snapshot, bool counting);

  // To every document that has the stem.
  void add(const StemWeight& stem);
  // start() and add() for several without a column, window by window, so that what they add to stays in the
  // cache. Then highest() is known of each block. Nothing is counted.
  void start_lists(const Snapshot& snapshot, std::span<const StemWeight> stems);
  // add() in two parts for several that have a column, after start_lists(): to the documents that are newer
  // than the columns, which are few, and, window by window, to those that the columns cover.
  void add_newer(std::span<const StemWeight> stems);
  void add_columns(std::span<const StemWeight> stems);
  // The same for the documents from `begin` to `end` alone.
  void add_columns(std::span<const StemWeight> stems, std::size_t begin, std::size_t end);
  // Only matched(), of all documents.
  void count(std::span<const StemWeight> stems);
  // Documents that have so many of the stems, in order.
  std::vector<Xapian::docid> with_matched(std::size_t least) const;
  // Only the score, to these alone, in order of id, once each.
  void add_to(const std::vector<Xapian::docid>& ids, const StemWeight& stem);
  // What a document gets for a stem; 0 for one that is newer than what its column or list covers.
  float share_of(Xapian::docid id, const StemWeight& stem) const;
  // What the kDenseBlock documents from `begin` on get for a stem with a column is added to `shares`.
  void add_shares(const StemWeight& stem, std::size_t begin, float* shares) const;
  // To one document; `matched` stems more.
  void credit(Xapian::docid id, float score, std::uint8_t matched);

  // The highest score of each block of kDenseBlock documents after start_lists().
  const std::vector<float>& highest() const { return highest_; }
  std::size_t size() const { return score_.size(); }
  float score(Xapian::docid id) const { return score_[id]; }
  const float* scores() const { return score_.data(); }                 // by document id
  std::size_t matched(Xapian::docid id) const { return matched_[id]; }  // stems that it has
  // Calls `visit(id)` for each document that has a score, in no particular order.
  template <typename Visit>
  void each(Visit&& visit) const {
    if (!all_) {
      for (const Xapian::docid id : touched_) visit(id);
      return;
    }
    for (Xapian::docid id = 1; id < score_.size(); ++id) {
      if (score_[id] != 0) visit(id);
    }
  }
  // Whether much was added at once: each() looks at every document then.
  bool is_full() const { return all_; }

 private:
  // Of the list's documents before `end`, from its `posting` on; gives the next one.
  std::size_t add_part(const StemWeight& stem, std::size_t posting, Xapian::docid end);
  // The last document that the stem's column or list covers.
  Xapian::docid covered_of(const StemWeight& stem) const;
  void add_newer(const StemWeight& stem);
  void find_highest(std::size_t begin, std::size_t end);

  const Snapshot* snapshot_ = nullptr;
  std::vector<float> score_;
  std::vector<float> highest_;
  std::vector<std::uint8_t> matched_;   // all 0 unless counting_
  std::vector<Xapian::docid> touched_;  // those with a score, unless all_
  bool all_ = false;
  bool counting_ = false;
};

}  // namespace garner
