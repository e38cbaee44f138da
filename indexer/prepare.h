// Preparer: threads that do the pure part of a harvest, normalise, resolve and draft, while the owner of the
// store reads on and writes. Items go in and are waited for in the owner's order, so that the result does not
// depend on the threads. submit() and wait() from one thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "indexer/capture.h"
#include "indexer/core/model.h"
#include "indexer/core/result.h"
#include "indexer/core/team_record.h"
#include "indexer/pseudonym.h"
#include "indexer/resolve.h"
#include "indexer/store/store.h"

namespace garner {

struct Prepared {
  Conversation conversation;         // as parsed; normalised and masked when ready
  Digest digest;                     // of the conversation as parsed
  Digest known;                      // what the store had when it was read; empty: nothing
  std::optional<Conversation> rest;  // of a partial conversation: what the store has of it
  Verdict verdict;
  std::optional<Article> draft;  // set when it is resolved and there is something to keep
  Capturer::Terms terms;
  std::vector<std::uint64_t> fingerprint;
  std::optional<Article>
      imported;  // an article of the input, to be stored as it is; the conversation is empty then
  std::optional<TeamRecord> team;  // a line that is neither, to be stored as it is
  bool as_is = false;              // of an export: the conversation is stored, and nothing is captured
  std::optional<Error> error;
  bool ready = false;  // guarded by the preparer's mutex
};

struct PrepareOptions {
  std::string region = "US";  // for phone numbers without a country code
  std::string author_key;     // authors become pseudonyms under it; empty: they stay as they are
  ErasedAuthors erased;       // whose messages are dropped
  unsigned threads = 1;
};

class Preparer {
 public:
  explicit Preparer(PrepareOptions options);
  ~Preparer();  // drops what no thread has begun, and waits for the rest
  Preparer(const Preparer&) = delete;
  Preparer& operator=(const Preparer&) = delete;

  // `item` must stay where it is until it has been waited for.
  void submit(Prepared& item);
  void wait(const Prepared& item);

 private:
  void work();

  const PrepareOptions options_;
  std::mutex mutex_;
  std::condition_variable waiting_, finished_;
  std::deque<Prepared*> queue_;
  bool stop_ = false;
  std::vector<std::thread> threads_;
};

// Whether a normalised conversation is solved, and the draft that this makes: verdict, draft, terms and
// fingerprint of `item` anew.
void understand(Capturer& capturer, Prepared& item);

// Whether a draft holds anything (capture.h).
bool worth_keeping(const Article& draft);

}  // namespace garner
