// What the index holds of learning: the models of indexer/learn.h in the index's metadata, kept up with the
// articles, and the meanings of their wordings, of which each takes a millisecond to find. Derived data: a
// rebuild of the index learns all of it anew from the articles' wordings.
#pragma once

#include <xapian.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "indexer/core/result.h"
#include "indexer/learn.h"
#include "indexer/store/store.h"

namespace garner {

class IndexLearning {
 public:
  // `threads`: for learning itself.
  explicit IndexLearning(unsigned threads) : threads_(threads) {}

  // Learns from the articles of these numbers as the store has them now, and puts what was learned into
  // `database`, which the caller commits; false: there was nothing to learn. `database` holds these articles
  // already. The first call reads every article of the index that has wordings to learn from. Throws
  // Xapian::Error.
  Result<bool> take_in(const std::vector<std::int64_t>& numbers, Xapian::WritableDatabase& database,
                       Store& store);
  // The same for all articles of the index.
  Result<bool> take_in_all(Xapian::WritableDatabase& database, Store& store);
  // Reads all anew at the next call: after an error, when the database was not committed.
  void reset() { learner_.reset(); }

 private:
  // Gives the numbers of those that have wordings to learn from.
  Result<std::vector<std::int64_t>> read_all(const Xapian::WritableDatabase& database, Store& store);
  Result<> read(const std::vector<std::int64_t>& numbers, const Xapian::Database& database, Store& store);
  // What was learned, and the meanings of the wordings of these articles.
  bool write(const std::vector<std::int64_t>& numbers, Xapian::WritableDatabase& database);

  const unsigned threads_;
  std::unique_ptr<Learner> learner_;  // none before it is needed
};

}  // namespace garner
