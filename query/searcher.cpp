#include "query/searcher.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "indexer/core/clock.h"
#include "query/curations.h"
#include "query/explain.h"
#include "query/hit.h"
#include "query/query_settings.h"
#include "query/reader_pool.h"
#include "query/related.h"
#include "query/search.h"
#include "query/typeahead.h"

namespace garner {
namespace {

using Clock = std::chrono::steady_clock;

// A message is searched for with its first distinct terms; past this many, more add cost and no meaning.
constexpr std::size_t kMaxMessageTerms = 160;
// Hits of at least this confidence are shown as the answer.
constexpr double kAnswerable = 0.5;

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

bool is_excluded(std::string_view id, const std::vector<Source>& sources,
                 const std::vector<std::string>& ids) {
  const auto named = [&](std::string_view each) {
    return std::find(ids.begin(), ids.end(), each) != ids.end();
  };
  return named(id) || std::any_of(sources.begin(), sources.end(),
                                  [&](const Source& source) { return named(source.conversation_id); });
}

}  // namespace

struct Searcher::Impl {
  explicit Impl(Options options) : readers(std::move(options.path), options.weights) {}
  ReaderPool readers;
  SearchTables search_tables;
};

Result<std::unique_ptr<Searcher>> Searcher::open(Options options) {
  auto impl = std::make_unique<Impl>(std::move(options));
  if (auto refreshed = impl->readers.refresh(); !refreshed) return fail(refreshed.error());
  return std::unique_ptr<Searcher>(new Searcher(std::move(impl)));
}

Searcher::Searcher(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Searcher::~Searcher() = default;

Result<> Searcher::refresh() {
  return impl_->readers.refresh();
}
std::int64_t Searcher::sequence() const {
  return impl_->readers.snapshot()->sequence;
}
std::uint64_t Searcher::documents() const {
  return impl_->readers.snapshot()->articles;
}

Result<Answer> Searcher::suggest(const SuggestRequest& request) {
  if (request.text.size() + request.subject.size() > kMaxMessageBytes) {
    return fail(ErrorCode::kTooLarge, "the message is longer than 100,000 bytes", "send the part that asks");
  }
  const auto start = Clock::now();
  return impl_->readers.with_reader([&](Reader& reader, const Snapshot& snapshot) -> Result<Answer> {
    Answer answer;
    const std::string text = request.subject.empty() ? request.text : request.subject + "\n" + request.text;
    const auto languages = languages_of_query(text, request.locale, snapshot.languages);
    std::vector<QueryTerm> terms =
        terms_of_query(reader.analyzer, text, languages, kMaxMessageTerms, snapshot.weights);
    const auto expansions = prepare_terms(terms, text, languages, reader.analyzer, snapshot, reader.database);
    Visibility visibility(request.filter, snapshot, reader.database);
    answer.out_of = visibility.articles();
    snapshot.settings->curations
        .find_in_message(reader.analyzer, text, now(), snapshot, visibility, reader.database)
        .take_out(visibility);

    if (!snapshot.learned->empty()) {
      const bool meant = std::any_of(languages.begin(), languages.end(), has_meaning);
      reader.message.set(wording_features(reader.analyzer, text, languages.front()),
                         meant ? std::string_view(text) : std::string_view());
    }
    const std::size_t limit = std::min(request.limit, kMaxHits);
    Ranker::Wanted wanted{.limit = limit + request.filter.exclude.size(),
                          .as_of = as_of(request.filter),
                          .expansions = &expansions,
                          .message = &reader.message};
    if (!request.filter.exclude.empty()) {
      wanted.leaves_out = [&](Xapian::docid id) {
        const auto article = snapshot.shown->find(id, reader.database);
        return article && is_excluded((*article)[Shown::kId], sources_of(*article), request.filter.exclude);
      };
    }
    const auto ranked =
        reader.ranker.rank(terms, snapshot, visibility, reader.database, wanted, answer.found);
    Marker marker(terms, reader.analyzer);
    marker.also(expansions);
    const ExplainedQuery explained{terms, text, languages.front(), as_of(request.filter)};
    const auto show = [&](const std::vector<Ranked>& items, std::size_t at) {
      Hit hit = make_hit(items[at], terms, marker, snapshot, reader,
                         {.prefer_resolution = true, .insert_text = true});
      if (hit.id.empty() || is_excluded(hit.id, hit.sources, request.filter.exclude)) return;
      if (request.explain) {
        hit.explanation = explain(items[at], explained, reader, snapshot);
        hit.explanation->position = at + 1;
      }
      answer.hits.push_back(std::move(hit));
    };
    for (std::size_t i = 0; i < ranked.size() && answer.hits.size() < limit; ++i) {
      if (confidence_of(ranked[i]) >= request.min_score) show(ranked, i);
    }
    const bool shown = std::any_of(answer.hits.begin(), answer.hits.end(),
                                   [&](const Hit& hit) { return hit.id == request.also; });
    if (!request.also.empty() && !shown) {
      wanted.limit = snapshot.last;
      const auto all = reader.ranker.rank(terms, snapshot, visibility, reader.database, wanted, answer.found);
      const Xapian::docid also = document_of_article(request.also, snapshot, reader.database);
      const auto found =
          std::find_if(all.begin(), all.end(), [&](const Ranked& item) { return item.id == also; });
      if (found != all.end()) show(all, static_cast<std::size_t>(found - all.begin()));
    }
    answer.answerable = !answer.hits.empty() && answer.hits.front().confidence >=
                                                    (request.min_score > 0 ? request.min_score : kAnswerable);
    answer.took_ms = milliseconds_since(start);
    return answer;
  });
}

Result<Answer> Searcher::search(const SearchRequest& request) {
  if (request.query.size() > kMaxQueryBytes) {
    return fail(ErrorCode::kTooLarge, "the query is longer than 10,000 bytes",
                "use /v1/suggest for whole messages");
  }
  if (request.offset + request.limit > kMaxDepth) {
    return fail(ErrorCode::kInvalidInput, "results end at 1,000", "narrow the query instead of paging on");
  }
  const auto start = Clock::now();
  return impl_->readers.with_reader([&](Reader& reader, const Snapshot& snapshot) -> Result<Answer> {
    Answer answer = search_articles(request, reader, snapshot, impl_->search_tables);
    answer.took_ms = milliseconds_since(start);
    return answer;
  });
}

Result<Answer> Searcher::related(const RelatedRequest& request) {
  const auto start = Clock::now();
  return impl_->readers.with_reader([&](Reader& reader, const Snapshot& snapshot) -> Result<Answer> {
    Answer answer = related_articles(request, reader, snapshot);
    answer.took_ms = milliseconds_since(start);
    return answer;
  });
}

Result<std::vector<Completion>> Searcher::typeahead(std::string_view prefix, const Filter& filter,
                                                    std::size_t limit) {
  if (prefix.size() > kMaxQueryBytes)
    return fail(ErrorCode::kTooLarge, "the query is longer than 10,000 bytes");
  return impl_->readers.with_reader(
      [&](Reader& reader, const Snapshot& snapshot) -> Result<std::vector<Completion>> {
        return complete(prefix, filter, std::min(limit, kMaxHits), reader, snapshot);
      });
}

}  // namespace garner
