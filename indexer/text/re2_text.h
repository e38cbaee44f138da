// Between views and the pieces of RE2. Pure, thread-safe.
#pragma once

#include <re2/re2.h>

#include <string_view>

namespace garner {

inline re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

// Where in `text` the piece of it begins.
inline std::size_t offset(std::string_view text, const re2::StringPiece& found) {
  return static_cast<std::size_t>(found.data() - text.data());
}

}  // namespace garner
