#include "query/message_parts.h"

#include <algorithm>
#include <array>

namespace garner {
namespace {

bool is_ascii_sign(char c) {
  return (c > ' ' && c < 'A') || (c > 'Z' && c < 'a') || (c > 'z' && c < 0x7f);
}

}  // namespace

std::size_t subject_bytes(std::string_view text) {
  constexpr std::size_t kMaxSubjectBytes = 200;
  const std::size_t end = text.find('\n');
  return end > kMaxSubjectBytes ? 0 : end;
}

std::vector<Bytes> questions_of(std::string_view text) {
  constexpr std::array<std::string_view, 8> kEnds = {".", "!", "?", "。", "！", "？", "؟", "।"};
  constexpr std::string_view kBehind = " \n\")'?!";
  std::vector<Bytes> questions;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    const auto* const end = std::find_if(kEnds.begin(), kEnds.end(),
                                         [&](std::string_view each) { return rest.starts_with(each); });
    const std::size_t bytes = end == kEnds.end() ? 1 : end->size();
    at += bytes;
    const bool wide = bytes > 1;  // needs no blank behind it
    const bool ends =
        end != kEnds.end() && (wide || at == text.size() || kBehind.find(text[at]) != std::string_view::npos);
    if (ends && (*end == "?" || *end == "？" || *end == "؟")) questions.emplace_back(begin, at);
    if (ends || rest.front() == '\n') begin = at;
  }
  return questions;
}

std::vector<Bytes> pasted_parts(std::string_view text) {
  constexpr std::size_t kOneIn = 8;
  std::vector<Bytes> parts;
  Bytes run{0, 0};
  std::size_t lines = 0;
  const auto close = [&] {
    if (lines > 1) parts.push_back(run);
    lines = 0;
  };
  for (std::size_t begin = text.find('\n'); begin < text.size();) {
    ++begin;
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::size_t signs = 0, all = 0;
    for (const char c : text.substr(begin, end - begin)) {
      if (c == ' ' || c == '\t') continue;
      ++all;
      if (is_ascii_sign(c)) ++signs;
    }
    if (signs * kOneIn > all) {
      if (lines++ == 0) run.first = begin;
      run.second = end;
    } else if (all > 0) {
      close();
    }
    begin = end;
  }
  close();
  return parts;
}

}  // namespace garner
