#include "indexer/text/encoding.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace garner {
namespace {

// Windows-1252 for the bytes 0x80 to 0x9f; 0 where it has none.
constexpr std::array<std::uint16_t, 32> kWindows1252 = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

void append(std::string& out, UChar32 c) {
  std::array<char, U8_MAX_LENGTH> bytes{};
  std::int32_t length = 0;
  U8_APPEND_UNSAFE(bytes.data(), length, c);
  out.append(bytes.data(), static_cast<std::size_t>(length));
}

UChar32 next(std::string_view text, std::int32_t& i) {
  UChar32 c = 0;
  U8_NEXT(text.data(), i, static_cast<std::int32_t>(text.size()), c);
  return c;
}

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 0x20 && byte < 0x7f) || byte == '\n' || byte == '\t';
}

// The end of the run of printable ASCII at `i`.
std::int32_t plain_end(std::string_view text, std::int32_t i) {
  auto end = static_cast<std::size_t>(i);
  while (end < text.size() && is_plain(text[end])) ++end;
  return static_cast<std::int32_t>(end);
}

std::string_view slice(std::string_view text, std::int32_t begin, std::int32_t end) {
  return text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
}

// The windows-1252 byte of a character, or -1.
int byte_of(UChar32 c) {
  if (c < 0x100) return c;
  for (std::size_t i = 0; i < kWindows1252.size(); ++i) {
    if (kWindows1252.at(i) == c) return static_cast<int>(0x80 + i);
  }
  return -1;
}

// The text with each character taken for a windows-1252 byte, where that gives UTF-8 that says something
// else.
bool undo_double_encoding(std::string& text) {
  // The first byte of a sequence is one of Â to ô by itself.
  const auto leads = [](char c) { return c == '\xc3'; };
  if (std::none_of(text.begin(), text.end(), leads)) return false;
  std::string bytes;
  bytes.reserve(text.size());
  bool wide = false;
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(text.size());) {
    const int byte = byte_of(next(text, i));
    if (byte < 0) return false;
    wide = wide || byte >= 0x80;
    bytes += static_cast<char>(byte);
  }
  if (!wide) return false;
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(bytes.size());) {
    if (next(bytes, i) < 0) return false;
  }
  text = std::move(bytes);
  return true;
}

// ZWJ and ZWNJ shape emoji, Indic and Arabic words; elsewhere they are junk.
bool shapes(UChar32 before, UChar32 after) {
  const auto joins = [](UChar32 c) {
    return c >= 0x0600 && !u_isUWhiteSpace(c) && !(c >= 0x1e00 && c <= 0x206f);
  };
  return joins(before) && joins(after);
}

bool has_no_width(UChar32 c) {
  return c == 0x200b || c == 0x200e || c == 0x200f || c == 0x2060 || c == 0xfeff || c == 0x061c ||
         (c >= 0x202a && c <= 0x202e) || (c >= 0x2061 && c <= 0x2069) || (c >= 0xfff9 && c <= 0xfffb) ||
         (c >= 0xe0000 && c <= 0xe007f) || (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
}

// Behind "ESC [ 3 1 m".
std::int32_t skip_escape(std::string_view text, std::int32_t i) {
  auto end = static_cast<std::size_t>(i);
  if (end >= text.size() || text[end] != '[') return i;
  end = text.find_first_not_of("0123456789;?", end + 1);
  if (end == std::string_view::npos || end - static_cast<std::size_t>(i) > 16) return i;
  return static_cast<std::int32_t>(end + 1);
}

// What no encoding means, out. Characters that may be half of one encoded twice stay.
std::string strip(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  UChar32 before = 0;
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(text.size());) {
    const std::int32_t begin = i;
    if (const std::int32_t end = plain_end(text, i); end > i) {
      out += slice(text, i, end);
      before = static_cast<unsigned char>(out.back());
      i = end;
      continue;
    }
    UChar32 c = next(text, i);
    if (c < 0) {  // no UTF-8: each byte by itself
      for (std::int32_t b = begin; b < i; ++b) {
        const auto byte = static_cast<unsigned char>(text[static_cast<std::size_t>(b)]);
        const UChar32 mapped = byte >= 0xa0 ? byte : byte >= 0x80 ? kWindows1252.at(byte - 0x80u) : 0;
        append(out, mapped != 0 ? mapped : byte);
      }
      before = 0;
      continue;
    }
    if (c == '\r') {
      if (static_cast<std::size_t>(i) < text.size() && text[static_cast<std::size_t>(i)] == '\n') continue;
      c = '\n';
    } else if (c == 0x0b || c == 0x0c || c == 0x2028 || c == 0x2029) {
      c = '\n';
    } else if (c == 0x1b) {
      i = skip_escape(text, i);
      continue;
    } else if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f || has_no_width(c)) {
      continue;
    } else if (c >= 0x80 && c < 0xa0) {
      const UChar32 mapped = kWindows1252.at(static_cast<std::size_t>(c - 0x80));
      if (mapped != 0) c = mapped;
    } else if (c == 0x200c || c == 0x200d) {
      std::int32_t ahead = i;
      const UChar32 after = static_cast<std::size_t>(i) < text.size() ? next(text, ahead) : 0;
      if (!shapes(before, after)) continue;
    }
    append(out, c);
    before = c;
  }
  return out;
}

// Blanks of every width as a space, and what is left of half characters out. False where nothing changed.
bool finish(std::string& text) {
  std::string out;
  out.reserve(text.size());
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(text.size());) {
    if (const std::int32_t end = plain_end(text, i); end > i) {
      out += slice(text, i, end);
      i = end;
      continue;
    }
    const UChar32 c = next(text, i);
    if (c == 0x00ad || (c >= 0x80 && c < 0xa0)) continue;
    append(out, c > 0x80 && u_charType(c) == U_SPACE_SEPARATOR ? ' ' : c);
  }
  const bool changed = out != text;
  text = std::move(out);
  return changed;
}

std::string compose(std::string text) {
  UErrorCode status = U_ZERO_ERROR;
  static const icu::Normalizer2* const kForm = icu::Normalizer2::getNFCInstance(status);
  if (kForm == nullptr || kForm->isNormalizedUTF8(text, status) || U_FAILURE(status)) return text;
  std::string composed;
  icu::StringByteSink<std::string> sink(&composed, static_cast<std::int32_t>(text.size()));
  kForm->normalizeUTF8(0, text, sink, nullptr, status);
  return U_SUCCESS(status) ? composed : text;
}

bool is_clean_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_plain);
}

}  // namespace

bool is_ascii(std::string_view text) {
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, 8);
    if ((word & 0x8080808080808080u) != 0) return false;
  }
  for (; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) >= 0x80) return false;
  }
  return true;
}

std::string repair_encoding(std::string_view text) {
  if (is_clean_ascii(text)) return std::string(text);
  std::string clean(text);
  // Each step can make room for one before it; all but the first only shorten the text.
  do {
    clean = compose(strip(clean));
  } while (undo_double_encoding(clean) || finish(clean));
  return clean;
}

}  // namespace garner
