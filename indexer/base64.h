// Base64 (RFC 4648, 4), as signatures and credentials of HTTP are written. Pure functions, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace garner {

std::string to_base64(std::string_view bytes);
// Nothing where `text` is not Base64.
std::optional<std::string> from_base64(std::string_view text);

// As tokens have it: '-' and '_', nothing at the end (RFC 7515, 2). What is only nearly Base64, and would be
// written otherwise, is none.
std::string to_base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace garner
