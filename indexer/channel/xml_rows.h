// XmlRows: the <row …/> elements of a Stack Exchange dump file one after the other, in bounded memory. Reads
// no more of XML than these files use: attributes, the five named entities and character references. A
// document type or any other entity is refused, so that there is nothing to expand. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "indexer/channel/channel.h"

namespace garner {

class XmlRows {
 public:
  explicit XmlRows(Input& input) : input_(input) {}

  // kFault: this row cannot be read, the next ones can. kRefused: the file cannot; nothing follows.
  enum class Kind { kRow, kFault, kRefused, kEnd };
  struct Row {
    Kind kind = Kind::kEnd;
    std::uint64_t number = 0;  // rows so far, this one among them
    std::string fault;
    std::string_view raw;  // valid until the next call
    std::vector<std::pair<std::string_view, std::string>> attributes;

    // Empty where there is none of that name.
    std::string_view operator[](std::string_view name) const;
  };
  Result<Row> next();

 private:
  Result<bool> fill();
  Result<std::size_t> find(std::string_view any_of, std::size_t from);
  Result<Row> read_row();
  Row at_end();

  Input& input_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of what has not been read
  std::uint64_t number_ = 0;
  bool ended_ = false, closed_ = false, stopped_ = false;
};

}  // namespace garner
