// find_environment (extract.h): products, platforms and versions by simple patterns. Precision first: a wrong
// line in an article's environment misleads whoever reads it, a missed one is still in the text.
#include <algorithm>
#include <initializer_list>
#include <string>
#include <unordered_map>

#include "indexer/core/ascii.h"
#include "indexer/extract.h"
#include "indexer/phrases.h"

namespace garner {
namespace {

bool is_inner_char(char c) {
  return is_word_char(c) || c == '.' || c == '-' || c == '_' || c == '+';
}

// What a word can be; flags.
enum Kind : unsigned {
  kPlatform = 1,      // counts with a version or release name
  kSurePlatform = 2,  // and without one too
  kRelease = 4,       // name of a platform's release
  kVersionWord = 8,   // stands before a version
  kNoProduct = 16,    // before a code that is no model: "Error E-041"
  kNoModel = 32,      // looks like a model and is a standard
};

unsigned kinds_of(const std::string& folded) {
  static const std::unordered_map<std::string_view, unsigned> kinds = [] {
    std::unordered_map<std::string_view, unsigned> made;
    const auto add = [&](unsigned kind, std::initializer_list<std::string_view> words) {
      for (const std::string_view word : words) made[word] |= kind;
    };
    add(kPlatform, {"windows", "osx", "linux", "chrome", "firefox", "safari", "edge", "opera", "outlook",
                    "iphone", "ipad", "watchos", "python", "node", "java", "php"});
    add(kPlatform | kSurePlatform,
        {"macos", "ios", "ipados", "android", "chromeos", "ubuntu", "debian", "fedora"});
    add(kRelease, {"xp", "vista", "server", "home", "pro", "mojave", "catalina", "monterey", "ventura",
                   "sonoma", "sequoia", "focal", "jammy", "bullseye", "bookworm"});
    add(kVersionWord, {"firmware", "version", "build", "release", "driver", "fw", "ver", "bios", "software",
                       "app", "versión", "versão"});
    add(kNoProduct,
        {"error", "code",   "fehler", "fehlercode", "erreur",       "código", "codigo",  "erro",  "status",
         "step",  "page",   "figure", "line",       "slot",         "port",   "article", "case",  "ticket",
         "order", "number", "nummer", "serial",     "kundennummer", "name",   "lan",     "wan",   "update",
         "since", "seit",   "depuis", "desde",      "install",      "allow",  "use",     "using", "uso"});
    add(kNoModel, {"a3", "a4", "ipv4", "ipv6", "mp3", "mp4", "smb1", "smb2", "smb3", "tls1", "usb2", "usb3",
                   "wpa2", "wpa3"});
    return made;
  }();
  const auto found = kinds.find(folded);
  return found == kinds.end() ? 0 : found->second;
}

// A word, number or version of the text.
struct Piece {
  std::string_view text;
  std::uint32_t begin = 0, end = 0;
  std::string folded;
  unsigned kinds = 0;
  bool joined = false;  // nothing but one blank between it and the piece before
};

std::vector<Piece> pieces_of(std::string_view text) {
  std::vector<Piece> pieces;
  std::size_t last_end = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_word_char(text[at])) {
      ++at;
      continue;
    }
    std::size_t past = at;
    while (past < text.size() && is_inner_char(text[past])) ++past;
    std::size_t end = past;
    while (!is_word_char(text[end - 1])) --end;
    Piece piece;
    piece.text = text.substr(at, end - at);
    piece.begin = static_cast<std::uint32_t>(at);
    piece.end = static_cast<std::uint32_t>(end);
    constexpr std::size_t kLongest = 40;  // no product or version is longer
    if (piece.text.size() <= kLongest) {
      for (const char c : piece.text) piece.folded += lower(c);
      piece.kinds = kinds_of(piece.folded);
    }
    piece.joined = !pieces.empty() && at == last_end + 1 && text[last_end] == ' ';
    last_end = end;
    pieces.push_back(std::move(piece));
    at = past;
  }
  return pieces;
}

