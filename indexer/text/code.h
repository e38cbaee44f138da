// Where the code is in normalised text: spans in back-ticks and fenced blocks. Pure, thread-safe, linear.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace garner {

struct CodeSpan {
  std::uint32_t begin = 0, end = 0;  // bytes, the back-ticks included
  bool fenced = false;               // whole lines, from ``` to ```
};

// In order, not overlapping. An inline span ends on its own line; a fence that is never closed reaches to the
// end.
std::vector<CodeSpan> code_spans(std::string_view text);

// `code` written so that code_spans() finds it again: in back-ticks, or fenced where it has several lines.
// Empty for blank code.
std::string quote_code(std::string_view code, bool block);

}  // namespace garner
