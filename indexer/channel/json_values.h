// JsonValues: the objects of a JSON file one after the other, whether it is one object, an array of them, or
// one a line, pretty-printed or not, in bounded memory. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "indexer/channel/byte_reader.h"

namespace garner {

class JsonValues {
 public:
  explicit JsonValues(Input& input, std::size_t max_value = kMaxRecordBytes);

  // kGarbage is text between objects. A broken object ends where a line begins the next one, so that one
  // fault does not cost the rest of the file; parsing it tells what is wrong.
  enum class Kind { kValue, kTooLong, kGarbage, kEnd };
  struct Value {
    Kind kind = Kind::kEnd;
    std::string_view text;     // valid until the next call; of a value that is too long, its beginning
    std::uint64_t line = 0;    // where it begins, from 1
    std::uint64_t offset = 0;  // bytes before it
  };
  Result<Value> next();

 private:
  Value object(char first);
  Value garbage(char first);
  void keep(char c);

  ByteReader bytes_;
  std::size_t max_value_;
  std::string text_;
  bool too_long_ = false;
};

}  // namespace garner