// "3", "3.2.1", "v2.3", "10.15b2": numbers joined by dots, at least `parts` of them.
bool is_version(std::string_view word, int parts) {
  constexpr std::size_t kLongest = 16;
  if (!word.empty() && word[0] == 'v') word.remove_prefix(1);
  if (word.empty() || !is_digit(word[0]) || word.size() > kLongest) return false;
  int found = 1;
  for (const char c : word) {
    if (c == '.') ++found;
    if (c != '.' && c != '-' && !is_digit(c) && !is_lower(c)) return false;
  }
  return found >= parts;
}

// "Brindle", "LaserJet": a name, not a word of the text.
bool is_name(const Piece& piece) {
  constexpr std::size_t kShortest = 3;
  if (piece.text.size() < kShortest || !is_upper(piece.text[0]) || (piece.kinds & kNoProduct) != 0)
    return false;
  const auto letter = [](char c) { return is_upper(c) || is_lower(c) || is_wide(c); };
  return std::all_of(piece.text.begin(), piece.text.end(), letter) && !is_empty_word(piece.folded);
}

// "X2", "MX-500", "4K": letters and digits, as models are named. "K-20931" is a customer's number.
bool is_model(const Piece& piece) {
  constexpr std::size_t kLongest = 8;
  constexpr std::ptrdiff_t kMostDigits = 4;
  const std::string_view word = piece.text;
  if (word.size() > kLongest || (piece.kinds & kNoModel) != 0) return false;
  const auto digits = std::count_if(word.begin(), word.end(), is_digit);
  const auto plain = [](char c) { return is_upper(c) || is_lower(c) || is_digit(c) || c == '-'; };
  return digits > 0 && digits <= kMostDigits && std::any_of(word.begin(), word.end(), is_upper) &&
         std::all_of(word.begin(), word.end(), plain);
}

// The piece after the last that belongs to a mention starting at `at`; `at` when none does.
std::size_t mention_at(const std::vector<Piece>& pieces, std::size_t at) {
  const auto follows = [&](std::size_t next) { return next < pieces.size() && pieces[next].joined; };
  const auto version_follows = [&](std::size_t next, int parts) {
    return follows(next) && is_version(pieces[next].folded, parts);
  };
  const Piece& first = pieces[at];
  std::size_t past = at + 1;
  if ((first.kinds & kPlatform) != 0) {
    if (follows(past) && (pieces[past].kinds & kRelease) != 0) ++past;
    if (version_follows(past, 1)) ++past;
    return past > at + 1 || (first.kinds & kSurePlatform) != 0 ? past : at;
  }
  if ((first.kinds & kVersionWord) != 0) {
    // "firmware version is 3.2.1"
    while (past < at + 3 && follows(past) &&
           ((pieces[past].kinds & kVersionWord) != 0 || pieces[past].folded == "is"))
      ++past;
    return version_follows(past, 1) && pieces[past].text.size() > 1 ? past + 1 : at;
  }
  if (is_name(first)) {
    while (past < at + 3 && follows(past) && is_name(pieces[past])) ++past;
    if (follows(past) && is_model(pieces[past])) return past + 1;
    return version_follows(past, 2) ? past + 1 : at;
  }
  return first.text[0] == 'v' && is_version(first.folded, 2) ? past : at;
}

}  // namespace

std::vector<TextSpan> find_environment(std::string_view text) {
  std::vector<TextSpan> found;
  const std::vector<Piece> pieces = pieces_of(text);
  bool in_code = false;  // after an odd number of back-ticks
  std::size_t looked = 0;
  for (std::size_t at = 0; at < pieces.size();) {
    for (; looked < pieces[at].begin; ++looked) in_code ^= text[looked] == '`';
    const std::size_t past = in_code ? at : mention_at(pieces, at);
    if (past > at) found.push_back({pieces[at].begin, pieces[past - 1].end});
    at = std::max(past, at + 1);
  }
  return found;
}

}  // namespace garner
