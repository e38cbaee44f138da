// What a code point is to the cutting of words. Pure, thread-safe.
#pragma once

#include <cstdint>

namespace garner {

enum class CharClass : std::uint8_t {
  kSeparator,
  kLetter,
  kDigit,
  kMark,        // combining mark: goes on with a word, never begins one
  kIgnorable,   // soft hyphen, joiners, direction marks: inside a word as if it were not there
  kApostrophe,  // ' and its typographic kin: inside a word when letters stand on both sides
  kJoiner,      // - . _ / : and the Unicode hyphens: hold the parts of a code or a compound together
  kDictionary,  // scripts without spaces: Han, kana, Thai, Khmer, Lao, Burmese
  kEmoji,
};

CharClass char_class(std::int32_t code_point);

}  // namespace garner
