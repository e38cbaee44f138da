// A text as lines, each knowing whether it is code. Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace garner {

struct TextLine {
  std::string_view text;  // without its end and the blanks before that
  bool code = false;      // in a fenced block, the fences included
};

// Views into `text`.
std::vector<TextLine> split_lines(std::string_view text);
std::string join_lines(const std::vector<TextLine>& lines, std::size_t count);

std::string_view trim(std::string_view text);

// Blanks off the line ends and both ends, at most one empty line in a row; fenced code as it is.
std::string tidy(std::string_view text);

}  // namespace garner
