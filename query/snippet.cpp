#include "query/snippet.h"

#include <algorithm>

namespace garner {
namespace {

constexpr std::string_view kEllipsis = "…";

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

std::size_t character_start(std::string_view text, std::size_t at) {
  while (at > 0 && at < text.size() && continues_character(text[at])) --at;
  return at;
}

// Where a window that must not start after `first` may start: at the sentence's beginning if that is within
// `reach` bytes, else at a word's.
std::size_t window_start(std::string_view text, std::size_t first, std::size_t reach) {
  if (first <= reach) return 0;
  const std::size_t earliest = character_start(text, first - reach);
  for (std::size_t at = first; at > earliest; --at) {
    if (text[at - 1] == '\n') return at;
    if (at >= 2 && text[at - 1] == ' ' && (text[at - 2] == '.' || text[at - 2] == '!' || text[at - 2] == '?'))
      return at;
  }
  // No sentence begins near: a few words before the first mark.
  const std::size_t near = character_start(text, first - std::min(first, reach / 3));
  const std::size_t blank = text.find_first_of(" \n", near);
  return blank != std::string_view::npos && blank < first ? blank + 1 : near;
}

std::size_t window_end(std::string_view text, std::size_t start, std::size_t max_bytes) {
  if (text.size() - start <= max_bytes) return text.size();
  const std::size_t end = character_start(text, start + max_bytes);
  const std::size_t blank = text.find_last_of(" \n", end);
  return blank != std::string_view::npos && blank > start + max_bytes / 2 ? blank : end;
}

}  // namespace

Marker::Marker(const std::vector<QueryTerm>& terms, Analyzer& analyzer) : terms_(terms), analyzer_(analyzer) {
  for (std::uint32_t i = 0; i < terms.size(); ++i) {
    for (const std::string& stem : terms[i].stems) term_of_stem_.emplace(stem, i);
  }
}

std::vector<Marker::Mark> Marker::marks(std::string_view text, std::string_view language) {
  std::vector<Mark> marks;
  for (const Token& token : analyzer_.analyze(text, language)) {
    const auto found = term_of_stem_.find(token.term);
    if (found == term_of_stem_.end()) continue;
    // A code's whole and its parts overlap: the whole comes first and stands for both.
    if (!marks.empty() && token.begin < marks.back().end) continue;
    marks.push_back({token.begin, token.end, found->second});
  }
  return marks;
}

Snippet Marker::marked(std::string_view text, std::string_view language) {
  Snippet snippet{std::string(text), {}};
  for (const Mark& mark : marks(text, language)) snippet.highlights.push_back({mark.begin, mark.end});
  return snippet;
}

Snippet Marker::snippet(std::string_view text, std::string_view language, std::size_t max_bytes,
                        double* weight) {
  const std::vector<Mark> all = marks(text, language);
  const std::size_t room = max_bytes * 2 / 3;  // the rest is for the words around
  double best_weight = 0;
  std::size_t best_first = 0;
  std::vector<std::uint32_t> inside(terms_.size(), 0);
  double sum = 0;
  for (std::size_t first = 0, next = 0; first < all.size(); ++first) {
    for (; next < all.size() && all[next].end - all[first].begin <= room; ++next) {
      if (inside[all[next].term]++ == 0) sum += terms_[all[next].term].idf;
    }
    if (sum > best_weight + 1e-9) {
      best_weight = sum;
      best_first = first;
    }
    if (next > first) {
      if (--inside[all[first].term] == 0) sum -= terms_[all[first].term].idf;
    } else {
      next = first + 1;  // a single mark longer than the room
    }
  }
  if (weight != nullptr) *weight = best_weight;

  const std::size_t start = all.empty() ? 0 : window_start(text, all[best_first].begin, max_bytes / 3);
  const std::size_t end = window_end(text, start, max_bytes);
  Snippet snippet;
  if (start > 0) snippet.text += kEllipsis;
  const auto shift = static_cast<std::int64_t>(snippet.text.size()) - static_cast<std::int64_t>(start);
  snippet.text += text.substr(start, end - start);
  if (end < text.size()) snippet.text += kEllipsis;
  for (const Mark& mark : all) {
    if (mark.begin < start || mark.end > end) continue;
    snippet.highlights.push_back(
        {static_cast<std::uint32_t>(mark.begin + shift), static_cast<std::uint32_t>(mark.end + shift)});
  }
  return snippet;
}

}  // namespace garner
