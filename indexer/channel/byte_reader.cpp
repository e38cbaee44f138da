#include "indexer/channel/byte_reader.h"

#include <utility>

namespace garner {
bool ByteReader::get(char& c) {
  if (at_ == chunk_.size()) {
    if (ended_) return false;
    chunk_.resize(kReadBytes);
    auto got = input_.read(chunk_.data(), chunk_.size());
    chunk_.resize(got ? *got : 0);
    at_ = 0;
    ended_ = chunk_.empty();
    if (!got) error_ = fail(got.error());
    if (ended_) return false;
  }
  c = chunk_[at_++];
  ++offset_;
  if (c == '\n') ++line_;
  return true;
}

Result<> ByteReader::take_error() {
  return std::exchange(error_, {});
}

}  // namespace garner
