#include "indexer/phrases.h"

#include <algorithm>

#include "indexer/phrase_book.h"

namespace garner {
namespace {

enum class CharKind { kLetter, kBlank, kClause, kSentence, kApostrophe };
struct Char {
  CharKind kind = CharKind::kBlank;
  std::size_t bytes = 1;
};

// A look at the first bytes is enough for the punctuation that matters; any other character beyond ASCII is a
// letter.
Char char_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const unsigned c = byte(0);
  if (c < 0x80) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
      return {CharKind::kLetter, 1};
    if (c == '\'') return {CharKind::kApostrophe, 1};
    const unsigned next = byte(1);
    const bool inside =
        next > 0x20 && next != ')' && next != '"' && next != '.' && next != '!';  // "3.2.1", "example.org"
    if (c == '.' && inside) return {CharKind::kBlank, 1};
    if (c == '.' || c == '!' || c == '?' || c == '\n') return {CharKind::kSentence, 1};
    if (c == ',' || c == ';' || c == ':' || c == '(' || c == ')') return {CharKind::kClause, 1};
    return {CharKind::kBlank, 1};
  }
  const std::size_t bytes = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
  if (c == 0xC2) return {CharKind::kBlank, bytes};  // no-break space, ¡ ¿ « » and the like
  if (c == 0xE2 && byte(1) == 0x80) {
    if (byte(2) == 0x99) return {CharKind::kApostrophe, bytes};
    return {byte(2) == 0x94 || byte(2) == 0xA6 ? CharKind::kClause : CharKind::kBlank,
            bytes};  // dash, ellipsis
  }
  if (c == 0xE3 && byte(1) == 0x80) {
    if (byte(2) == 0x82) return {CharKind::kSentence, bytes};  // 。
    return {byte(2) == 0x81 ? CharKind::kClause : CharKind::kBlank, bytes};
  }
  if (c == 0xEF && byte(1) == 0xBC) {
    if (byte(2) == 0x81 || byte(2) == 0x9F) return {CharKind::kSentence, bytes};  // ！ ？
    return {CharKind::kClause, bytes};
  }
  if (c == 0xF0 && byte(1) == 0x9F) return {CharKind::kBlank, bytes};  // emoji
  return {CharKind::kLetter, bytes};
}

// Appends one character folded.
void append_folded(std::string& word, std::string_view character) {
  if (character.size() == 1) {
    const char c = character[0];
    word += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return;
  }
  word += character;
  const auto last = static_cast<unsigned char>(word.back());
  const bool latin1_capital = character.size() == 2 && static_cast<unsigned char>(character[0]) == 0xC3 &&
                              last >= 0x80 && last <= 0x9E && last != 0x97;
  if (latin1_capital) word.back() = static_cast<char>(last + 0x20);
}

// The word after the last one matched, or 0 where the phrase does not match from `at`.
std::size_t match_from(const std::vector<Word>& words, std::size_t at, const Phrase& phrase,
                       std::size_t part) {
  for (; part < phrase.words.size(); ++part, ++at) {
    if (phrase.words[part] == "*") {
      for (std::size_t gap = 0; gap <= kMaxGap && at + gap < words.size(); ++gap) {
        if (gap > 0 && words[at + gap - 1].opens_clause) break;
        if (const std::size_t past = match_from(words, at + gap, phrase, part + 1)) return past;
      }
      return 0;
    }
    if (at >= words.size() || words[at].text != phrase.words[part]) return 0;
    if (part > 0 && words[at].opens_sentence) return 0;
  }
  return at;
}

}  // namespace

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> words;
  bool clause = true;
  bool sentence = true;
  for (std::size_t at = 0; at < text.size();) {
    Char c = char_at(text, at);
    if (c.kind != CharKind::kLetter) {
      clause |= c.kind == CharKind::kClause || c.kind == CharKind::kSentence;
      sentence |= c.kind == CharKind::kSentence;
      at += c.bytes;
      continue;
    }
    Word word;
    word.begin = static_cast<std::uint32_t>(at);
    word.opens_clause = clause;
    word.opens_sentence = sentence;
    while (at < text.size()) {
      c = char_at(text, at);
      if (c.kind == CharKind::kApostrophe) {
        word.text += '\'';
      } else if (c.kind == CharKind::kLetter) {
        append_folded(word.text, text.substr(at, c.bytes));
      } else {
        break;
      }
      at += c.bytes;
    }
    at = std::min(at, text.size());
    word.end = static_cast<std::uint32_t>(at);
    words.push_back(std::move(word));
    clause = sentence = false;
  }
  return words;
}

std::vector<CueMatch> find_cues(std::string_view text, const std::vector<Word>& words) {
  const PhraseBook& book = PhraseBook::built_in();
  std::vector<CueMatch> found;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const auto phrases = book.by_first_word.find(words[at].text);
    if (phrases == book.by_first_word.end()) continue;
    for (const Phrase& phrase : phrases->second) {
      const std::size_t past = match_from(words, at, phrase, 0);
      if (past == 0) continue;
      found.push_back({phrase.cue, words[at].begin, words[past - 1].end, static_cast<std::uint32_t>(at),
                       static_cast<std::uint32_t>(past), phrase.languages});
    }
  }
  if (without_spaces(text)) {
    for (const auto& [part, phrase] : book.substrings) {
      for (std::size_t at = text.find(part); at != std::string_view::npos;
           at = text.find(part, at + part.size())) {
        found.push_back({phrase.cue, static_cast<std::uint32_t>(at),
                         static_cast<std::uint32_t>(at + part.size()), 0, 0, phrase.languages});
      }
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const CueMatch& a, const CueMatch& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  std::vector<CueMatch> kept;
  for (const CueMatch& match : found) {
    if (!kept.empty() && match.begin < kept.back().end) {
      const bool longer = match.end - match.begin > kept.back().end - kept.back().begin;
      if (longer) kept.back() = match;
      continue;
    }
    kept.push_back(match);
  }
  return kept;
}

bool is_word(WordKind kind, std::string_view folded, Languages languages) {
  const PhraseBook& book = PhraseBook::built_in();
  const auto known = book.words.find(std::string(folded));
  return known != book.words.end() && (known->second[static_cast<std::size_t>(kind)] & languages) != 0;
}

bool without_spaces(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xE3; });
}

}  // namespace garner
