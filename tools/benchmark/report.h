// Report: the rows of a run, as a table for people and as JSON for programs. Not thread-safe.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "indexer/core/result.h"

namespace garner::bench {

struct Row {
  std::string group;  // "harvest", "suggest", ...
  std::string name;
  std::string unit;
  double garner = 0;
  std::optional<double> floor;  // plain Xapian, or what else the name says
  bool higher_is_better = false;
};

class Report {
 public:
  // What the run is about, for the head of the table: conversations, seed, repetitions.
  struct About {
    std::uint64_t count = 0, seed = 0;
    std::size_t repeat = 0, questions = 0;
  };
  explicit Report(About about) : about_(about) {}

  void add(Row row);
  const std::vector<Row>& rows() const { return rows_; }
  void print() const;  // to stdout
  // Errors: kUnavailable where the file cannot be written.
  Result<> write_json(const std::string& path) const;

 private:
  About about_;
  std::vector<Row> rows_;
};

// One line on stderr.
void say(const std::string& line);

}  // namespace garner::bench
