// Workspace: the folder of a run. What is made once and used by several measures: the corpus, the questions,
// Garner's data and the floor's databases. With --keep it stays, and the next run of the same size and seed
// uses it again. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "indexer/core/result.h"
#include "tools/benchmark/corpus/generator.h"

namespace garner::bench {

class Workspace {
 public:
  struct Options {
    std::string keep;  // empty: a folder of its own under $TMPDIR, removed at the end
    std::string samples;
    std::uint64_t count = 0, seed = 0;
    std::size_t questions = 0;
  };
  static Result<std::unique_ptr<Workspace>> open(Options options);
  ~Workspace();

  const Options& options() const { return options_; }
  std::string corpus() const { return folder_ + "/corpus.ndjson"; }
  std::string corpus_texts() const { return folder_ + "/corpus.tsv"; }     // the same for the floor
  std::string short_corpus() const { return folder_ + "/short.ndjson"; }   // messages of few words
  std::string article_texts() const { return folder_ + "/articles.tsv"; }  // the articles' text for the floor
  std::string data() const { return folder_ + "/data"; }
  std::string floor() const { return folder_ + "/floor"; }
  std::string floor_titles() const { return folder_ + "/floor-titles"; }
  // A path for something that is measured and thrown away; emptied.
  std::string scratch(const std::string& name) const;

  // Each makes its files where they are missing.
  Result<> need_corpus();
  Result<> need_short_corpus();
  Result<> need_data();   // harvested and indexed
  Result<> need_floor();  // over the articles' text

  Result<std::vector<Question>> questions() const;

 private:
  explicit Workspace(Options options) : options_(std::move(options)) {}
  Options options_;
  std::string folder_;
};

// In the data folder of a run: as `garner` names them.
inline std::string store_of(const std::string& data) {
  return data + "/store.sqlite";
}
inline std::string index_of(const std::string& data) {
  return data + "/index";
}

}  // namespace garner::bench
