#include "indexer/text/analyze.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "indexer/core/ascii.h"
#include "indexer/text/char_class.h"
#include "indexer/text/emoji.h"
#include "indexer/text/fold.h"
#include "indexer/text/korean.h"
#include "indexer/text/redact.h"
#include "indexer/text/segment.h"
#include "indexer/text/stem.h"
#include "indexer/text/word_cache.h"

namespace garner {
namespace {

// The commonest words come back at once when the cache is emptied. 200,000 were 28 MB for each analyzer, and
// no faster.
constexpr std::size_t kMaxCachedWords = 60'000;

// A code or compound of more parts, or longer, is an address or a dump: its parts say all there is to find.
constexpr std::size_t kMaxParts = 6;
constexpr std::size_t kMaxWholeBytes = 40;
constexpr std::size_t kMinCamelBytes = 6;  // shorter ones ("WiFi", "eBay") are one word
constexpr std::size_t kShortCompound = 4;  // "Wi-Fi", "e-mail": also found written in one word

// French, Italian and Catalan articles and pronouns that lose their vowel: the noun behind them is the word.
constexpr std::array<std::string_view, 20> kElisions = {
    "l",    "d",   "j",    "qu",   "n",    "s",     "c",   "m",     "t",      "un",
    "dell", "all", "nell", "sull", "dall", "quell", "gli", "jusqu", "lorsqu", "puisqu"};

// Bits of the bytes of a word.
enum : std::uint8_t { kLower = 1, kUpper = 2, kDigits = 4, kWide = 8, kApostrophes = 16 };

constexpr auto kBits = [] {
  std::array<std::uint8_t, 256> bits{};
  for (unsigned c = 'a'; c <= 'z'; ++c) bits.at(c) = kLower;
  for (unsigned c = 'A'; c <= 'Z'; ++c) bits.at(c) = kUpper;
  for (unsigned c = '0'; c <= '9'; ++c) bits.at(c) = kDigits;
  return bits;
}();

struct Part {
  std::uint32_t begin = 0, end = 0;
  std::uint8_t bits = 0;   // of all bytes
  std::uint8_t inner = 0;  // of all but the first
  char joiner = 0;         // before it: '-' for every hyphen; 0: the first part
};

bool equal_folded(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a | 0x20 : a) == b; });
}

// `text` cut to at most `limit` bytes without cutting a character.
std::string_view cut(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0) == 0x80) --limit;
  return text.substr(0, limit);
}

}  // namespace

struct Analyzer::Impl {
  std::vector<Token> tokens;
  std::string_view text;
  std::uint32_t url_end = 0;  // before it, slashes and colons hold nothing together

  std::string language;
  Stemmers::Choice choice;
  Stemmers stemmers;
  WordCache cache;
  DictionarySegmenter segmenter;
  std::unordered_map<std::int32_t, std::vector<std::string>> emoji;
  std::vector<Part> parts;
  std::string folded;

  std::uint32_t size() const { return static_cast<std::uint32_t>(text.size()); }

  struct Char {
    CharClass kind;
    std::uint32_t end;
    std::int32_t code;
  };
  Char at(std::uint32_t i) const {
    auto next = static_cast<std::int32_t>(i);
    UChar32 c = 0;
    U8_NEXT(text.data(), next, static_cast<std::int32_t>(text.size()), c);
    return {char_class(c), static_cast<std::uint32_t>(next), c};
  }
  bool begins_word(std::uint32_t i) const {
    if (i >= size()) return false;
    if (kBits[static_cast<unsigned char>(text[i])] != 0) return true;
    if (static_cast<unsigned char>(text[i]) < 0x80) return false;
    const CharClass kind = at(i).kind;
    return kind == CharClass::kLetter || kind == CharClass::kDigit;
  }

