// CsvRows: the rows of a CSV file (RFC 4180: quoted fields may hold commas, line breaks and doubled quotes)
// one after the other, in bounded memory. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/channel/channel.h"

namespace garner {

class CsvRows {
 public:
  // kFindDelimiter: whichever of , ; tab and | stands most often in the first line.
  static constexpr char kFindDelimiter = '\0';
  explicit CsvRows(Input& input, std::size_t max_row = 64UL * 1024, char delimiter = ',')
      : input_(input), max_row_(max_row), delimiter_(delimiter) {}

  // kFault: a quote that does not end within the longest row, or a line that is too long. Reading goes on at
  // the line after the one where the row began, so that one stray quote does not swallow the rest.
  enum class Kind { kRow, kFault, kEnd };
  struct Row {
    Kind kind = Kind::kEnd;
    std::uint64_t line = 0;  // where it begins, from 1
    std::string fault;
    std::string_view raw;  // valid until the next call
    std::vector<std::string> fields;
  };
  Result<Row> next();

 private:
  Result<> fill();
  void consume(std::size_t size);
  Result<> skip_line(Row& row);

  Input& input_;
  std::size_t max_row_;
  char delimiter_;
  std::string buffer_, rejected_;
  std::size_t begin_ = 0;
  std::uint64_t line_ = 1;
  bool ended_ = false;
};

}  // namespace garner
