// Emoji as words. Pure, thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace garner {

// The words of the character's English Unicode name in lower case ("grinning", "face"). Empty for skin tones
// and characters without a name.
std::vector<std::string> emoji_words(std::int32_t code_point);

}  // namespace garner
