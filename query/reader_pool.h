// Readers: what one call needs for itself (a Xapian handle, an Analyzer, the ranker's arrays) beside the
// snapshot that all share. Xapian's handles may not be shared between threads, not even as copies, so each
// call borrows one. ReaderPool is thread-safe; a Reader is used by the one who borrowed it.
#pragma once

#include <xapian.h>

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "indexer/core/live_index.h"
#include "indexer/core/xapian_result.h"
#include "indexer/text/analyze.h"
#include "query/learned.h"
#include "query/rank.h"
#include "query/snapshot.h"

namespace garner {

struct Reader {
  std::string generation;
  Xapian::rev revision = 0;  // while lent, at least the snapshot's that it is lent for
  Xapian::Database database;
  Analyzer analyzer;
  Ranker ranker;
  MessageFeatures message;
};

class ReaderPool {
 public:
  explicit ReaderPool(std::string folder, const Weights& weights = {})
      : folder_(std::move(folder)), weights_(weights) {}

  // Takes up the live generation and its last commit, if they are new. No index yet: an empty snapshot.
  Result<> refresh();
  std::shared_ptr<const Snapshot> snapshot() const;

  // Runs `work(Reader&, const Snapshot&)`, which gives a Result. Where the index moved on twice meanwhile, it
  // is run again on the new state.
  template <typename Work>
  auto with_reader(Work&& work) -> decltype(work(std::declval<Reader&>(), std::declval<const Snapshot&>()));

 private:
  static constexpr int kTries = 3;

  Result<std::unique_ptr<Reader>> borrow(const Snapshot& snapshot);
  void give_back(std::unique_ptr<Reader> reader);

  const std::string folder_;
  const Weights weights_;
  mutable std::mutex mutex_;  // guards snapshot_ and idle_
  std::shared_ptr<const Snapshot> snapshot_;
  std::vector<std::unique_ptr<Reader>> idle_;
  std::mutex refreshing_;                    // one refresh at a time; guards what follows
  std::unique_ptr<Xapian::Database> watch_;  // the refresher's own handle
  // To take a snapshot apart takes longer than to answer a question: those that a question may still hold
  // are held until a later refresh.
  std::vector<std::shared_ptr<const Snapshot>> retired_;
};

template <typename Work>
auto ReaderPool::with_reader(Work&& work)
    -> decltype(work(std::declval<Reader&>(), std::declval<const Snapshot&>())) {
  for (int attempt = 1;; ++attempt) {
    const std::shared_ptr<const Snapshot> state = snapshot();
    try {
      auto reader = borrow(*state);
      if (reader) {
        auto result = guard_xapian([&] { return work(**reader, *state); });
        give_back(std::move(*reader));
        return result;
      }
      // Final, unless two rebuilds since the last refresh took the snapshot's generation away.
      if (attempt == kTries || !refresh() || snapshot()->generation == state->generation)
        return fail(reader.error());
      continue;
    } catch (const Xapian::DatabaseModifiedError&) {
      if (attempt == kTries) {
        return fail(ErrorCode::kUnavailable, "the index is changing too fast to be read", "try again");
      }
    }
    // The reader goes with its old state; the next one opens the present one.
    if (auto refreshed = refresh(); !refreshed) return fail(refreshed.error());
  }
}

}  // namespace garner
