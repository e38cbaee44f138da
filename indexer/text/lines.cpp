#include "indexer/text/lines.h"

#include <algorithm>

#include "indexer/text/code.h"

namespace garner {
namespace {

constexpr std::string_view kBlank = " \t\n";

std::string_view trim_end(std::string_view text) {
  return text.substr(0, text.find_last_not_of(kBlank) + 1);
}

}  // namespace

std::vector<TextLine> split_lines(std::string_view text) {
  std::vector<TextLine> lines;
  const std::vector<CodeSpan> spans = code_spans(text);
  auto span = spans.begin();
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    while (span != spans.end() && (!span->fenced || span->end < begin)) ++span;
    const bool code = span != spans.end() && span->begin <= begin;
    const std::string_view line = text.substr(begin, end - begin);
    lines.push_back({code ? line : trim_end(line), code});
    begin = end + 1;
  }
  return lines;
}

std::string join_lines(const std::vector<TextLine>& lines, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) text += '\n';
    text += lines[i].text;
  }
  return text;
}

std::string_view trim(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
  return trim_end(text);
}

std::string tidy(std::string_view text) {
  text = trim(text);
  std::string out;
  out.reserve(text.size());
  bool empty = true;  // the line before was
  for (const TextLine& line : split_lines(text)) {
    const bool now_empty = !line.code && line.text.empty();
    if (now_empty && empty) continue;
    empty = now_empty;
    out += line.text;
    out += '\n';
  }
  return std::string(trim_end(out));
}

}  // namespace garner
