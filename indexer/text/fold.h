// One spelling for words that readers take as the same: case, width, compatibility forms and accents folded.
// Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace garner {

// The folded form of one word (UTF-8; invalid bytes are dropped): NFKC case folding, then accents off after
// Latin, Greek, Cyrillic, Hebrew and Arabic letters only, for in other scripts a mark is a letter of its own.
// Also ß -> ss, æ -> ae, ø -> o, ł -> l, ё -> е (but й and ї stay), Arabic letter variants united, Hindi
// without nukta, digits of every script as ASCII. What is no letter, digit or mark after that is left out, so
// that the result can be empty.
void fold_word(std::string_view word, std::string& folded);

// In small letters, accents and all else as it is.
std::string lower_case(std::string_view text);

}  // namespace garner
