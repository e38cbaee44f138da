// IndexWriter: change log -> Xapian. The only writer of the index; a second one gets kLocked.
// The index is derived: its metadata says which store it follows, up to which change, with which schema and
// analyser. Where one differs it is built anew beside the old one and swapped in, while readers go on with
// the old one. Documents are never replaced in place: a changed article gets a new document id and the old
// one is deleted, so that readers can keep what they know of a document id (query/snapshot.h). Not
// thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "indexer/core/result.h"
#include "indexer/core/schema.h"
#include "indexer/store/store.h"

namespace garner {

struct IndexProgress {
  std::uint64_t done = 0, total = 0;  // articles
};

struct IndexCounts {
  std::uint64_t documents = 0;  // articles in the index afterwards
  std::uint64_t indexed = 0;    // written by this call
  bool rebuilt = false;
};

class IndexWriter {
 public:
  struct Options {
    std::string path;        // folder of the index, made when missing
    std::string store_path;  // the store it follows; opened read-only, once per builder thread
    // Articles in a commit. Xapian's pending postings are maps of maps: 1,000 beat 10,000
    // (docs/performance.md).
    std::size_t commit_every = 1000;
    // Threads of a rebuild, each filling a shard; the shards are joined by compact.
    unsigned builders = 2;
    FieldWeights fields = field_weights();
    // Bytes of the disk that must be free before each commit, or nothing is written: more than a commit
    // needs, and what is left is for the store, which takes up what people write.
    std::uint64_t spare = 256'000'000;
  };
  using Progress = std::function<void(const IndexProgress&)>;

  // Takes the writer's lock. Errors: kLocked, kUnavailable.
  static Result<std::unique_ptr<IndexWriter>> open(Options options);
  ~IndexWriter();

  // Brings the index up to the store's last change, by a rebuild where that is cheaper or needed. Durable and
  // visible to readers that reopen when it returns.
  Result<IndexCounts> catch_up(const Progress& progress = {});
  // Reads now what the next change needs of all articles, so that it is found as soon as those after it:
  // some seconds at a million articles. Nothing to do where that is known; a rebuild forgets it.
  Result<> prepare();
  // Takes up what queries and events say of the articles (use.h), which no change tells of: all of it, in
  // time linear in the articles that were shown. Gives whether there was anything new. A rebuild has it
  // already.
  Result<bool> follow_use();
  // Builds anew beside the old index and swaps.
  Result<IndexCounts> rebuild(const Progress& progress = {});
  // The same, and removes the index that was live before with all that it held: readers that were about to
  // open it try again.
  Result<IndexCounts> rebuild_clean(const Progress& progress = {});

 private:
  struct Impl;
  explicit IndexWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace garner
