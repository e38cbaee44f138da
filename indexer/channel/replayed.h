// Replayed: an input of which the first bytes were read to see what it is. Not thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "indexer/channel/channel.h"

namespace garner {

class Replayed : public Input {
 public:
  // Gives `head` and then the rest of `rest`, which must live as long.
  Replayed(std::string head, Input& rest) : head_(std::move(head)), rest_(rest) {}

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    if (at_ == head_.size()) return rest_.read(buffer, size);
    const std::size_t count = head_.copy(buffer, size, at_);
    at_ += count;
    return count;
  }
  const std::string& name() const override { return rest_.name(); }
  std::uint64_t size() const override { return rest_.size(); }
  std::uint64_t position() const override { return rest_.position(); }

 private:
  std::string head_;
  std::size_t at_ = 0;
  Input& rest_;
};

// Reads up to the first byte that is neither blank nor of a byte order mark; that byte is the last of what
// is given. Empty at the end of the input.
inline Result<std::string> read_first(Input& input) {
  constexpr std::string_view kSkipped = " \t\r\n\xEF\xBB\xBF";
  std::string head;
  for (;;) {
    char c = 0;
    const auto got = input.read(&c, 1);
    if (!got) return fail(got.error());
    if (*got == 0) return std::string();
    head += c;
    if (kSkipped.find(c) == std::string_view::npos) return head;
  }
}

}  // namespace garner
