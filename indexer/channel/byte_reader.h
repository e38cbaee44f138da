// ByteReader: an input one byte at a time, counted in lines. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>

#include "indexer/channel/channel.h"

namespace garner {

class ByteReader {
 public:
  explicit ByteReader(Input& input) : input_(input) {}

  // The next byte; false at the end of the input or at an error, which take_error() hands on.
  bool get(char& c);
  // Gives back the byte just read.
  void unget() {
    --at_;
    --offset_;
  }
  // Whether the byte after the one just read is `c`, as far as the input has been read already.
  bool next_is(char c) const { return at_ < chunk_.size() && chunk_[at_] == c; }
  // The error that ended the input, once; success where it just ended.
  Result<> take_error();

  std::uint64_t line() const { return line_; }      // of the byte just read, from 1
  std::uint64_t offset() const { return offset_; }  // bytes read

 private:
  Input& input_;
  std::string chunk_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1, offset_ = 0;
  bool ended_ = false;
  Result<> error_;
};

}  // namespace garner
