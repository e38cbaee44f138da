// Sentences of normalised text, by ICU, never cutting inside code in back-ticks.
// One SentenceSplitter per thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace garner {

struct TextSpan {
  std::uint32_t begin = 0, end = 0;  // bytes [begin, end) of UTF-8, without blanks at either end
};

class SentenceSplitter {
 public:
  SentenceSplitter();
  ~SentenceSplitter();
  SentenceSplitter(SentenceSplitter&&) noexcept;
  SentenceSplitter& operator=(SentenceSplitter&&) noexcept;

  // In order, not overlapping. A line break ends a sentence; a fenced code block is one sentence.
  std::vector<TextSpan> split(std::string_view text, std::string_view language);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace garner
