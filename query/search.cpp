#include "query/search.h"

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "indexer/core/clock.h"
#include "query/correct.h"
#include "query/explain.h"
#include "query/hit.h"
#include "query/near_duplicates.h"
#include "query/parse.h"
#include "query/query_settings.h"
#include "query/words.h"

namespace garner {
namespace {

constexpr std::size_t kMaxSearchTerms = 64;
constexpr std::size_t kSnippetWordBytes = 7;  // a word and its blank, for snippet_words
// With fewer articles found, a far more frequent word that is nearly the same is suggested.
constexpr std::size_t kFewFound = 3;
// Articles read at most to see whether they have a phrase.
constexpr std::size_t kMaxChecked = 1000;
// Ranked beyond the page, to take the places of near-duplicates.
constexpr std::size_t kSpare = 20;
// Near-duplicates are looked for among so many of the first hits: each has to be read, as if it were shown.
constexpr std::size_t kCompared = 100;

// One reading of a query: what it asks for, and the articles that answer it.
struct Reading {
  Reading(std::string text, const SearchRequest& request, Reader& reader, const Snapshot& snapshot)
      : query(std::move(text)),
        parsed(parse_query(query, request.filter)),
        languages(languages_of_query(parsed.words, request.locale, snapshot.languages)),
        terms(terms_of_query(reader.analyzer, parsed.words, languages, kMaxSearchTerms, snapshot.weights)),
        expansions(prepare_terms(terms, parsed.words, languages, reader.analyzer, snapshot, reader.database)),
        visibility(parsed.filter, snapshot, reader.database),
        checks(parsed, languages, request.locale, reader, snapshot, visibility),
        curated(snapshot.settings->curations.find(reader.analyzer, parsed.words, request.now.value_or(now()),
                                                  snapshot, visibility, reader.database)) {
    if (request.sort != SortOrder::kRelevance) curated.pins.clear();  // places in another order
    curated.take_out(visibility);
  }

  std::string query;
  ParsedQuery parsed;
  std::vector<std::string> languages;
  std::vector<QueryTerm> terms;
  std::vector<Expansion> expansions;
  Visibility visibility;
  WordChecks checks;
  Curated curated;

  std::vector<Ranked> ranked;  // in order; all of them, or as many as the page needs
  std::uint64_t matched = 0;   // articles
  std::uint64_t found = 0;     // the same, near-duplicates as one
  bool found_exact = true;
  std::size_t missing = 0;         // words that no article has beside the others that it has
  std::vector<Xapian::docid> all;  // that matched, in no order
  std::unordered_map<std::uint64_t, std::uint64_t> similar;  // of those that matched, per Facts::wording
};

// Without words to look for, whether the query asks for articles at all.
bool lists_articles(const ParsedQuery& parsed) {
  const Filter& filter = parsed.filter;
  return parsed.narrows || !filter.tags.empty() || !filter.products.empty() || !filter.channels.empty() ||
         !filter.locales.empty() || !filter.confidences.empty() || !filter.audiences.empty();
}

// What the caller may see, whatever the query asks for.
Filter rights_of(const Filter& filter) {
  Filter rights;
  rights.audience = filter.audience;
  rights.include_wip = filter.include_wip;
  rights.include_archived = filter.include_archived;
  rights.limits = filter.limits;
  return rights;
}

class Search {
 public:
  Search(const SearchRequest& request, Reader& reader, const Snapshot& snapshot, SearchTables& tables)
      : request_(request), reader_(reader), snapshot_(snapshot), tables_(tables) {}

  Answer run();

 private:
  void match(Reading& reading);
  void rank(Reading& reading, std::size_t limit);
  void list(Reading& reading);
  void check(Reading& reading);
  void sort(Reading& reading);
  void collapse(Reading& reading);
  void collapse_near(Reading& reading);
  void pin(Reading& reading);

  Corrector corrector_of(const Reading& reading);
  bool has_unknown_word(const Reading& reading);
  std::optional<Reading> corrected(const Reading& reading);
  void show(const Reading& reading, Answer& answer);

