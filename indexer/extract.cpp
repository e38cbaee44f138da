#include "indexer/extract.h"

#include <algorithm>
#include <array>
#include <string>

#include "indexer/phrases.h"

namespace garner {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_wide(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}
bool is_word_char(char c) {
  return is_digit(c) || is_upper(c) || is_lower(c) || is_wide(c);
}

char lower(char c) {
  return is_upper(c) ? static_cast<char>(c + 32) : c;
}

bool starts_with_folded(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), text.begin(), [](char p, char t) { return p == lower(t); });
}

// `words` ascending.
template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::binary_search(words.begin(), words.end(), word);
}

// A token between blanks, without punctuation at its ends.
struct Piece {
  std::uint32_t begin = 0, end = 0;
  std::string folded;
  bool joined = false;  // nothing but one blank between it and the piece before
};

std::vector<Piece> pieces_of(std::string_view text) {
  std::vector<Piece> pieces;
  std::size_t last_end = 0;
  for (std::size_t at = 0; at < text.size();) {
    while (at < text.size() && !is_word_char(text[at])) ++at;
    std::size_t end = at;
    while (end < text.size() && text[end] != ' ' && text[end] != '\n' && text[end] != '\t') ++end;
    const std::size_t next = end;
    while (end > at && !is_word_char(text[end - 1])) --end;
    // "(firmware 3.2.1,build" without blanks: end at the first character that no name or version has.
    for (std::size_t inner = at; inner < end; ++inner) {
      const char c = text[inner];
      if (!is_word_char(c) && c != '.' && c != '-' && c != '_' && c != '+') {
        end = inner;
        break;
      }
    }
    if (end > at) {
      Piece piece{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end), {}, false};
      for (std::size_t i = at; i < end; ++i) piece.folded += lower(text[i]);
      piece.joined = !pieces.empty() && at == last_end + 1 && text[last_end] == ' ';
      last_end = end;
      pieces.push_back(std::move(piece));
    }
    at = std::max(next, end);
    if (at == end && at < text.size() && end == next) ++at;
    // What follows a piece cut short is looked at again from there.
    if (end < next && !pieces.empty() && pieces.back().end == end) at = end;
  }
  return pieces;
}

// "3", "3.2.1", "v2.3", "10.15b2": `parts` numbers with dots at least.
bool is_version(std::string_view word, int parts) {
  if (!word.empty() && word[0] == 'v') word.remove_prefix(1);
  if (word.empty() || !is_digit(word[0]) || word.size() > 16) return false;
  int found = 1;
  for (std::size_t at = 0; at < word.size(); ++at) {
    if (word[at] == '.') ++found;
    if (word[at] != '.' && !is_digit(word[at]) && !is_lower(word[at]) && word[at] != '-') return false;
  }
  return found >= parts;
}

// "Brindle", "LaserJet": a name, not a word of the text.
bool is_name(std::string_view text, const Piece& piece) {
  const std::string_view word = text.substr(piece.begin, piece.end - piece.begin);
  if (word.size() < 3 || !is_upper(word[0]) || is_empty_word(piece.folded)) return false;
  return std::all_of(word.begin(), word.end(),
                     [](char c) { return is_upper(c) || is_lower(c) || is_wide(c); });
}

constexpr std::array<std::string_view, 14> kStandards = {
    "a3", "a4", "ipv4", "ipv6", "mp3", "mp4", "smb1", "smb2", "smb3", "tls1", "usb2", "usb3", "wpa2", "wpa3"};
static_assert(std::is_sorted(kStandards.begin(), kStandards.end()));

// "X2", "MX-500", "4K": letters and digits, as models are named.
bool is_model(std::string_view text, const Piece& piece) {
  const std::string_view word = text.substr(piece.begin, piece.end - piece.begin);
  const bool digit = std::any_of(word.begin(), word.end(), is_digit);
  const bool upper = std::any_of(word.begin(), word.end(), is_upper);
  const bool plain = std::all_of(
      word.begin(), word.end(), [](char c) { return is_upper(c) || is_digit(c) || is_lower(c) || c == '-'; });
  // "K-20931" is a customer's number, "IPv4" and "SMB1" are standards.
  const auto digits = std::count_if(word.begin(), word.end(), is_digit);
  return digit && upper && plain && word.size() <= 8 && digits <= 4 && !is_one_of(piece.folded, kStandards);
}

