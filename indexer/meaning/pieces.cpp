#include "indexer/meaning/pieces.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>

namespace garner {
namespace {

constexpr std::size_t kReserved = 6;  // pieces that stand for no text
constexpr std::string_view kBlanks = " \n\t\r", kMark = "\u2581";
constexpr float kUnknown = -20;  // worse than any piece (-14.6)

// As the encoder was taught: compatibility forms as one, a mark in place of blanks and before the first word.
std::string prepared(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  // Asked for once, so that the threads that learn wait for the one that makes it.
  static const icu::Normalizer2* const kForm = icu::Normalizer2::getNFKCInstance(status);
  std::string composed;
  if (kForm != nullptr) {
    const icu::StringPiece bytes(text.data(), static_cast<std::int32_t>(text.size()));
    kForm->normalize(icu::UnicodeString::fromUTF8(bytes), status).toUTF8String(composed);
  }
  std::string marked;
  bool blank = true;
  for (const char c : composed) {
    if (kBlanks.find(c) != std::string_view::npos) {
      blank = true;
      continue;
    }
    if (blank) marked += kMark;
    blank = false;
    marked += c;
  }
  return marked;
}

bool starts_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

}  // namespace

Pieces::Pieces(std::string_view lines) {
  for (std::uint32_t number = 0; !lines.empty(); ++number) {
    const std::size_t tab = lines.find('\t'), end = lines.find('\n');
    const std::string_view piece = lines.substr(0, tab);
    float score = 0;
    std::from_chars(lines.data() + tab + 1, lines.data() + end, score);
    if (number >= kReserved) known_.emplace(piece, Piece{number, score});
    longest_ = std::max(longest_, piece.size());
    lines.remove_prefix(end + 1);
  }
}

std::vector<std::uint32_t> Pieces::cut(std::string_view text, std::size_t most) const {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  // A piece of text that people write has four bytes or so: what lies far behind the last one changes
  // nothing.
  const std::string marked = prepared(text.substr(0, 16 * most));
  struct Step {
    float score = -std::numeric_limits<float>::infinity();
    std::size_t from = 0;
    std::uint32_t number = 0;
  };
  std::vector<Step> best(marked.size() + 1);  // by where the last piece ends
  best[0].score = 0;
  for (std::size_t at = 0; at < marked.size(); ++at) {
    if (!starts_character(marked[at])) continue;
    bool known = false;
    const auto reach = [&](std::size_t end, float score, std::uint32_t number) {
      if (best[at].score + score > best[end].score) best[end] = {best[at].score + score, at, number};
    };
    std::size_t first = 0;  // where its first character ends
    for (std::size_t end = at + 1; end <= std::min(marked.size(), at + longest_); ++end) {
      if (end < marked.size() && !starts_character(marked[end])) continue;
      if (first == 0) first = end;
      const auto found = known_.find(std::string_view(marked).substr(at, end - at));
      if (found == known_.end()) continue;
      known = true;
      reach(end, found->second.score, found->second.number);
    }
    if (!known) reach(first == 0 ? marked.size() : first, kUnknown, 0);
  }
  std::vector<std::uint32_t> numbers;
  for (std::size_t end = marked.size(); end > 0; end = best[end].from) {
    if (best[end].number != 0 || numbers.empty() || numbers.back() != 0) numbers.push_back(best[end].number);
  }
  std::reverse(numbers.begin(), numbers.end());
  if (numbers.size() > most) numbers.resize(most);
  return numbers;
}

}  // namespace garner
