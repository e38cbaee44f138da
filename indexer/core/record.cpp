#include "indexer/core/record.h"

#include "indexer/core/varint.h"

namespace garner {

void append_field(std::string& record, std::string_view field) {
  append_varint(record, field.size());
  record += field;
}

std::optional<std::vector<std::string_view>> split_record(std::string_view record) {
  std::vector<std::string_view> fields;
  std::size_t at = 0;
  while (at < record.size()) {
    std::uint64_t length = 0;
    if (!read_varint(record, at, length) || length > record.size() - at) return std::nullopt;
    fields.push_back(record.substr(at, length));
    at += length;
  }
  return fields;
}

}  // namespace garner
