#include "indexer/store/lines.h"

namespace garner {
namespace {

// The letter that stands for `c` after a backslash; 0: `c` stands for itself.
char escape_of(char c, bool tabs) {
  switch (c) {
    case '\\':
      return '\\';
    case '\n':
      return 'n';
    case '\t':
      return tabs ? 't' : '\0';
    default:
      return '\0';
  }
}

char unescaped(char letter) {
  return letter == 'n' ? '\n' : letter == 't' ? '\t' : letter;
}

void append_escaped(std::string& text, std::string_view item, bool tabs) {
  for (const char c : item) {
    if (const char letter = escape_of(c, tabs); letter != '\0') {
      text += '\\';
      text += letter;
    } else {
      text += c;
    }
  }
}

}  // namespace

std::string join_lines(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) {
    append_escaped(text, item, false);
    text += '\n';  // after each item, so that one empty item differs from none
  }
  return text;
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> items;
  std::string item;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') {
      items.push_back(std::move(item));
      item.clear();
    } else if (text[i] == '\\' && i + 1 < text.size()) {
      item += unescaped(text[++i]);
    } else {
      item += text[i];
    }
  }
  return items;
}

std::string join_rows(const std::vector<Row>& rows) {
  std::string text;
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) text += '\t';
      append_escaped(text, row[i], true);
    }
    text += '\n';
  }
  return text;
}

std::vector<Row> split_rows(std::string_view text) {
  std::vector<Row> rows;
  Row row;
  std::string field;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\t' || c == '\n') {
      row.push_back(std::move(field));
      field.clear();
      if (c == '\t') continue;
      rows.push_back(std::move(row));
      row.clear();
    } else if (c == '\\' && i + 1 < text.size()) {
      field += unescaped(text[++i]);
    } else {
      field += c;
    }
  }
  return rows;
}

}  // namespace garner