constexpr std::array<std::string_view, 24> kPlatforms = {
    "android", "chrome",  "chromeos", "debian", "edge",   "fedora", "firefox", "ios",
    "ipad",    "ipados",  "iphone",   "java",   "linux",  "macos",  "node",    "opera",
    "osx",     "outlook", "php",      "python", "safari", "ubuntu", "watchos", "windows"};
static_assert(std::is_sorted(kPlatforms.begin(), kPlatforms.end()));
// These are said without a version too and mean it.
constexpr std::array<std::string_view, 8> kSureAlone = {"android", "chromeos", "debian", "fedora",
                                                        "ios",     "ipados",   "macos",  "ubuntu"};
static_assert(std::is_sorted(kSureAlone.begin(), kSureAlone.end()));
constexpr std::array<std::string_view, 15> kReleaseNames = {
    "bookworm", "bullseye", "catalina", "focal",  "home",    "jammy", "mojave", "monterey",
    "pro",      "sequoia",  "server",   "sonoma", "ventura", "vista", "xp"};
static_assert(std::is_sorted(kReleaseNames.begin(), kReleaseNames.end()));
constexpr std::array<std::string_view, 12> kVersionWords = {"app",      "bios",    "build",   "driver",
                                                            "firmware", "fw",      "release", "software",
                                                            "ver",      "version", "versión", "versão"};
static_assert(std::is_sorted(kVersionWords.begin(), kVersionWords.end()));
// Names before a code that make it no product: "Error E-041".
constexpr std::array<std::string_view, 36> kCodeWords = {
    "allow", "article", "case",   "code",       "codigo", "código",  "depuis",       "desde",  "erreur",
    "erro",  "error",   "fehler", "fehlercode", "figure", "install", "kundennummer", "lan",    "line",
    "name",  "number",  "nummer", "order",      "page",   "port",    "seit",         "serial", "since",
    "slot",  "status",  "step",   "ticket",     "update", "use",     "using",        "uso",    "wan"};
static_assert(std::is_sorted(kCodeWords.begin(), kCodeWords.end()));

// The piece after the last that belongs to a mention starting at `at`; `at` when none does.
std::size_t environment_at(std::string_view text, const std::vector<Piece>& pieces, std::size_t at) {
  const auto next_is_version = [&](std::size_t next, int parts) {
    return next < pieces.size() && pieces[next].joined && is_version(pieces[next].folded, parts);
  };
  const std::string& word = pieces[at].folded;
  if (is_one_of(word, kPlatforms)) {
    std::size_t past = at + 1;
    if (past < pieces.size() && pieces[past].joined && is_one_of(pieces[past].folded, kReleaseNames)) ++past;
    if (next_is_version(past, 1)) ++past;
    return past > at + 1 || is_one_of(word, kSureAlone) ? past : at;
  }
  if (is_one_of(word, kVersionWords)) {
    std::size_t past = at + 1;
    while (past < pieces.size() && past < at + 3 && pieces[past].joined &&
           (is_one_of(pieces[past].folded, kVersionWords) || pieces[past].folded == "is")) {
      ++past;
    }
    return next_is_version(past, 1) && pieces[past].folded.size() > 1 ? past + 1 : at;
  }
  if (is_name(text, pieces[at]) && !is_one_of(word, kCodeWords)) {
    std::size_t past = at + 1;
    while (past < pieces.size() && past < at + 3 && pieces[past].joined && is_name(text, pieces[past]) &&
           !is_one_of(pieces[past].folded, kCodeWords)) {
      ++past;
    }
    if (past < pieces.size() && pieces[past].joined && is_model(text, pieces[past])) return past + 1;
    return next_is_version(past, 2) ? past + 1 : at;
  }
  return word[0] == 'v' && is_version(word, 2) && word.size() > 3 ? at + 1 : at;
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

std::vector<TextSpan> find_environment(std::string_view text) {
  std::vector<TextSpan> found;
  const std::vector<Piece> pieces = pieces_of(text);
  std::size_t ticks = 0;  // back-ticks passed: an odd number of them, and a piece stands in code
  std::size_t counted = 0;
  for (std::size_t at = 0; at < pieces.size();) {
    ticks += static_cast<std::size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(counted),
                                                 text.begin() + pieces[at].begin, '`'));
    counted = pieces[at].begin;
    if (ticks % 2 == 1) {
      ++at;
      continue;
    }
    const std::size_t past = environment_at(text, pieces, at);
    if (past > at) found.push_back({pieces[at].begin, pieces[past - 1].end});
    at = std::max(past, at + 1);
  }
  return found;
}

}  // namespace garner
