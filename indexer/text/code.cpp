#include "indexer/text/code.h"

#include <algorithm>
#include <array>

namespace garner {
namespace {

constexpr std::size_t kFence = 3;
constexpr std::size_t kLongestTicks = 8;  // longer runs of back-ticks open no inline code

std::size_t ticks_at(std::string_view text, std::size_t at) {
  const std::size_t end = text.find_first_not_of('`', at);
  return (end == std::string_view::npos ? text.size() : end) - at;
}

// Whether the line at `begin` is a fence of at least `ticks` back-ticks; a closing one has nothing else on
// it.
bool is_fence(std::string_view line, std::size_t ticks, bool closing) {
  const std::size_t run = ticks_at(line, 0);
  if (run < ticks) return false;
  const std::string_view rest = line.substr(run);
  return closing ? rest.find_first_not_of(" \t") == std::string_view::npos
                 : rest.find('`') == std::string_view::npos;
}

void inline_spans(std::string_view text, std::size_t begin, std::size_t end, std::vector<CodeSpan>& spans) {
  std::array<bool, kLongestTicks + 1> unmatched{};  // no run of that length is left on the line
  for (std::size_t i = text.find('`', begin); i < end; i = text.find('`', i)) {
    const std::size_t ticks = std::min(ticks_at(text, i), end - i);
    const std::size_t open = i;
    i += ticks;
    if (ticks > kLongestTicks || unmatched.at(ticks)) continue;
    std::size_t close = text.find('`', i);
    std::size_t run = 0;
    while (close < end && (run = ticks_at(text, close)) != ticks) close = text.find('`', close + run);
    if (close >= end) {
      unmatched.at(ticks) = true;
      continue;
    }
    i = close + ticks;
    spans.push_back({static_cast<std::uint32_t>(open), static_cast<std::uint32_t>(i), false});
  }
}

}  // namespace

std::vector<CodeSpan> code_spans(std::string_view text) {
  std::vector<CodeSpan> spans;
  if (text.find('`') == std::string_view::npos) return spans;
  std::size_t fence_begin = 0, fence_ticks = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    if (fence_ticks > 0) {
      if (is_fence(line, fence_ticks, true)) {
        spans.push_back({static_cast<std::uint32_t>(fence_begin), static_cast<std::uint32_t>(end), true});
        fence_ticks = 0;
      }
    } else if (is_fence(line, kFence, false)) {
      fence_begin = begin;
      fence_ticks = ticks_at(line, 0);
    } else {
      inline_spans(text, begin, end, spans);
    }
    begin = end + 1;
  }
  if (fence_ticks > 0) {
    spans.push_back({static_cast<std::uint32_t>(fence_begin), static_cast<std::uint32_t>(text.size()), true});
  }
  return spans;
}

std::string quote_code(std::string_view code, bool block) {
  constexpr std::string_view kBlank = " \t\n";
  if (block) {
    while (code.starts_with('\n')) code.remove_prefix(1);
  } else {
    code.remove_prefix(std::min(code.find_first_not_of(kBlank), code.size()));
  }
  const std::size_t last = code.find_last_not_of(kBlank);
  if (last == std::string_view::npos) return {};
  code = code.substr(0, last + 1);
  block = block || code.find('\n') != std::string_view::npos;
  std::size_t longest = 0;
  for (std::size_t i = code.find('`'); i != std::string_view::npos; i = code.find('`', i)) {
    const std::size_t run = ticks_at(code, i);
    longest = std::max(longest, run);
    i += run;
  }
  std::string quoted;
  if (block) {
    const std::string fence(std::max(kFence, longest + 1), '`');
    quoted.append(fence).append("\n").append(code).append("\n").append(fence);
    return quoted;
  }
  if (longest + 1 > kLongestTicks) return std::string(code);
  const std::string ticks(longest + 1, '`');
  const std::string_view pad = longest > 0 ? " " : "";
  quoted.append(ticks).append(pad).append(code).append(pad).append(ticks);
  return quoted;
}

}  // namespace garner
