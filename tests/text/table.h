// Reads the tables of corpora/text for the tests: lines of tab-separated columns, "#" lines are comments.
#pragma once

#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace garner::test {

// \n, \t, \\ and \xHH as what they stand for.
inline std::string unescape(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    switch (text[++i]) {
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 't':
        out += '\t';
        break;
      case 'x':
        out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
        i += 2;
        break;
      default:
        out += text[i];
    }
  }
  return out;
}

// The rows of corpora/text/<name>, each padded to `columns`.
inline std::vector<std::vector<std::string>> read_table(const std::string& name, std::size_t columns) {
  const std::string path = std::string(GARNER_SOURCE_DIR) + "/corpora/text/" + name;
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    std::vector<std::string> row;
    for (std::size_t begin = 0; begin <= line.size();) {
      const std::size_t end = std::min(line.find('\t', begin), line.size());
      row.push_back(unescape(line.substr(begin, end - begin)));
      begin = end + 1;
    }
    row.resize(std::max(row.size(), columns));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace garner::test
