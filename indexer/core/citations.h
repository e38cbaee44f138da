// The articles that an article's text names (indexer/citations.h finds them), by their numbers, as bytes of a
// value of its own document and back. Pure, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/varint.h"

namespace garner {

// No more are kept of an article.
inline constexpr std::size_t kMaxCitations = 32;

// `numbers` ascending, once each.
inline std::string pack_citations(const std::vector<std::uint32_t>& numbers) {
  std::string bytes;
  std::uint32_t last = 0;
  for (const std::uint32_t number : numbers) {
    append_varint(bytes, number - last);
    last = number;
  }
  return bytes;
}

// Bytes that are nothing of the kind give the numbers before the fault.
inline std::vector<std::uint32_t> unpack_citations(std::string_view bytes) {
  std::vector<std::uint32_t> numbers;
  std::uint64_t last = 0, step = 0;
  for (std::size_t at = 0; at < bytes.size() && numbers.size() < kMaxCitations;) {
    if (!read_varint(bytes, at, step) || last + step > UINT32_MAX) break;
    last += step;
    numbers.push_back(static_cast<std::uint32_t>(last));
  }
  return numbers;
}

}  // namespace garner
