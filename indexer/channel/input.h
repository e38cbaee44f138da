// Opens exports: plain, .gz or .zst (found from the content), a path, "-" for standard input, or a buffer.
#pragma once

#include <istream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/channel/channel.h"

namespace garner {

// A decompressed stream may hold at most this many times the bytes read, past what any may unpack to: a zip
// bomb is refused.
inline constexpr std::uint64_t kMaxExpansion = 200;
inline constexpr std::uint64_t kFreeExpansion = 64UL * 1024 * 1024;

// A folder is read as the mailbox of its mails (mail_folder.h).
Result<std::unique_ptr<Input>> open_input(const std::string& path);
// `name` is for messages. The bytes are copied.
std::unique_ptr<Input> input_of(std::string bytes, std::string name);

// The head of an input without losing it: after peek the same bytes are read again.
// Returns at most `size` bytes, fewer at the end of the input.
Result<std::string> peek(std::unique_ptr<Input>& input, std::size_t size);

// Lines of an input, without their end. A line over the limit is reported once and skipped.
class LineReader {
 public:
  explicit LineReader(Input& input, std::size_t max_line = kMaxRecordBytes);
  enum class Kind { kLine, kTooLong, kEnd };
  struct Line {
    Kind kind = Kind::kEnd;
    std::string_view text;     // valid until the next call; of a line that is too long, its beginning
    std::uint64_t number = 0;  // from 1
    std::uint64_t offset = 0;  // bytes of the decompressed input before it
  };
  Result<Line> next();

 private:
  Input& input_;
  std::size_t max_line_;
  std::string buffer_;
  std::size_t begin_ = 0;
  std::uint64_t number_ = 0, offset_ = 0;
  bool end_ = false;
};

}  // namespace garner
