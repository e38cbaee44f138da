#include "query/search.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "indexer/core/clock.h"
#include "query/correct.h"
#include "query/hit.h"
#include "query/parse.h"
#include "query/query_settings.h"
#include "query/words.h"

namespace garner {
namespace {

constexpr std::size_t kMaxSearchTerms = 64;
constexpr std::size_t kSnippetWordBytes = 7;  // a word and its blank, for snippet_words
// With fewer articles found, a far more frequent word that is nearly the same is suggested.
constexpr std::size_t kFewFound = 3;

// One reading of a query: what it asks for, and the articles that answer it.
struct Reading {
  Reading(std::string text, const SearchRequest& request, const Snapshot& snapshot, Reader& reader)
      : query(std::move(text)),
        parsed(parse_query(query, request.filter)),
        languages(languages_of_query(parsed.words, request.locale, snapshot.languages)),
        terms(terms_of_query(reader.analyzer, parsed.words, languages, kMaxSearchTerms)),
        expansions(prepare_terms(terms, parsed.words, languages, reader.analyzer, snapshot, reader.database)),
        visibility(parsed.filter, snapshot, reader.database),
        curated(snapshot.settings->curations.find(reader.analyzer, parsed.words, request.now.value_or(now()),
                                                  snapshot, visibility, reader.database)) {
    curated.take_out(visibility);
  }

  std::string query;
  ParsedQuery parsed;
  std::vector<std::string> languages;
  std::vector<QueryTerm> terms;
  std::vector<Expansion> expansions;
  Visibility visibility;
  Curated curated;
  std::vector<Ranked> ranked;
  std::uint64_t found = 0;
  std::size_t missing = 0;  // words that no article has beside the others that it has
};

class Search {
 public:
  Search(const SearchRequest& request, Reader& reader, const Snapshot& snapshot, Vocabulary& vocabulary)
      : request_(request), reader_(reader), snapshot_(snapshot), vocabulary_(vocabulary) {}

  Answer run();

 private:
  void match(Reading& reading);
  bool has_unknown_word(const Reading& reading);
  std::optional<Reading> corrected(const Reading& reading);
  void suggest(const Reading& reading, Answer& answer);
  void show(const Reading& reading, Answer& answer);

  const SearchRequest& request_;
  Reader& reader_;
  const Snapshot& snapshot_;
  Vocabulary& vocabulary_;
};

// Asked as of a time in the past, freshness is measured from there.
std::uint32_t as_of(const Filter& filter) {
  return filter.created_before
             ? static_cast<std::uint32_t>(std::clamp<Time>(*filter.created_before / 1000, 0, UINT32_MAX))
             : 0;
}

void Search::match(Reading& reading) {
  const std::size_t count = reading.terms.size();
  // Two words: both. More: three in five, so that one word too many does not hide the answer.
  const std::size_t required = count <= 2 ? count : (count * 3 + 4) / 5;
  const bool checked = !WordChecks(reading.parsed, reader_.analyzer).empty();
  reading.ranked = reader_.ranker.rank(
      reading.terms, snapshot_, reading.visibility, reader_.database,
      {.limit = checked ? kMaxDepth : std::max<std::size_t>(1, request_.offset + request_.limit),
       .as_of = as_of(reading.parsed.filter),
       .required = required,
       .expansions = &reading.expansions},
      reading.found);
  reading.missing = count;
  for (const Ranked& item : reading.ranked) {
    reading.missing = std::min(reading.missing, count - std::min(count, reader_.ranker.matched(item.id)));
  }
  reading.ranked = reading.curated.arrange(std::move(reading.ranked));
  reading.found += reading.curated.pins.size();
}

bool Search::has_unknown_word(const Reading& reading) {
  if (reading.missing == 0) return false;
  const Corrector corrector(reader_, reading.visibility, reading.languages, request_.typos);
  return !std::all_of(reading.terms.begin(), reading.terms.end(),
                      [&](const QueryTerm& term) { return corrector.is_known(term.stems); });
}

// The reading of the corrected query, where it finds an article with more of the words.
std::optional<Reading> Search::corrected(const Reading& reading) {
  Corrector corrector(reader_, reading.visibility, reading.languages, request_.typos);
  const auto query =
      corrector.correct(reading.query, reading.parsed, vocabulary_.words(reader_.database, snapshot_));
  if (!query || query->size() > kMaxQueryBytes) return std::nullopt;
  Reading other(*query, request_, snapshot_, reader_);
  match(other);
  if (other.ranked.empty() || other.missing >= reading.missing) return std::nullopt;
  return other;
}

void Search::suggest(const Reading& reading, Answer& answer) {
  Corrector corrector(reader_, reading.visibility, reading.languages, request_.typos);
  auto other =
      corrector.suggest(reading.query, reading.parsed, vocabulary_.words(reader_.database, snapshot_));
  if (other) answer.suggestions.push_back(*std::move(other));
}

void Search::show(const Reading& reading, Answer& answer) {
  const WordChecks checks(reading.parsed, reader_.analyzer);
  Marker marker(reading.terms, reader_.analyzer);
  marker.also(reading.expansions);
  answer.applied_rules = reading.curated.rules;
  answer.found = reading.found;
  answer.out_of = reading.visibility.articles();
  std::size_t passed = 0;
  for (const Ranked& item : reading.ranked) {
    if (answer.hits.size() == request_.limit) break;
    if (!checks.empty() && !checks.passes(item.id, reader_.database)) {
      --answer.found;
      continue;
    }
    if (passed++ < request_.offset) continue;
    Hit hit = make_hit(item, reading.terms, marker, snapshot_, reader_.database,
                       {.snippet_bytes = request_.snippet_words * kSnippetWordBytes});
    if (!hit.id.empty()) answer.hits.push_back(std::move(hit));
  }
  answer.answerable = !answer.hits.empty();
}

Answer Search::run() {
  Answer answer;
  Reading typed(request_.query, request_, snapshot_, reader_);
  match(typed);
  // What an editor has arranged for the words as they are typed is meant so.
  if (request_.typos > 0 && !typed.terms.empty() && typed.curated.pins.empty()) {
    if (has_unknown_word(typed)) {
      if (const auto other = corrected(typed)) {
        answer.corrected_query = other->query;
        show(*other, answer);
        return answer;
      }
    } else if (typed.found < kFewFound) {
      suggest(typed, answer);
    }
  }
  show(typed, answer);
  return answer;
}

}  // namespace

Answer search_articles(const SearchRequest& request, Reader& reader, const Snapshot& snapshot,
                       Vocabulary& vocabulary) {
  return Search(request, reader, snapshot, vocabulary).run();
}

}  // namespace garner
