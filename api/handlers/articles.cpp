// GET /v1/articles, one of them, and what is related to it.
#include <cstdint>

#include "api/answer_json.h"
#include "api/handlers.h"
#include "api/handlers/article_view.h"
#include "api/handlers/params.h"
#include "api/handlers_editing.h"
#include "api/json.h"
#include "api/visible.h"
#include "indexer/core/names.h"

namespace garner::api {
namespace {

constexpr std::size_t kMaxArticlesLookedAt = 2000;  // articles read for one page of a list
constexpr int kMaxHops = 8;                         // merged into one that was merged into one...

// The article that took up this one, if the caller may see it.
Result<std::string> successor_of(Store& store, const std::string& id, const Rights& caller) {
  std::string at = id;
  for (int hop = 0; hop < kMaxHops; ++hop) {
    const auto status = store.article_status(at);
    if (!status) return fail(status.error());
    if (status->merged_into.empty()) break;
    at = status->merged_into;
  }
  if (at == id) return std::string();
  // It was for this caller before it was archived.
  auto merged = store.article_outline(id);
  if (!merged) return fail(merged.error());
  merged->confidence = Confidence::kNotValidated;
  if (!may_see(caller, *merged)) return fail(ErrorCode::kNotFound, "there is no such article");
  const auto article = store.article_outline(at);
  if (!article) return fail(article.error());
  if (!may_see(caller, *article)) return fail(ErrorCode::kNotFound, "there is no such article");
  return at;
}

}  // namespace

Reply get_related(Service& service, const Request& request) {
  std::vector<FieldProblem> errors;
  Params params(request, errors);
  RelatedRequest wanted;
  wanted.article_id = request.captures.front();
  wanted.filter = filter_for(request.caller);
  wanted.limit = static_cast<std::size_t>(params.integer("limit", 5, 1, 20));
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  const auto read = service.read([&](Store& store) -> Result<> {
    const auto article = store.article_outline(wanted.article_id);
    if (!article) return fail(article.error());
    if (!may_see(request.caller, *article)) return fail(ErrorCode::kNotFound, "there is no such article");
    auto used = store.used_after(wanted.article_id, kMaxHits);
    if (!used) return fail(used.error());
    wanted.used_after = std::move(*used);
    return {};
  });
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  const auto searcher = service.searcher();
  if (!searcher) return tl::make_unexpected(problem_of(searcher.error()));
  const auto answer = (*searcher)->related(wanted);
  if (!answer) return tl::make_unexpected(problem_of(answer.error()));
  return Response{.body = related_body(*answer)};
}

Reply get_article(Service& service, const Request& request) {
  const std::string& id = request.captures.front();
  const std::string* merged = request.param("merged");
  std::string successor;
  ArticleView view;
  const auto found = service.read([&](Store& store) -> Result<> {
    if (merged == nullptr || *merged != "show") {
      auto next = successor_of(store, id, request.caller);
      if (!next) return fail(next.error());
      successor = std::move(*next);
      if (!successor.empty()) return {};
    }
    auto read = view_article(store, id, request.caller);
    if (!read) return fail(read.error());
    view = std::move(*read);
    return {};
  });
  if (!found) return tl::make_unexpected(problem_of(found.error()));
  if (!successor.empty()) {
    const std::string location = "/v1/articles/" + successor;
    Response response{.status = 301, .body = dump({{"id", id}, {"merged_into", successor}})};
    response.headers.emplace_back("Location", location);
    return response;
  }
  Response response = article_response(view, json_of(view, request.caller));
  if (matches_tag(request.header("if-none-match"), response.headers.front().second)) {
    response.status = 304;
    response.body.clear();
  }
  return response;
}

// In the order they were made.
Reply get_articles(Service& service, const Request& request) {
  std::vector<FieldProblem> errors;
  Params params(request, errors);
  ArticleList list;
  list.audience = request.caller.audience;
  list.staff = request.caller.is_staff();
  list.limit = static_cast<std::size_t>(params.integer("limit", 20, 1, 100));
  const std::size_t limit = list.limit++;
  list.after = params.integer("after", 0, 0, INT64_MAX);
  if (const std::string* name = request.param("confidence")) {
    list.confidence = parse_confidence(*name);
    if (!list.confidence)
      errors.push_back({"?confidence", "must be wip, not_validated, validated or archived"});
  }
  if (const std::string* name = request.param("review")) {
    list.review = parse_review_step(*name).value_or(ReviewStep::kNone);
    if (list.review == ReviewStep::kNone)
      errors.push_back({"?review", "must be draft, awaiting_review or awaiting_publication"});
  }
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  Json data = Json::array();
  Json cursor;
  const auto read = service.read([&](Store& store) -> Result<> {
    // What the caller's limits leave out makes a page shorter: a limit that nothing fits must not read all
    // there is in one request.
    for (std::size_t looked_at = 0; looked_at < kMaxArticlesLookedAt; looked_at += list.limit) {
      auto articles = store.list_articles(list);
      if (!articles) return fail(articles.error());
      for (NumberedArticle& each : *articles) {
        if (data.size() == limit) {
          cursor = std::to_string(list.after);
          return {};
        }
        list.after = each.number;
        if (!may_see(request.caller, each.article)) continue;
        const auto view = view_article(store, std::move(each.article), request.caller);
        if (!view) return fail(view.error());
        data.push_back(json_of(*view, request.caller));
      }
      if (articles->size() < list.limit) return {};
    }
    cursor = std::to_string(list.after);
    return {};
  });
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  return list_of(std::move(data), cursor);
}

}  // namespace garner::api
