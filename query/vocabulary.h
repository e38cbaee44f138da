// Vocabulary: the words of the index, for telling what a mistyped one was meant to be. Read from the index
// when one is first needed, and then for new documents only. It knows nothing of who may see a word: callers
// look that up in the index. Thread-safe.
#pragma once

#include <xapian.h>

#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>
#include <vector>

#include "query/snapshot.h"
#include "query/word_list.h"

namespace garner {

struct Words {
  WordList stems;   // as texts are indexed
  WordList titles;  // words of titles as they are written, folded
};

class Vocabulary {
 public:
  // The words of the index, and those that its newest documents may have added. One call at a time reads the
  // index the first time; calls meanwhile go on with what there was. Throws Xapian::Error.
  std::vector<std::shared_ptr<const Words>> words(const Xapian::Database& database, const Snapshot& snapshot);

 private:
  struct State {
    std::string generation;
    Xapian::docid base_last = 0, last = 0;  // documents that `base`, and both, were read from
    std::shared_ptr<const Words> base, recent;
  };
  std::shared_ptr<const State> state() const;
  std::shared_ptr<const State> read_all(const Xapian::Database& database, const Snapshot& snapshot);
  std::shared_ptr<const State> read_new(const Xapian::Database& database, const Snapshot& snapshot,
                                        const State& known);

  mutable std::mutex mutex_;  // guards state_
  std::shared_ptr<const State> state_;
  std::mutex reading_;                                      // guards the rest
  std::unordered_set<std::string> new_stems_, new_titles_;  // of State::recent
};

}  // namespace garner
