// GET and POST /v1/search, POST /v1/multi-search.
#include <algorithm>

#include "api/answer_json.h"
#include "api/auth.h"
#include "api/handlers.h"
#include "api/handlers/params.h"
#include "api/json.h"
#include "api/limits.h"
#include "indexer/core/clock.h"

namespace garner::api {
namespace {

constexpr std::size_t kMaxMark = 64;
constexpr std::size_t kMaxFacets = 10;
constexpr std::size_t kMaxSearches = 20;

// What both forms ask for; numbers are in range already.
struct Query {
  std::string q, locale, filter, sort;
  std::vector<std::string> facets;
  Marks marks;
  std::int64_t page = 1, per_page = 10, snippet_words = 30, typos = 2;
  double min_score = 0;
  std::string client_id;
  bool track = true, explain = false, collapse = true;
};

// The numbers, which parameters and fields give alike.
template <typename Source>
void read_numbers(Source& source, Query& query) {
  query.page = source.integer("page", query.page, 1, kMaxDepth);
  query.per_page = source.integer("per_page", query.per_page, 1, kMaxHits);
  query.snippet_words = source.integer("snippet_words", query.snippet_words, 5, 100);
  query.typos = source.integer("typos", query.typos, 0, 2);
  query.min_score = source.number("min_score", 0, 0, 1);
}

// A later page belongs to the same intent: its clicks come with their own places.
void note(Service& service, const Request& request, const Query& query, const std::string& id,
          const Answer& answer) {
  if (!query.track || query.client_id.empty() || query.page > 1) return;
  LoggedQuery logged{id, "search", query.q, "", query.locale, request.caller.audience, query.client_id,
                     {}, now()};
  for (const Hit& hit : answer.hits) logged.shown.push_back(hit.id);
  service.log_query(std::move(logged));
}

std::vector<std::string> comma_separated(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty() && items.size() < kMaxFacets) {
    items.emplace_back(text.substr(0, text.find(',')));
    text.remove_prefix(std::min(items.back().size() + 1, text.size()));
  }
  return items;
}

// What the searcher is asked for. `prefix` is where the fields lie: "?", "/", "/searches/3/".
SearchRequest wanted_of(const Rights& caller, const Query& query, const std::string& prefix,
                        std::vector<FieldProblem>& errors) {
  SearchRequest wanted;
  wanted.query = query.q;
  wanted.locale = query.locale;
  wanted.filter = filter_for(caller);
  wanted.snippet_words = static_cast<std::size_t>(query.snippet_words);
  wanted.typos = static_cast<unsigned>(query.typos);
  wanted.limit = static_cast<std::size_t>(query.per_page);
  wanted.offset = static_cast<std::size_t>((query.page - 1) * query.per_page);
  if (query.q.empty() && query.filter.empty())
    errors.push_back({prefix + "q", "or a filter is required, and must not be empty"});
  if (query.q.size() > kMaxQueryBytes) {
    errors.push_back({prefix + "q", "must be at most " + std::to_string(kMaxQueryBytes) + " bytes"});
  }
  if (wanted.offset + wanted.limit > kMaxDepth) {
    errors.push_back(
        {prefix + "page", "results deeper than " + std::to_string(kMaxDepth) + " are not listed"});
  }
  if (query.marks.start.size() > kMaxMark || query.marks.end.size() > kMaxMark) {
    errors.push_back({prefix + "highlight_start", "must be at most " + std::to_string(kMaxMark) + " bytes"});
  }
  if (!narrow(wanted.filter, query.filter)) {
    errors.push_back(
        {prefix + "filter",
         "must be field:value, joined by commas; tag, lang, channel, product, status, audience"});
  }
  if (const auto sort = parse_sort_order(query.sort.empty() ? "relevance" : query.sort)) {
    wanted.sort = *sort;
  } else {
    errors.push_back({prefix + "sort", "must be relevance, newest, oldest, updated or reuse"});
  }
  for (const std::string& name : query.facets) {
    const auto facet = parse_facet(name);
    if (!facet) {
      errors.push_back({prefix + "facets", "must be of tag, product, channel, lang, status, audience"});
    } else if (*facet == Facet::kAudience && !caller.is_staff()) {
      errors.push_back({prefix + "facets", "audience is counted for staff"});
    } else if (std::find(wanted.facets.begin(), wanted.facets.end(), *facet) == wanted.facets.end()) {
      wanted.facets.push_back(*facet);
    }
  }
  wanted.collapse = query.collapse;
  wanted.explain = query.explain;
  if (query.explain && !caller.is_staff())
    errors.push_back({prefix + "explain", "is for staff: it shows wordings that askers used"});
  return wanted;
}

// The body of one search.
tl::expected<std::string, Problem> answer_to(Service& service, const Request& request, const Query& query,
                                             const SearchRequest& wanted) {
  const auto searcher = service.searcher();
  if (!searcher) return tl::make_unexpected(problem_of(searcher.error()));
  auto answer = (*searcher)->search(wanted);
  if (!answer) return tl::make_unexpected(problem_of(answer.error()));
  std::erase_if(answer->hits, [&](const Hit& hit) { return hit.confidence < query.min_score; });
  const std::string id = random_id();
  note(service, request, query, id, *answer);
  return search_body(*answer, {id, query.q, static_cast<std::size_t>(query.page),
                               static_cast<std::size_t>(query.per_page), query.marks});
}

Reply search(Service& service, const Request& request, const Query& query, std::vector<FieldProblem> errors) {
  const SearchRequest wanted = wanted_of(request.caller, query, request.method == "POST" ? "/" : "?", errors);
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  auto body = answer_to(service, request, query, wanted);
  if (!body) return tl::make_unexpected(body.error());
  return Response{.body = std::move(*body)};
}

Query read_query(const Json& body, const std::string& pointer, std::vector<FieldProblem>& errors) {
  Fields fields(body, pointer, errors);
  Query query;
  query.q = fields.text("q", kMaxQueryBytes);
  query.locale = fields.text("locale");
  query.filter = fields.text("filter");
  query.sort = fields.text("sort");
  query.facets = fields.texts("facets", kMaxFacets);
  if (body.contains("highlight_start")) query.marks.start = fields.text("highlight_start", kMaxMark);
  if (body.contains("highlight_end")) query.marks.end = fields.text("highlight_end", kMaxMark);
  read_numbers(fields, query);
  query.client_id = fields.text("client_id", kMaxClientId);
  query.track = fields.boolean("track", true);
  query.collapse = fields.boolean("collapse", true);
  query.explain = fields.boolean("explain", false);
  return query;
}

}  // namespace

