// What the commands print: JSON documents, errors, progress, and text with a little colour where a terminal
// can show it. Not thread-safe: the commands print from the main thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "indexer/core/result.h"
#include "query/searcher.h"
#include "tools/garner/commands.h"

namespace garner {

// One sentence and a hint on stderr; with --json as a JSON object.
void print_error(const Globals& globals, const Error& error);
// A remark on stderr, unless --quiet or --json.
void remark(const Globals& globals, std::string_view text);
// One document on stdout.
void print_json(const nlohmann::ordered_json& document);
// Ranked hits for a person to read.
void print_hits(const Answer& answer, bool with_reason);

// "12,345"
std::string with_commas(std::uint64_t number);

// Codes of ECMA-48 around `text`, when stdout is a terminal and NO_COLOR is not set.
// A text from outside as a terminal may have it: control characters would be commands to it.
std::string printable(std::string_view text);
std::string bold(std::string_view text);
std::string dim(std::string_view text);

// One line on stderr that tells how far it is; only to a terminal, and not with --quiet or --json.
class ProgressLine {
 public:
  ProgressLine(const Globals& globals, std::string what);
  ~ProgressLine();  // wipes the line
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // `done` of `total` (0: not known) say how much is left, `items` are what is counted aloud.
  void show(std::uint64_t done, std::uint64_t total, std::uint64_t items);

 private:
  bool shown_ = false;
  bool wanted_ = false;
  std::string what_;
  std::chrono::steady_clock::time_point start_, last_;
};

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace garner
