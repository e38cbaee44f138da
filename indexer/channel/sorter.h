// Sorter: puts more records in order than fit in memory. Exports that scatter one conversation over the whole
// file are gathered by it. Records go to sorted runs in one unnamed temporary file and are merged on the way
// back. Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/result.h"

namespace garner {

class Sorter {
 public:
  // `memory`: bytes kept before a run is written.
  explicit Sorter(std::size_t memory = 32UL * 1024 * 1024) : memory_(memory) {}
  ~Sorter();
  Sorter(const Sorter&) = delete;
  Sorter& operator=(const Sorter&) = delete;

  // Errors: kUnavailable where the temporary folder (TMPDIR) is full or not writable.
  Result<> add(std::uint64_t key, std::uint64_t order, std::string_view record);

  // Gives all records back by key, then order, then as they were added. Once. An error of `take` stops it.
  using Take = std::function<Result<>(std::uint64_t key, std::string_view record)>;
  Result<> drain(const Take& take);

 private:
  struct Entry {
    std::uint64_t key, order, offset, size;
  };
  struct Run {
    std::uint64_t begin, end;
  };
  class Reader;

  void sort_entries();
  Result<> write_run();
  Result<> merge(const Take& take);

  std::size_t memory_;
  std::string bytes_;
  std::vector<Entry> entries_;
  std::vector<Run> runs_;
  int fd_ = -1;
  std::uint64_t written_ = 0;
};

}  // namespace garner