Reply get_search(Service& service, const Request& request) {
  std::vector<FieldProblem> errors;
  Params params(request, errors);
  Query query;
  query.q = params.text("q");
  query.locale = params.text("locale");
  query.filter = params.text("filter");
  query.sort = params.text("sort");
  query.facets = comma_separated(params.text("facets"));
  query.marks = {params.text("highlight_start", query.marks.start),
                 params.text("highlight_end", query.marks.end)};
  read_numbers(params, query);
  query.client_id = params.text("client_id");
  if (query.client_id.size() > kMaxClientId) errors.push_back({"?client_id", "must be at most 128 bytes"});
  query.collapse = params.flag("collapse", true);
  query.track = params.flag("track", true);
  query.explain = params.flag("explain");
  return search(service, request, query, std::move(errors));
}

Reply post_search(Service& service, const Request& request) {
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  std::vector<FieldProblem> errors;
  const Query query = read_query(*body, "", errors);
  return search(service, request, query, std::move(errors));
}

Reply post_multi_search(Service& service, const Request& request) {
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  std::vector<FieldProblem> errors;
  Fields fields(*body, "", errors);
  const Json* searches = fields.array("searches", kMaxSearches);
  const std::size_t count = searches == nullptr ? 0 : searches->size();
  if (errors.empty() && count == 0) fields.wrong("searches", "is required and must not be empty");
  std::vector<std::pair<Query, SearchRequest>> wanted;
  for (std::size_t i = 0; errors.empty() && i < count; ++i) {
    const std::string pointer = "/searches/" + std::to_string(i);
    if (!(*searches)[i].is_object()) {
      errors.push_back({pointer, "must be an object, as POST /v1/search takes it"});
      break;
    }
    Query query = read_query((*searches)[i], pointer, errors);
    SearchRequest request_of = wanted_of(request.caller, query, pointer + "/", errors);
    wanted.emplace_back(std::move(query), std::move(request_of));
  }
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  std::string results;
  for (const auto& [query, request_of] : wanted) {
    const auto answer = answer_to(service, request, query, request_of);
    if (!answer) return tl::make_unexpected(answer.error());
    results += (results.empty() ? "" : ",") + *answer;
  }
  return Response{.body = "{\"results\":[" + results + "]}"};
}

}  // namespace garner::api
