#include "indexer/text/fold.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include "indexer/text/encoding.h"

namespace garner {
namespace {

// Hindi is written with and without the first, and with either of the others.
constexpr UChar32 kNukta = 0x093c, kCandrabindu = 0x0901, kAnusvara = 0x0902;

// Letters that carry no mark a decomposition would show. Null where `c` stands as it is.
const char16_t* letter_variant(UChar32 c) {
  switch (c) {
    case 0x00e6:
      return u"ae";
    case 0x0153:
      return u"oe";
    case 0x00f8:
      return u"o";
    case 0x0142:
      return u"l";
    case 0x0111:
    case 0x00f0:
      return u"d";
    case 0x0131:
      return u"i";
    case 0x0127:
      return u"h";
    case 0x0167:
      return u"t";
    case 0x00fe:
      return u"th";
    case 0x0671:
      return u"\u0627";  // alef wasla -> alef
    case 0x0649:         // alef maksura, Persian yeh -> yeh
    case 0x06cc:
      return u"\u064a";
    case 0x06a9:
      return u"\u0643";  // Persian kaf -> kaf
    case 0x0629:         // teh marbuta, Persian and Urdu heh -> heh
    case 0x06c1:
    case 0x06d5:
      return u"\u0647";
    case 0x0640:
      return u"";  // tatweel only stretches a word
    default:
      return nullptr;
  }
}

bool accents_are_decoration(UChar32 base) {
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(base, &status)) {
    case USCRIPT_LATIN:
    case USCRIPT_GREEK:
    case USCRIPT_CYRILLIC:
    case USCRIPT_HEBREW:
    case USCRIPT_ARABIC:
      return true;
    default:
      return false;
  }
}

// й, ў and ї are letters, not decorated и, у and і.
bool makes_a_letter(UChar32 base, UChar32 mark) {
  return (mark == 0x0306 && (base == 0x0438 || base == 0x0443)) || (mark == 0x0308 && base == 0x0456);
}

}  // namespace

void fold_word(std::string_view word, std::string& folded) {
  folded.clear();
  if (is_ascii(word)) {
    for (const char c : word) {
      if (c >= 'A' && c <= 'Z') {
        folded += static_cast<char>(c | 0x20);
      } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        folded += c;
      }
    }
    return;
  }
  UErrorCode status = U_ZERO_ERROR;
  static const icu::Normalizer2* const kCasefold = icu::Normalizer2::getNFKCCasefoldInstance(status);
  static const icu::Normalizer2* const kDecompose = icu::Normalizer2::getNFDInstance(status);
  static const icu::Normalizer2* const kCompose = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status)) return;  // ICU's data are missing: nothing here could work

  const auto raw = icu::UnicodeString::fromUTF8({word.data(), static_cast<std::int32_t>(word.size())});
  const icu::UnicodeString apart = kDecompose->normalize(kCasefold->normalize(raw, status), status);
  icu::UnicodeString kept;
  UChar32 base = 0;
  bool strip = false;
  for (std::int32_t i = 0; i < apart.length();) {
    const UChar32 c = apart.char32At(i);
    i += U16_LENGTH(c);
    if (c == 0xfffd) continue;
    const auto type = u_charType(c);
    if (type == U_NON_SPACING_MARK) {
      if (c == kNukta) continue;
      if (c == kCandrabindu) {
        kept.append(kAnusvara);
        continue;
      }
      if (!strip || makes_a_letter(base, c)) kept.append(c);
      continue;
    }
    base = c;
    strip = accents_are_decoration(c);
    if (type == U_DECIMAL_DIGIT_NUMBER) {
      kept.append(static_cast<char16_t>('0' + u_charDigitValue(c)));
    } else if (const char16_t* variant = letter_variant(c)) {
      kept.append(variant, -1);
    } else if (u_isUAlphabetic(c) || type == U_COMBINING_SPACING_MARK) {
      kept.append(c);
    }
  }
  if (U_FAILURE(status)) return;
  kCompose->normalize(kept, status).toUTF8String(folded);
}

std::string lower_case(std::string_view text) {
  std::string lower;
  icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())})
      .toLower(icu::Locale::getRoot())
      .toUTF8String(lower);
  return lower;
}

}  // namespace garner
