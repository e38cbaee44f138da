#include "query/typeahead.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <string>
#include <unordered_set>
#include <utility>

#include "indexer/core/record.h"
#include "indexer/core/schema.h"
#include "query/visibility.h"

namespace garner {
namespace {

// Bounds on the work of one keystroke: a single letter begins thousands of words and titles.
constexpr std::size_t kMaxExpansions = 512;   // words read for a prefix
constexpr std::size_t kUsedExpansions = 48;   // of these, the commonest are used
constexpr std::size_t kMaxCandidates = 2000;  // titles collected before they are ordered
constexpr std::size_t kMaxLooked = 64;        // titles fetched to order them
constexpr std::size_t kMaxWords = 12;

struct Typed {
  std::vector<std::string> words;  // complete ones
  std::string last;                // maybe only begun
};

Typed read(Analyzer& analyzer, std::string_view typed) {
  Typed result;
  std::uint32_t end = 0;
  // Without a language: titles' words are folded, not stemmed.
  for (const Token& token : analyzer.analyze(typed, "")) {
    if (result.words.size() == kMaxWords) break;
    if (!result.words.empty() && token.begin < end) continue;  // a part of a code: its whole is there
    result.words.emplace_back(token.word);
    end = token.end;
  }
  if (!result.words.empty()) {
    result.last = std::move(result.words.back());
    result.words.pop_back();
  }
  return result;
}

std::vector<std::string> expand(const Xapian::Database& database, const std::string& last) {
  const std::string start = std::string(prefix::kTitleWord) + last;
  std::vector<std::pair<Xapian::doccount, std::string>> found;
  for (auto term = database.allterms_begin(start), end = database.allterms_end(start);
       term != end && found.size() < kMaxExpansions; ++term) {
    found.emplace_back(term.get_termfreq(), *term);
  }
  const std::size_t used = std::min(found.size(), kUsedExpansions);
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(used), found.end(),
                    [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::string> terms;
  for (std::size_t i = 0; i < used; ++i) terms.push_back(std::move(found[i].second));
  return terms;
}

// Documents that have all of the complete words and one of the expansions.
std::vector<Xapian::docid> candidates(const Typed& typed, const Snapshot& snapshot,
                                      const Visibility& visibility, const Xapian::Database& database) {
  std::vector<Xapian::docid> ids;
  for (const std::string& term : expand(database, typed.last)) {
    std::vector<Xapian::PostingIterator> words;
    for (const std::string& word : typed.words) {
      words.push_back(database.postlist_begin(std::string(prefix::kTitleWord) + word));
    }
    for (auto posting = database.postlist_begin(term), end = database.postlist_end(term); posting != end;
         ++posting) {
      const Xapian::docid id = *posting;
      if (id > snapshot.last) break;
      const bool all = std::all_of(words.begin(), words.end(), [&](Xapian::PostingIterator& word) {
        if (word == Xapian::PostingIterator()) return false;
        word.skip_to(id);
        return word != Xapian::PostingIterator() && *word == id;
      });
      if (all && visibility.allows(id)) ids.push_back(id);
      if (ids.size() == kMaxCandidates) break;
    }
    if (ids.size() == kMaxCandidates) break;
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

struct Candidate {
  std::int64_t reuse_count;
  Completion completion;
};

// Marks what of the title was typed: whole words, and the beginning of the last one's.
Snippet mark(const std::string& title, const Typed& typed, Analyzer& analyzer) {
  Snippet snippet{title, {}};
  std::uint32_t end = 0;
  for (const Token& token : analyzer.analyze(title, "")) {
    const bool whole = std::find(typed.words.begin(), typed.words.end(), token.word) != typed.words.end();
    if (token.begin < end || !(whole || token.word.starts_with(typed.last))) continue;
    snippet.highlights.push_back({token.begin, token.end});
    end = token.end;
  }
  return snippet;
}

}  // namespace

std::vector<Completion> complete(std::string_view typed_text, const Filter& filter, std::size_t limit,
                                 Reader& reader, const Snapshot& snapshot) {
  const Typed typed = read(reader.analyzer, typed_text);
  if (typed.last.empty()) return {};
  const Visibility visibility(filter, snapshot, reader.database);
  std::vector<Xapian::docid> ids = candidates(typed, snapshot, visibility, reader.database);
  // Short documents first stands for short titles; the titles themselves are read of a few alone.
  const std::size_t looked = std::min(ids.size(), kMaxLooked);
  std::partial_sort(
      ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(looked), ids.end(),
      [&](auto a, auto b) { return std::pair(snapshot.length[a], a) < std::pair(snapshot.length[b], b); });
  std::vector<Candidate> found;
  std::unordered_set<std::string> titles;
  for (std::size_t i = 0; i < looked; ++i) {
    const std::string record = reader.database.get_document(ids[i], Xapian::DOC_ASSUME_VALID).get_data();
    const auto fields = split_record(record);
    if (!fields || fields->size() < static_cast<std::size_t>(Shown::kCount)) continue;
    const auto shown = [&](Shown field) { return std::string((*fields)[static_cast<std::size_t>(field)]); };
    std::string title = shown(Shown::kTitle);
    if (!titles.insert(title).second) continue;
    found.push_back({std::strtoll(shown(Shown::kReuseCount).c_str(), nullptr, 10),
                     {{std::move(title), {}}, "article", shown(Shown::kId), shown(Shown::kUrl)}});
  }
  std::stable_sort(found.begin(), found.end(), [](const Candidate& a, const Candidate& b) {
    if (a.reuse_count != b.reuse_count) return a.reuse_count > b.reuse_count;
    return a.completion.text.text.size() < b.completion.text.text.size();
  });
  std::vector<Completion> completions;
  for (std::size_t i = 0; i < std::min(limit, found.size()); ++i) {
    found[i].completion.text = mark(found[i].completion.text.text, typed, reader.analyzer);
    completions.push_back(std::move(found[i].completion));
  }
  return completions;
}

}  // namespace garner
