#include "indexer/text/char_class.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <array>

namespace garner {
namespace {

bool needs_dictionary(UChar32 c) {
  if (u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT) return true;
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(c, &status)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
      return u_isalnum(c) != 0;
    default:
      // The prolonged sound mark and the half-width marks belong to no one script.
      return c == 0x30fc || c == 0xff70 || c == 0x3005 || c == 0xff9e || c == 0xff9f;
  }
}

CharClass classify(UChar32 c) {
  switch (c) {
    case '\'':
    case 0x2019:
    case 0x2018:
    case 0x02bc:
    case 0xff07:
    case 0x05f3:  // Hebrew geresh and gershayim stand inside words
    case 0x05f4:
      return CharClass::kApostrophe;
    case '-':
    case '.':
    case '_':
    case '/':
    case ':':
    case 0x2010:
    case 0x2011:
      return CharClass::kJoiner;
    default:
      break;
  }
  if (needs_dictionary(c)) return CharClass::kDictionary;
  switch (u_charType(c)) {
    case U_NON_SPACING_MARK:
    case U_COMBINING_SPACING_MARK:
    case U_ENCLOSING_MARK:
      return u_hasBinaryProperty(c, UCHAR_VARIATION_SELECTOR) ? CharClass::kIgnorable : CharClass::kMark;
    case U_DECIMAL_DIGIT_NUMBER:
      return CharClass::kDigit;
    case U_FORMAT_CHAR:
      return c == 0x200b ? CharClass::kSeparator : CharClass::kIgnorable;
    default:
      break;
  }
  if (u_isUAlphabetic(c)) return CharClass::kLetter;
  const bool pictograph = u_hasBinaryProperty(c, UCHAR_EMOJI_PRESENTATION) ||
                          (c >= 0x2190 && u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC));
  const bool half = u_hasBinaryProperty(c, UCHAR_REGIONAL_INDICATOR) || c == 0x2122;
  return pictograph && !half ? CharClass::kEmoji : CharClass::kSeparator;
}

}  // namespace

CharClass char_class(std::int32_t code_point) {
  // The properties of the plane that nearly all text is in, looked up once.
  static const auto* const kPlane = [] {
    auto* plane = new std::array<CharClass, 0x10000>;
    for (std::int32_t c = 0; c < 0x10000; ++c) (*plane)[static_cast<std::size_t>(c)] = classify(c);
    return plane;
  }();
  if (code_point < 0) return CharClass::kSeparator;
  return code_point < 0x10000 ? (*kPlane)[static_cast<std::size_t>(code_point)] : classify(code_point);
}

}  // namespace garner