  void run();
  std::uint32_t scan_run(std::uint32_t i);
  Part scan_part(std::uint32_t i) const;
  std::uint32_t joiner_at(std::uint32_t i, char& joiner) const;
  std::uint32_t scan_dictionary(std::uint32_t i);
  std::uint32_t scan_mask(std::uint32_t i) const;
  void scan_url(std::uint32_t begin);

  bool has_whole() const;
  void emit_part(Part part);
  void emit_pieces(const Part& part);
  void emit(std::uint32_t begin, std::uint32_t end, bool decimal = false);
  void emit_emoji(const Char& c, std::uint32_t begin);
  const WordCache::Entry& entry_of(std::string_view spelling, bool decimal);
};

void Analyzer::Impl::run() {
  for (std::uint32_t i = 0; i < size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (kBits[byte] != 0) {
      i = scan_run(i);
    } else if (byte == '[') {
      i = scan_mask(i);
    } else if (byte < 0x80) {
      ++i;
    } else {
      const Char c = at(i);
      switch (c.kind) {
        case CharClass::kLetter:
        case CharClass::kDigit:
          i = scan_run(i);
          break;
        case CharClass::kDictionary:
          i = scan_dictionary(i);
          break;
        case CharClass::kEmoji:
          emit_emoji(c, i);
          i = c.end;
          break;
        default:
          i = c.end;
      }
    }
  }
}

// A word, or words held together by joiners. Gives the place behind it.
std::uint32_t Analyzer::Impl::scan_run(std::uint32_t i) {
  Part part = scan_part(i);
  i = part.end;
  char joiner = 0;
  std::uint32_t next = joiner_at(i, joiner);
  if (next == 0) {
    if (text.substr(i).starts_with("://")) {
      scan_url(i + 3);
    } else {
      emit_part(part);
    }
    return i;
  }
  if (equal_folded(text.substr(part.begin, part.end - part.begin), "www")) scan_url(part.begin);
  parts.clear();
  parts.push_back(part);
  while (next != 0) {
    part = scan_part(next);
    part.joiner = joiner;
    parts.push_back(part);
    i = part.end;
    next = joiner_at(i, joiner);
  }
  if (has_whole()) {
    const bool decimal =
        parts.size() == 2 && parts[1].joiner == '.' && (parts[0].bits | parts[1].bits) == kDigits;
    emit(parts.front().begin, parts.back().end, decimal);
  }
  for (const Part& each : parts) emit_part(each);
  return i;
}

Part Analyzer::Impl::scan_part(std::uint32_t i) const {
  Part part;
  part.begin = i;
  std::uint8_t bits = 0, inner = 0;
  bits = kBits[static_cast<unsigned char>(text[i])];
  if (bits != 0) ++i;
  part.end = i;
  while (true) {
    while (i < size() && kBits[static_cast<unsigned char>(text[i])] != 0) {
      inner |= kBits[static_cast<unsigned char>(text[i++])];
    }
    if (i != part.begin && (static_cast<unsigned char>(text[i - 1]) < 0x80 || part.end < i)) part.end = i;
    if (i >= size()) break;
    if (text[i] == '\'') {
      if (!begins_word(i + 1) || (kBits[static_cast<unsigned char>(text[i + 1])] & kDigits) != 0) break;
      inner |= kApostrophes;
      ++i;
      continue;
    }
    if (static_cast<unsigned char>(text[i]) < 0x80) break;
    const Char c = at(i);
    if (c.kind == CharClass::kLetter || c.kind == CharClass::kMark) {
      inner |= kWide;
    } else if (c.kind == CharClass::kDigit) {
      inner |= kWide | kDigits;
    } else if (c.kind == CharClass::kApostrophe && begins_word(c.end)) {
      inner |= kWide | kApostrophes;
    } else if (c.kind == CharClass::kIgnorable) {
      inner |= kWide;
      i = c.end;
      continue;  // at the end of a word it is not a piece of it
    } else {
      break;
    }
    i = c.end;
    part.end = i;
  }
  part.bits = bits | inner;
  part.inner = inner;
  return part;
}

