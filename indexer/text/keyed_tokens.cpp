#include "indexer/text/keyed_tokens.h"

#include <algorithm>
#include <array>

#include "indexer/core/ascii.h"
#include "indexer/core/fnv.h"
#include "indexer/core/record.h"
#include "indexer/core/varint.h"

namespace garner {
namespace {

std::uint64_t zigzag(std::int64_t value) {
  return static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
}
std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

// Flags of a token's form.
constexpr std::uint64_t kPlaced = 2, kEnding = 1;

struct Word {
  std::size_t begin, end;
};

// Letters, the capitals of ASCII as small ones, and digits; 0 for all other bytes.
constexpr std::array<char, 256> kSmall = [] {
  std::array<char, 256> small{};
  for (std::size_t i = 0; i < small.size(); ++i) {
    const char c = static_cast<char>(i);
    small.at(i) = is_word_char(c) ? lower(c) : '\0';
  }
  return small;
}();
char small_of(char c) {
  return kSmall[static_cast<unsigned char>(c)];
}

// The next letters and digits in a row; at the text's end an empty word.
Word word_from(std::string_view text, std::size_t at) {
  while (at < text.size() && small_of(text[at]) == 0) ++at;
  std::size_t end = at;
  while (end < text.size() && small_of(text[end]) != 0) ++end;
  return {at, end};
}

}  // namespace

TermKey key_of_term(std::string_view term) {
  Fnv key;
  key.add(term);
  return key.hash();
}

std::vector<KeyedToken> keyed_tokens(Analyzer& analyzer, std::string_view text, std::string_view language) {
  const std::vector<Token>& tokens = analyzer.analyze(text, language);
  std::vector<KeyedToken> keyed;
  keyed.reserve(tokens.size());
  for (const Token& token : tokens) keyed.push_back({token.begin, token.end, key_of_term(token.term)});
  return keyed;
}

std::string pack_tokens(const std::vector<Token>& tokens, std::string_view text) {
  std::string forms, places, endings;
  std::size_t end = 0;
  for (const Token& token : tokens) {
    const std::string_view there = text.substr(token.begin, token.end - token.begin);
    std::size_t alike = 0;
    while (alike < std::min(there.size(), token.term.size()) && lower(there[alike]) == token.term[alike])
      ++alike;
    const std::string_view ending = token.term.substr(alike);
    const Word next = word_from(text, end);
    const bool placed = next.begin != token.begin || next.end != token.end;
    append_varint(forms,
                  (there.size() - alike) << 2 | (placed ? kPlaced : 0U) | (ending.empty() ? 0U : kEnding));
    if (placed) {
      append_varint(places, zigzag(static_cast<std::int64_t>(token.begin) - static_cast<std::int64_t>(end)));
      append_varint(places, there.size());
    }
    if (!ending.empty()) append_field(endings, ending);
    end = token.end;
  }
  std::string bytes;
  append_field(bytes, forms);
  append_field(bytes, places);
  append_field(bytes, endings);
  return bytes;
}

std::vector<KeyedToken> unpack_tokens(std::string_view bytes, std::string_view text) {
  const auto parts = split_record(bytes);
  if (!parts || parts->size() != 3) return {};
  const std::string_view forms = (*parts)[0], places = (*parts)[1], endings = (*parts)[2];
  std::vector<KeyedToken> tokens;
  tokens.reserve(forms.size());
  Word word{0, 0};
  for (std::size_t form_at = 0, place_at = 0, ending_at = 0; form_at < forms.size();) {
    std::uint64_t form = 0, gap = 0, length = 0, more = 0;
    if (!read_varint(forms, form_at, form)) break;
    if ((form & kPlaced) == 0) {
      word = word_from(text, word.end);
    } else {
      if (!read_varint(places, place_at, gap) || !read_varint(places, place_at, length)) break;
      const std::int64_t begin = static_cast<std::int64_t>(word.end) + unzigzag(gap);
      if (begin < 0 || static_cast<std::uint64_t>(begin) > text.size()) break;
      word.begin = static_cast<std::size_t>(begin);
      if (length > text.size() - word.begin) break;
      word.end = word.begin + length;
    }
    const std::uint64_t less = form >> 2;
    if (less > word.end - word.begin) break;
    if ((form & kEnding) != 0 &&
        (!read_varint(endings, ending_at, more) || more > endings.size() - ending_at))
      break;
    Fnv key;
    for (const char c : text.substr(word.begin, word.end - word.begin - less)) key.add(lower(c));
    key.add(endings.substr(ending_at, more));
    ending_at += more;
    tokens.push_back(
        {static_cast<std::uint32_t>(word.begin), static_cast<std::uint32_t>(word.end), key.hash()});
  }
  return tokens;
}

}  // namespace garner
