#include "indexer/core/record.h"

namespace garner {

void append_field(std::string& record, std::string_view field) {
  std::uint64_t length = field.size();
  while (length >= 0x80) {
    record += static_cast<char>(length | 0x80);
    length >>= 7;
  }
  record += static_cast<char>(length);
  record += field;
}

std::optional<std::vector<std::string_view>> split_record(std::string_view record) {
  std::vector<std::string_view> fields;
  std::size_t at = 0;
  while (at < record.size()) {
    std::uint64_t length = 0;
    for (int shift = 0;; shift += 7) {
      if (at == record.size() || shift > 35) return std::nullopt;
      const auto byte = static_cast<unsigned char>(record[at++]);
      length |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    if (length > record.size() - at) return std::nullopt;
    fields.push_back(record.substr(at, length));
    at += length;
  }
  return fields;
}

}  // namespace garner
