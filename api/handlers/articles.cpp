// GET /v1/articles/{id}, and what is related to it.
#include <algorithm>

#include "api/answer_json.h"
#include "api/auth.h"
#include "api/handlers.h"
#include "api/handlers/params.h"
#include "api/json.h"
#include "indexer/channel/interchange.h"
#include "indexer/core/names.h"

namespace garner::api {
namespace {

// The interchange form with the state beside it. Which message a sentence came from is for staff.
std::string body_of(const Article& article, const Rights& caller) {
  auto json = parse_object(to_json(article));
  if (!json) return to_json(article);
  if (!caller.is_staff()) json->erase("provenance");
  (*json)["state"] = {{"confidence", name_of(article.confidence)},
                      {"audience", name_of(article.audience)},
                      {"governance", name_of(article.governance)}};
  return dump(*json);
}

// "*", or a list of tags, weak ones compared by their value (RFC 9110, 13.1.2).
bool matches_tag(std::string_view list, const std::string& tag) {
  if (list == "*") return true;
  while (!list.empty()) {
    std::string_view one = list.substr(0, list.find(','));
    list.remove_prefix(std::min(one.size() + 1, list.size()));
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == tag) return true;
  }
  return false;
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
    const auto article = store.article(wanted.article_id);
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
  Article article;
  const auto found = service.read([&](Store& store) -> Result<> {
    auto read = store.article(id);
    if (!read) return fail(read.error());
    article = std::move(*read);
    return {};
  });
  if (!found && found.error().code != ErrorCode::kNotFound)
    return tl::make_unexpected(problem_of(found.error()));
  if (!found || !may_see(request.caller, article))
    return tl::make_unexpected(not_found("there is no such article"));
  Response response;
  response.body = body_of(article, request.caller);
  const std::string tag = '"' + hash_secret(response.body).substr(0, 32) + '"';
  response.headers = {
      {"ETag", tag}, {"Cache-Control", "private, no-cache"}, {"Vary", "Authorization, X-Api-Key"}};
  if (matches_tag(request.header("if-none-match"), tag)) {
    response.status = 304;
    response.body.clear();
  }
  return response;
}

}  // namespace garner::api
