// QueryLog: what was asked, for the counts of use and for judgements. A search that grows while it is typed
// is one intent: the same client's, within five seconds, whose text begins with the one before, takes its
// place. Entries wait in memory until they are that old, so that logging costs a caller nothing. Thread-safe;
// flush on one thread at a time.
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>

#include "indexer/core/result.h"
#include "indexer/store/store.h"
#include "indexer/text/analyze.h"
#include "indexer/text/normalise.h"

namespace garner::api {

class QueryLog {
 public:
  static constexpr Time kIntent = 5000;  // milliseconds
  // A day of a busy desk waits for nobody: past this many the newest are not logged.
  static constexpr std::size_t kMaxWaiting = 10'000;

  // `query.text` as it was asked; it is masked before it is stored. Without a client id nothing is logged.
  void add(LoggedQuery query);
  // Whether an entry is old enough to be written.
  bool is_due(Time now) const;
  // Writes what is older than the intent rule needs; `all`: everything.
  Result<> flush(Store& store, Time now, bool all);

 private:
  mutable std::mutex mutex_;         // guards the two below
  std::deque<LoggedQuery> waiting_;  // added at the end and taken from the front: the others stay in place
  std::unordered_map<std::string, LoggedQuery*> last_of_client_;
  Normaliser normaliser_;  // of flush
  Analyzer analyzer_;
};

}  // namespace garner::api
