// How many typing mistakes lie between two words: a letter too many, one missing, another one, or two
// neighbours swapped (optimal string alignment). Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace garner {

// The code points of UTF-8; a byte that is none stands for itself.
std::u32string code_points(std::string_view text);

// The distance, or `most` + 1 where it is more than `most`. Time: length times `most`.
unsigned edit_distance(std::u32string_view a, std::u32string_view b, unsigned most);

}  // namespace garner
