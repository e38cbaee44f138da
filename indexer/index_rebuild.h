// Builds a whole index from the store, beside the live one: each thread fills a shard with its part of the
// articles, and the shards are joined by compact. Two threads and commits of 1,000 do 2.5 times the articles
// a second of one thread with Xapian's defaults (docs/performance.md).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "indexer/core/result.h"
#include "indexer/index_writer.h"
#include "indexer/store/store.h"

namespace garner {

struct BuildOptions {
  std::string index_path;
  std::string store_path;
  std::size_t commit_every;
  unsigned builders;
  FieldWeights fields;
  std::uint64_t spare;  // bytes of the disk that stay free
};

struct BuiltIndex {
  std::string generation;  // folder of the finished index, not yet live
  std::uint64_t articles = 0;
};

// `store` is used on the calling thread alone. Needs the index lock. What is left of a build that failed is
// removed.
Result<BuiltIndex> build_index(const BuildOptions& options, Store& store,
                               const IndexWriter::Progress& progress);

// Schema and analyser version, as the index's metadata has them.
std::string version_of_index();

// "en 1200\nde 30\n"
std::string format_languages(const std::map<std::string, std::uint64_t>& languages);

}  // namespace garner
