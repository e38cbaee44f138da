// A flat record of text fields as bytes: what an index document keeps of an article, so that a hit costs no
// SQL. Length-prefixed, so any byte may stand in a field; decoding is views into the bytes. Pure,
// thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace garner {

// Appends `field` to `record`: its length as a LEB128 varint, then its bytes.
void append_field(std::string& record, std::string_view field);

// The fields in order, views into `record`; nothing when the bytes are not a record.
std::optional<std::vector<std::string_view>> split_record(std::string_view record);

}  // namespace garner