  const SearchRequest& request_;
  Reader& reader_;
  const Snapshot& snapshot_;
  SearchTables& tables_;
  const Visibility rights_{rights_of(request_.filter), snapshot_, reader_.database};
};

// Two words: both. More: three in five, so that one word too many does not hide the answer.
std::size_t required_of(std::size_t terms) {
  return terms <= 2 ? terms : (terms * 3 + 4) / 5;
}

// Fills in what the reading finds, in the order that was asked for.
void Search::match(Reading& reading) {
  const std::size_t page_end = request_.offset + request_.limit;
  const bool by_relevance = request_.sort == SortOrder::kRelevance && !reading.terms.empty();
  const bool whole = !by_relevance || !reading.checks.empty();
  if (reading.terms.empty()) {
    list(reading);
  } else {
    rank(reading, whole ? snapshot_.last : page_end + kSpare);
  }
  if (!by_relevance) sort(reading);
  if (!reading.checks.empty()) check(reading);
  collapse(reading);
  if (request_.collapse && reading.ranked.size() < page_end && !whole &&
      reading.ranked.size() < reading.found) {
    rank(reading, snapshot_.last);  // more near-duplicates than there were to spare
    collapse(reading);
  }
  pin(reading);
}

void Search::rank(Reading& reading, std::size_t limit) {
  const std::size_t count = reading.terms.size();
  reading.ranked = reader_.ranker.rank(reading.terms, snapshot_, reading.visibility, reader_.database,
                                       {.limit = limit,
                                        .as_of = as_of(reading.parsed.filter),
                                        .required = required_of(count),
                                        .all = &reading.all,
                                        .expansions = &reading.expansions},
                                       reading.matched);
  reading.missing = count;
  for (const Ranked& item : reading.ranked) {
    reading.missing = std::min(reading.missing, count - item.matched);
  }
}

// All that the filters leave, of a query without words.
void Search::list(Reading& reading) {
  if (!lists_articles(reading.parsed)) return;
  for (Xapian::docid id = 1; id <= snapshot_.last; ++id) {
    if (reading.visibility.allows(id)) reading.all.push_back(id);
  }
  for (const Xapian::docid id : reading.all) reading.ranked.push_back({.id = id});
  reading.matched = reading.all.size();
}

// Equal ones stay in the order of relevance; where there is none, in that of the articles' numbers, which a
// rebuilt index keeps.
void Search::sort(Reading& reading) {
  const auto key = [&](Xapian::docid id) -> std::int64_t {
    switch (request_.sort) {
      case SortOrder::kOldest:
        return snapshot_.created[id] == 0 ? INT64_MAX : snapshot_.created[id];
      case SortOrder::kUpdated:
        return -static_cast<std::int64_t>(snapshot_.updated[id]);
      case SortOrder::kReuse:
        return -static_cast<std::int64_t>(snapshot_.reuse[id]);
      default:
        return -static_cast<std::int64_t>(snapshot_.created[id]);
    }
  };
  std::vector<std::pair<std::int64_t, std::uint32_t>> order;
  order.reserve(reading.ranked.size());
  const bool has_words = !reading.terms.empty();
  for (std::uint32_t i = 0; i < reading.ranked.size(); ++i) order.emplace_back(key(reading.ranked[i].id), i);
  std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
    if (a.first != b.first || has_words) return a < b;
    return snapshot_.number[reading.ranked[a.second].id] < snapshot_.number[reading.ranked[b.second].id];
  });
  std::vector<Ranked> sorted;
  sorted.reserve(order.size());
  for (const auto& [unused, i] : order) sorted.push_back(reading.ranked[i]);
  reading.ranked = std::move(sorted);
}

// Takes out what does not have the phrases. Of the last that would have to be read, too many, none is shown.
void Search::check(Reading& reading) {
  std::size_t read = 0;
  std::erase_if(reading.ranked, [&](const Ranked& item) {
    if (!reading.checks.concerns(item.id)) return false;
    if (read++ >= kMaxChecked) return true;
    return !reading.checks.passes(item.id);
  });
  reading.found_exact = read <= kMaxChecked;
  reading.matched = reading.ranked.size();
  reading.all.clear();
  for (const Ranked& item : reading.ranked) reading.all.push_back(item.id);
}

// Of articles that say the same, the first stands for all.
void Search::collapse(Reading& reading) {
  reading.found = reading.matched;
  reading.similar.clear();
  if (!request_.collapse) return;
  for (const Curated::Place& place : reading.curated.pins) reading.similar[snapshot_.wording[place.id]] = 1;
  const auto count = [&](Xapian::docid id) {
    if (snapshot_.wording[id] == 0) return;
    if (reading.similar[snapshot_.wording[id]]++ > 0 && reading.matched <= kMaxDepth) --reading.found;
  };
  if (reading.matched <= kMaxDepth) {
    for (const Xapian::docid id : reading.all) count(id);
  } else {
    for (std::size_t i = 0; i < std::min(reading.ranked.size(), kMaxDepth); ++i) count(reading.ranked[i].id);
  }
  if (reading.similar.empty()) return;
  std::unordered_set<std::uint64_t> seen;
  for (const Curated::Place& place : reading.curated.pins) seen.insert(snapshot_.wording[place.id]);
  std::erase_if(reading.ranked, [&](const Ranked& item) {
    const std::uint64_t wording = snapshot_.wording[item.id];
    return wording != 0 && !seen.insert(wording).second;
  });
  collapse_near(reading);
}

