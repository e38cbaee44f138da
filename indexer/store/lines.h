// A list of strings as one SQL text value, one a line, and back without loss: '\' and line breaks inside are escaped.
// Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace garner {

std::string join_lines(const std::vector<std::string>& items);
std::vector<std::string> split_lines(std::string_view text);

}  // namespace garner
