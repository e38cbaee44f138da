// Text as it came over the wire -> clean UTF-8. Pure, thread-safe, linear.
#pragma once

#include <string>
#include <string_view>

namespace garner {

// Valid UTF-8 in NFC: bytes that are none are read as windows-1252, text that was encoded twice ("Ã©" for
// "é") is mended where all of it can be, line ends become \n, other blanks one space each; byte order marks,
// control characters, terminal colours and characters without width go, but for joiners inside emoji, Indic
// and Arabic words. Running it again changes nothing.
std::string repair_encoding(std::string_view text);

bool is_ascii(std::string_view text);

}  // namespace garner
