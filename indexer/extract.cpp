#include "indexer/extract.h"

#include <algorithm>
#include <string>

#include "indexer/core/ascii.h"
#include "indexer/phrases.h"

namespace garner {
namespace {

bool starts_with_folded(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), text.begin(), [](char p, char t) { return p == lower(t); });
}

}  // namespace

std::size_t cut_at_character(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text.size();
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return bytes;
}

TextSpan cut_title(std::string_view text, TextSpan span) {
  const std::string_view all = text.substr(span.begin, span.end - span.begin);
  std::size_t size = cut_at_character(all, kMaxTitleBytes);
  if (size < all.size() && is_word_char(all[size])) {
    const std::size_t blank = all.rfind(' ', size);
    // Scripts without spaces are cut at a character.
    if (blank != std::string_view::npos && blank > kMaxTitleBytes / 3) size = blank;
  }
  const auto loose = [](char c) {
    return c == ' ' || c == '.' || c == ',' || c == ';' || c == ':' || c == '-' || c == '\n';
  };
  while (size > 0 && loose(all[size - 1])) --size;
  return {span.begin, span.begin + static_cast<std::uint32_t>(size)};
}

TextSpan usable_title(std::string_view title) {
  std::size_t begin = 0;
  const auto skip_blanks = [&] {
    while (begin < title.size() && (title[begin] == ' ' || title[begin] == '\t' || title[begin] == '\n'))
      ++begin;
  };
  bool moved = true;
  while (moved) {
    moved = false;
    skip_blanks();
    for (const std::string_view prefix :
         {"re:", "fw:", "fwd:", "aw:", "wg:", "tr:", "sv:", "rv:", "res:", "[solved]", "[resolved]",
          "[gelöst]", "[résolu]", "solved:", "resolved:", "(solved)"}) {
      if (starts_with_folded(title.substr(begin), prefix)) {
        begin += prefix.size();
        moved = true;
      }
    }
  }
  std::size_t end = title.size();
  while (end > begin && (title[end - 1] == ' ' || title[end - 1] == '\n')) --end;
  const TextSpan none{0, 0};
  if (begin >= end) return none;
  const std::string_view rest = title.substr(begin, end - begin);
  std::size_t telling = 0;
  std::size_t wide_bytes = 0;
  const std::vector<Word> words = words_of(rest);
  for (const Word& word : words) {
    if (!is_empty_word(word.text)) ++telling;
    wide_bytes += static_cast<std::size_t>(std::count_if(
        word.text.begin(), word.text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xE3; }));
  }
  constexpr std::size_t kEnoughWideBytes = 6;  // a script without spaces: one "word" may be a sentence
  if (telling < 2 && !(telling == 1 && (words.size() >= 3 || wide_bytes >= kEnoughWideBytes))) return none;
  return cut_title(title, {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
}

double title_score(std::string_view sentence, std::size_t position) {
  if (sentence.substr(0, 3) == "```") return 0;
  const std::vector<Word> words = words_of(sentence);
  if (words.empty()) return 0;
  double telling = 0;
  for (const Word& word : words) {
    if (!is_empty_word(word.text)) telling += 1;
    if (std::any_of(word.text.begin(), word.text.end(), is_digit)) telling += 0.5;
  }
  const bool wide = std::any_of(sentence.begin(), sentence.end(),
                                [](char c) { return static_cast<unsigned char>(c) >= 0xE3; });
  if (telling < 2 && !wide) return 0;
  double score = std::min(telling, 8.0);
  for (const CueMatch& cue : find_cues(sentence, words)) {
    if (cue.cue == Cue::kFailure) score += 2;
  }
  for (const std::string_view sign :
       {"error", "won't", "can't", "cannot", "doesn't", "fails", "crash", "offline", "stuck", "how ", "why ",
        "kann nicht", "fehler", "erreur", "impossible", "no puedo", "não consigo", "できない", "ません"}) {
    const auto at = std::search(sentence.begin(), sentence.end(), sign.begin(), sign.end(),
                                [](char s, char p) { return lower(s) == p; });
    if (at != sentence.end()) {
      score += 2;
      break;
    }
  }
  if (sentence.find('?') != std::string_view::npos) score += 1;
  if (sentence.size() > kMaxTitleBytes) score -= 2;
  return std::max(0.1, score - 0.8 * static_cast<double>(position));
}

}  // namespace garner
