// SHA-256. Pure functions, thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace garner {

std::string sha256(std::string_view bytes);  // 32 bytes
std::string to_hex(std::string_view bytes);  // lower case

}  // namespace garner
