#include "indexer/channel/escapes.h"

#include <algorithm>
#include <array>
#include <utility>

namespace garner {

std::string unescape(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, char>, 3> kEscapes = {
      {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}}};
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto* const escape = std::find_if(kEscapes.begin(), kEscapes.end(), [&](const auto& candidate) {
      return text.starts_with(candidate.first);
    });
    if (escape != kEscapes.end()) {
      result += escape->second;
      text.remove_prefix(escape->first.size());
    } else {
      const auto next = std::min(text.find('&', 1), text.size());
      result += text.substr(0, next);
      text.remove_prefix(next);
    }
  }
  return result;
}

void append_utf8(std::string& out, std::uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += {static_cast<char>(0xC0 | code >> 6), static_cast<char>(0x80 | (code & 0x3F))};
  } else if (code < 0x10000) {
    out += {static_cast<char>(0xE0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 0x3F)),
            static_cast<char>(0x80 | (code & 0x3F))};
  } else {
    out += {static_cast<char>(0xF0 | code >> 18), static_cast<char>(0x80 | (code >> 12 & 0x3F)),
            static_cast<char>(0x80 | (code >> 6 & 0x3F)), static_cast<char>(0x80 | (code & 0x3F))};
  }
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  if (from.empty()) return;
  std::size_t at = text.find(from);
  if (at == std::string::npos) return;
  std::string result;
  std::size_t begin = 0;
  for (; at != std::string::npos; at = text.find(from, begin)) {
    result.append(text, begin, at - begin).append(to);
    begin = at + from.size();
  }
  result.append(text, begin);
  text = std::move(result);
}

}  // namespace garner
