// Lists as one SQL text value and back without loss, where a table of their own would buy nothing.
// Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace garner {

// A list of strings, one a line: '\' and line breaks inside are escaped.
std::string join_lines(const std::vector<std::string>& items);
std::vector<std::string> split_lines(std::string_view text);

// Rows of fields: a row a line, fields set apart by tabs; '\', tabs and line breaks inside are escaped.
using Row = std::vector<std::string>;
std::string join_rows(const std::vector<Row>& rows);
std::vector<Row> split_rows(std::string_view text);

}  // namespace garner
