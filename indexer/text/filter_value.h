// Values that are compared whole, not searched: a tag, a product, a channel. Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace garner {

// Case and width folded (NFKC), blanks at the ends off, at most 200 bytes cut at a character: "LaserJet 4"
// and "laserjet 4" are one value. Index and filters call this same function.
std::string filter_value(std::string_view value);

}  // namespace garner