// The place behind a joiner at `i` that a word follows, or 0.
std::uint32_t Analyzer::Impl::joiner_at(std::uint32_t i, char& joiner) const {
  if (i >= size()) return 0;
  std::uint32_t next = i + 1;
  switch (text[i]) {
    case '/':
    case ':':
      if (i < url_end) return 0;
      [[fallthrough]];
    case '-':
    case '.':
    case '_':
      joiner = text[i];
      break;
    default: {
      if (static_cast<unsigned char>(text[i]) < 0x80) return 0;
      const Char c = at(i);
      if (c.kind != CharClass::kJoiner) return 0;
      joiner = '-';
      next = c.end;
    }
  }
  return begins_word(next) ? next : 0;
}

std::uint32_t Analyzer::Impl::scan_dictionary(std::uint32_t begin) {
  std::uint32_t end = begin;
  while (end < size() && static_cast<unsigned char>(text[end]) >= 0x80) {
    const Char c = at(end);
    if (c.kind != CharClass::kDictionary && c.kind != CharClass::kMark && c.kind != CharClass::kIgnorable)
      break;
    end = c.end;
  }
  std::uint32_t word = begin;
  for (const std::uint32_t word_end : segmenter.word_ends(text.substr(begin, end - begin))) {
    emit(word, begin + word_end);
    word = begin + word_end;
  }
  return end;
}

std::uint32_t Analyzer::Impl::scan_mask(std::uint32_t i) const {
  for (const std::string_view mask : kMasks) {
    if (text.substr(i).starts_with(mask)) return i + static_cast<std::uint32_t>(mask.size());
  }
  return i + 1;
}

void Analyzer::Impl::scan_url(std::uint32_t begin) {
  url_end = begin;
  while (url_end < size() && !is_blank(text[url_end])) ++url_end;
}

// Whether the parts are also one term together: codes, identifiers, and short compounds.
bool Analyzer::Impl::has_whole() const {
  if (parts.size() > kMaxParts || parts.back().end - parts.front().begin > kMaxWholeBytes) return false;
  std::uint8_t bits = 0;
  bool identifier = true;
  for (const Part& part : parts) {
    bits |= part.bits;
    identifier = identifier && (part.joiner == 0 || part.joiner == '_');
  }
  if ((bits & kDigits) != 0 || identifier) return true;
  return parts.size() == 2 && parts[1].joiner == '-' && (bits & kWide) == 0 &&
         parts[0].end - parts[0].begin <= kShortCompound && parts[1].end - parts[1].begin <= kShortCompound;
}

void Analyzer::Impl::emit_part(Part part) {
  if ((part.bits & kApostrophes) != 0) {
    // Elided articles before the word, a possessive s behind it; any other apostrophe is dropped by folding.
    for (std::uint32_t i = part.begin; i < part.end;) {
      const Char c = at(i);
      if (c.kind == CharClass::kApostrophe) {
        const auto before = text.substr(part.begin, i - part.begin);
        const bool elided = std::any_of(kElisions.begin(), kElisions.end(),
                                        [&](std::string_view each) { return equal_folded(before, each); });
        if (elided && part.end - c.end >= 2) {
          part.begin = c.end;
        } else if (c.end + 1 == part.end && equal_folded(text.substr(c.end, 1), "s")) {
          part.end = i;
        }
      }
      i = c.end;
    }
  }
  emit(part.begin, part.end);
  if ((part.inner & (kUpper | kDigits)) != 0) emit_pieces(part);
}