// Those that say nearly the same are known once they are read, so it is done from the first hit to the end of
// the page: an article that stands for others does so on every page.
void Search::collapse_near(Reading& reading) {
  NearDuplicates duplicates(reading.terms);
  std::vector<std::uint64_t> kept;  // wordings
  const auto stands_for = [&](Xapian::docid id) -> std::optional<std::uint64_t> {
    auto article = snapshot_.shown->find(id, reader_.database);
    if (article == nullptr || snapshot_.wording[id] == 0) return std::nullopt;
    if (const auto first = duplicates.find_or_keep(std::move(article))) return kept[*first];
    kept.push_back(snapshot_.wording[id]);
    return std::nullopt;
  };
  for (const Curated::Place& place : reading.curated.pins) stands_for(place.id);
  std::size_t shown = 0, compared = 0;
  std::erase_if(reading.ranked, [&](const Ranked& item) {
    if (shown == request_.offset + request_.limit || compared++ >= kCompared) return false;
    const auto first = stands_for(item.id);
    if (!first) {
      ++shown;
      return false;
    }
    const auto said_by = [&](std::uint64_t wording) -> std::uint64_t& {
      std::uint64_t& articles = reading.similar[wording];
      articles = std::max<std::uint64_t>(articles, 1);
      return articles;
    };
    const std::uint64_t more = said_by(snapshot_.wording[item.id]);
    said_by(*first) += more;
    if (reading.matched <= kMaxDepth) --reading.found;
    return true;
  });
}

void Search::pin(Reading& reading) {
  for (const Curated::Place& place : reading.curated.pins) reading.all.push_back(place.id);
  reading.found += reading.curated.pins.size();
  reading.ranked = reading.curated.arrange(std::move(reading.ranked));
}

// A word that an editor has named a synonym of is no mistake.
Corrector Search::corrector_of(const Reading& reading) {
  std::vector<std::string> accepted;
  for (const Expansion& expansion : reading.expansions) {
    for (const std::uint32_t term : expansion.terms) accepted.push_back(reading.terms[term].word);
  }
  return {reader_, rights_, reading.visibility, reading.languages, request_.typos, std::move(accepted)};
}

bool Search::has_unknown_word(const Reading& reading) {
  if (reading.missing == 0) return false;
  const Corrector corrector = corrector_of(reading);
  return !std::all_of(reading.terms.begin(), reading.terms.end(),
                      [&](const QueryTerm& term) { return corrector.is_known(term.word, term.stems); });
}

// The reading of the corrected query, where it finds an article with more of the words.
std::optional<Reading> Search::corrected(const Reading& reading) {
  const auto query = corrector_of(reading).correct(reading.query, reading.parsed,
                                                   tables_.vocabulary.words(reader_.database, snapshot_));
  if (!query || query->size() > kMaxQueryBytes) return std::nullopt;
  Reading other(*query, request_, reader_, snapshot_);
  match(other);
  if (other.ranked.empty() || other.missing >= reading.missing) return std::nullopt;
  return other;
}

void Search::show(const Reading& reading, Answer& answer) {
  Marker marker(reading.terms, reader_.analyzer);
  marker.also(reading.expansions);
  answer.applied_rules = reading.curated.rules;
  answer.found = reading.found;
  answer.found_exact = reading.found_exact;
  answer.out_of = reading.visibility.articles();
  const std::size_t end = std::min(reading.ranked.size(), request_.offset + request_.limit);
  for (std::size_t i = request_.offset; i < end; ++i) {
    const Xapian::docid id = reading.ranked[i].id;
    Hit hit = make_hit(reading.ranked[i], reading.terms, marker, snapshot_, reader_,
                       {.snippet_bytes = request_.snippet_words * kSnippetWordBytes});
    if (hit.id.empty()) continue;
    if (request_.explain) {
      hit.explanation = explain(reading.ranked[i],
                                {.terms = reading.terms,
                                 .text = {},
                                 .language = reading.languages.front(),
                                 .as_of = as_of(reading.parsed.filter),
                                 .search = true},
                                reader_, snapshot_);
      hit.explanation->position = i + 1;
    }
    if (const auto same = reading.similar.find(snapshot_.wording[id]); same != reading.similar.end())
      hit.similar = same->second - 1;
    answer.hits.push_back(std::move(hit));
  }
  for (const Facet facet : request_.facets) {
    answer.facets.push_back({facet, tables_.facets.count(facet, reading.all, reader_.database, snapshot_)});
  }
  answer.answerable = !answer.hits.empty();
}

Answer Search::run() {
  Answer answer;
  Reading typed(request_.query, request_, reader_, snapshot_);
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
      auto other = corrector_of(typed).suggest(typed.query, typed.parsed,
                                               tables_.vocabulary.words(reader_.database, snapshot_));
      if (other) answer.suggestions.push_back(*std::move(other));
    }
  }
  show(typed, answer);
  return answer;
}

}  // namespace

Answer search_articles(const SearchRequest& request, Reader& reader, const Snapshot& snapshot,
                       SearchTables& tables) {
  return Search(request, reader, snapshot, tables).run();
}

}  // namespace garner
