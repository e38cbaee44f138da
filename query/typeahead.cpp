#include "query/typeahead.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <unordered_set>
#include <utility>

#include "indexer/core/schema.h"
#include "query/answered.h"
#include "query/visibility.h"

namespace garner {
namespace {

// Bounds on the work of one keystroke.
constexpr std::size_t kMaxTitlesLooked = 64;  // titles fetched, of which each is offered once
constexpr std::size_t kMaxTypedWords = 12;

struct Typed {
  std::vector<std::string> words;  // complete ones
  std::string last;                // maybe only begun
};

Typed read(Analyzer& analyzer, std::string_view typed) {
  Typed result;
  std::uint32_t end = 0;
  // Without a language: titles' words are folded, not stemmed.
  for (const Token& token : analyzer.analyze(typed, "")) {
    if (result.words.size() == kMaxTypedWords) break;
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

// The matching documents of all runs, best first.
class Merged {
 public:
  Merged(const Typed& typed, const Snapshot& snapshot, const Visibility& visibility) : snapshot_(snapshot) {
    for (const auto& run : snapshot.titles) {
      Run next{TitleMatches(*run, typed.words, typed.last, visibility), 0};
      next.id = next.matches.next();
      if (next.id != 0) runs_.push_back(std::move(next));
    }
  }
  // 0 after the last.
  Xapian::docid next() {
    const auto best = std::min_element(runs_.begin(), runs_.end(), [&](const Run& a, const Run& b) {
      return offered_before(a.id, b.id, snapshot_);
    });
    if (best == runs_.end()) return 0;
    const Xapian::docid id = best->id;
    best->id = best->matches.next();
    if (best->id == 0) runs_.erase(best);
    return id;
  }

 private:
  struct Run {
    TitleMatches matches;
    Xapian::docid id;  // the next
  };
  const Snapshot& snapshot_;
  std::vector<Run> runs_;
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

// Queries that others asked and got answers to. A few: the titles are what answers.
std::vector<Completion> complete_by_queries(const Typed& typed, const Filter& filter,
                                            const Visibility& visibility, std::size_t limit, Reader& reader,
                                            const Snapshot& snapshot) {
  constexpr std::size_t kMaxQueries = 3;
  std::string start;
  for (const std::string& word : typed.words) (start += word) += ' ';
  std::vector<Completion> completions;
  for (const AnsweredQuery* entry : answered_like(*snapshot.answered, start + typed.last, filter.audience,
                                                  visibility, std::min(limit, kMaxQueries))) {
    completions.push_back({mark(entry->asked.text, typed, reader.analyzer), "query", "", ""});
  }
  return completions;
}

}  // namespace

std::vector<Completion> complete(std::string_view typed_text, const Filter& filter, std::size_t limit,
                                 Reader& reader, const Snapshot& snapshot) {
  const Typed typed = read(reader.analyzer, typed_text);
  if (typed.last.empty()) return {};
  const Visibility visibility(filter, snapshot, reader.database);
  std::vector<Completion> queries = complete_by_queries(typed, filter, visibility, limit, reader, snapshot);
  limit -= queries.size();
  Merged matches(typed, snapshot, visibility);
  std::vector<Completion> completions;
  std::unordered_set<std::string> titles;
  for (std::size_t looked = 0; looked < kMaxTitlesLooked && completions.size() < limit; ++looked) {
    const Xapian::docid id = matches.next();
    if (id == 0) break;
    const auto article = snapshot.shown->find(id, reader.database);
    if (!article) continue;
    const auto shown = [&](Shown field) { return std::string((*article)[field]); };
    std::string title = shown(Shown::kTitle);
    if (!titles.insert(title).second) continue;
    completions.push_back(
        {mark(title, typed, reader.analyzer), "article", shown(Shown::kId), shown(Shown::kUrl)});
  }
  completions.insert(completions.begin(), std::make_move_iterator(queries.begin()),
                     std::make_move_iterator(queries.end()));
  return completions;
}

}  // namespace garner
