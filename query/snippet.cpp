#include "query/snippet.h"

#include <algorithm>
#include <utility>

#include "query/synonyms.h"

namespace garner {
namespace {

constexpr std::string_view kEllipsis = "…";
// A word tells something when its idf is at least this share of the query's highest: in a hundred thousand
// articles, one that fewer than one in twelve has.
constexpr double kTellingShare = 0.2;

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
    for (const std::string& stem : terms[i].stems) term_of_stem_.emplace(key_of_term(stem), i);
    telling_ = std::max(telling_, terms[i].idf * kTellingShare);
  }
}

void Marker::also(const std::vector<Expansion>& expansions) {
  for (const Expansion& expansion : expansions) {
    for (const auto& phrase : expansion.phrases) {
      std::vector<TermKey> stems;
      stems.reserve(phrase.size());
      for (const std::string& stem : phrase) stems.push_back(key_of_term(stem));
      const TermKey first = stems.front();
      if (stems.size() == 1) {
        term_of_stem_.emplace(first, expansion.terms.front());
      } else {
        phrases_.emplace(first, Phrase{std::move(stems), expansion.terms.front()});
      }
    }
  }
}

Marks Marker::marks(const std::vector<KeyedToken>& tokens) const {
  Marks marks;
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    const KeyedToken& token = tokens[at];
    // A code's whole and its parts overlap: the whole comes first and stands for both.
    if (!marks.empty() && token.begin < marks.back().end) continue;
    if (!phrases_.empty()) {
      const auto [first, last] = phrases_.equal_range(token.term);
      const auto here = std::find_if(first, last, [&](const auto& entry) {
        const std::vector<TermKey>& stems = entry.second.stems;
        return stems.size() <= tokens.size() - at &&
               std::equal(stems.begin(), stems.end(), tokens.begin() + static_cast<std::ptrdiff_t>(at),
                          [](TermKey stem, const KeyedToken& other) { return stem == other.term; });
      });
      if (here != last) {
        marks.push_back({token.begin, tokens[at + here->second.stems.size() - 1].end, here->second.term});
        continue;
      }
    }
    const auto found = term_of_stem_.find(token.term);
    if (found == term_of_stem_.end()) continue;
    marks.push_back({token.begin, token.end, found->second});
  }
  return marks;
}

Marks Marker::marks(std::string_view text, std::string_view language) const {
  return marks(keyed_tokens(analyzer_, text, language));
}

bool Marker::covers(std::string_view text, std::string_view language) const {
  std::uint32_t end = 0;
  for (const KeyedToken& token : keyed_tokens(analyzer_, text, language)) {
    if (token.begin < end) continue;  // a part of a code
    if (!term_of_stem_.contains(token.term)) return false;
    end = token.end;
  }
  return end > 0;
}

void Marker::keep_telling(std::initializer_list<Marks*> texts) const {
  const auto tells = [&](const Mark& mark) {
    return !terms_[mark.term].stop_word && terms_[mark.term].idf >= telling_;
  };
  const bool any = std::any_of(texts.begin(), texts.end(), [&](const Marks* marks) {
    return std::any_of(marks->begin(), marks->end(), tells);
  });
  if (!any) return;
  for (Marks* marks : texts) std::erase_if(*marks, [&](const Mark& mark) { return !tells(mark); });
}

Snippet marked(std::string_view text, const Marks& marks) {
  Snippet snippet{std::string(text), {}};
  for (const Mark& mark : marks) snippet.highlights.push_back({mark.begin, mark.end});
  return snippet;
}

Passage best_passage(std::string_view text, const Marks& marks, const std::vector<QueryTerm>& terms,
                     std::size_t max_bytes) {
  // Where text is cut, there is room for an ellipsis at either end.
  if (text.size() > max_bytes) max_bytes -= std::min(max_bytes, 2 * kEllipsis.size());
  const std::size_t room = max_bytes * 2 / 3;  // the rest is for the words around
  double best_weight = 0;
  std::size_t best_first = 0;
  std::vector<std::uint32_t> inside(terms.size(), 0);
  double sum = 0;
  for (std::size_t first = 0, next = 0; first < marks.size(); ++first) {
    for (; next < marks.size() && marks[next].end - marks[first].begin <= room; ++next) {
      if (inside[marks[next].term]++ == 0) sum += terms[marks[next].term].idf;
    }
    if (sum > best_weight + 1e-9) {
      best_weight = sum;
      best_first = first;
    }
    if (next > first) {
      if (--inside[marks[first].term] == 0) sum -= terms[marks[first].term].idf;
    } else {
      next = first + 1;  // a single mark longer than the room
    }
  }

  const std::size_t start = marks.empty() ? 0 : window_start(text, marks[best_first].begin, max_bytes / 3);
  const std::size_t end = window_end(text, start, max_bytes);
  Passage passage;
  passage.weight = best_weight;
  Snippet& snippet = passage.snippet;
  if (start > 0) snippet.text += kEllipsis;
  const auto shift = static_cast<std::int64_t>(snippet.text.size()) - static_cast<std::int64_t>(start);
  snippet.text += text.substr(start, end - start);
  if (end < text.size()) snippet.text += kEllipsis;
  for (const Mark& mark : marks) {
    if (mark.begin < start || mark.end > end) continue;
    snippet.highlights.push_back(
        {static_cast<std::uint32_t>(mark.begin + shift), static_cast<std::uint32_t>(mark.end + shift)});
  }
  return passage;
}

}  // namespace garner