// "PrinterOffline" and "KB5005565" are also found by their pieces.
void Analyzer::Impl::emit_pieces(const Part& part) {
  if ((part.bits & kApostrophes) != 0 || part.end - part.begin > kMaxWholeBytes) return;
  const auto bits_at = [&](std::uint32_t i) { return kBits[static_cast<unsigned char>(text[i])]; };
  if ((part.bits & (kDigits | kWide)) == kDigits) {
    std::uint32_t digits = part.begin;
    while (digits < part.end && bits_at(digits) != kDigits) ++digits;
    const bool rest = std::all_of(text.begin() + digits, text.begin() + part.end,
                                  [](char c) { return c >= '0' && c <= '9'; });
    if (!rest || digits - part.begin < 2 || part.end - digits < 3) return;
    emit(part.begin, digits);
    emit(digits, part.end);
    return;
  }
  const bool hashtag = part.begin > 0 && text[part.begin - 1] == '#';
  if ((part.bits & kLower) == 0 || (part.end - part.begin < kMinCamelBytes && !hashtag)) return;
  std::array<std::uint32_t, kMaxParts + 1> cuts{};
  std::size_t count = 0;
  cuts.at(count++) = part.begin;
  for (std::uint32_t i = part.begin + 1; i < part.end; ++i) {
    if (bits_at(i) != kUpper) continue;
    const bool after_lower = bits_at(i - 1) != kUpper;
    const bool before_lower = i + 1 < part.end && bits_at(i + 1) == kLower;
    if (!after_lower && !before_lower) continue;
    if (count == kMaxParts) return;
    cuts.at(count++) = i;
  }
  if (count < 2) return;
  cuts.at(count) = part.end;
  for (std::size_t i = 0; i < count; ++i) emit(cuts.at(i), cuts.at(i + 1));
}

void Analyzer::Impl::emit(std::uint32_t begin, std::uint32_t end, bool decimal) {
  const WordCache::Entry& entry =
      entry_of(cut(text.substr(begin, end - begin), WordCache::kMaxSpelling), decimal);
  if (!entry.term.empty()) tokens.push_back({entry.term, entry.word, begin, end});
}

void Analyzer::Impl::emit_emoji(const Char& c, std::uint32_t begin) {
  auto known = emoji.find(c.code);
  if (known == emoji.end()) known = emoji.emplace(c.code, emoji_words(c.code)).first;
  for (const std::string& word : known->second) {
    const WordCache::Entry& entry = entry_of(word, false);
    tokens.push_back({entry.term, entry.word, begin, c.end});
  }
}

const WordCache::Entry& Analyzer::Impl::entry_of(std::string_view spelling, bool decimal) {
  const auto kind = static_cast<std::uint16_t>(choice.native | (choice.ascii << 6) | (decimal ? 1 << 12 : 0));
  if (const WordCache::Entry* known = cache.find(spelling, kind)) return *known;
  if (decimal) {
    folded = spelling;
  } else {
    fold_word(spelling, folded);
  }
  const std::string_view word = cut(folded, kMaxTermBytes);
  std::string_view term = cut(stemmers.stem(word, choice), kMaxTermBytes);
  // プリンター and プリンタ are one word in Japanese.
  constexpr std::string_view kLongVowel = "ー";
  if (term.size() > 3 * kLongVowel.size() && term.ends_with(kLongVowel))
    term.remove_suffix(kLongVowel.size());
  term = korean_stem(term);
  return cache.add(spelling, kind, word, term);
}

Analyzer::Analyzer() : impl_(std::make_unique<Impl>()) {}
Analyzer::~Analyzer() = default;
Analyzer::Analyzer(Analyzer&&) noexcept = default;
Analyzer& Analyzer::operator=(Analyzer&&) noexcept = default;

const std::vector<Token>& Analyzer::analyze(std::string_view text, std::string_view language) {
  Impl& self = *impl_;
  if (self.cache.size() > kMaxCachedWords) self.cache.clear();
  if (language != self.language) {
    self.language = language;
    self.choice = Stemmers::choose(language);
  }
  self.tokens.clear();
  self.text = text;
  self.url_end = 0;
  self.run();
  self.text = {};
  return self.tokens;
}

}  // namespace garner
