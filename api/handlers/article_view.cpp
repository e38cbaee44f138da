#include "api/handlers/article_view.h"

#include <algorithm>
#include <charconv>

#include "api/auth.h"
#include "api/visible.h"
#include "indexer/channel/interchange_value.h"
#include "indexer/core/clock.h"
#include "indexer/core/names.h"

namespace garner::api {
namespace {

// Calls visit(tag) for each of a list, quotes and W/ included.
template <typename Visit>
void each_tag(std::string_view list, Visit&& visit) {
  while (!list.empty()) {
    std::string_view one = list.substr(0, list.find(','));
    list.remove_prefix(std::min(one.size() + 1, list.size()));
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    visit(one);
  }
}

}  // namespace

Result<ArticleView> view_article(Store& store, const std::string& id, const Rights& caller) {
  auto article = store.article(id);
  if (!article) return fail(article.error());
  if (!may_see(caller, *article)) return fail(ErrorCode::kNotFound, "there is no such article");
  return view_article(store, std::move(*article), caller);
}

Result<ArticleView> view_article(Store& store, Article article, const Rights& caller) {
  auto status = store.article_status(article.id);
  if (!status) return fail(status.error());
  auto scheduled = store.scheduled(article.id);
  if (!scheduled) return fail(scheduled.error());
  std::string merged_into = visible_id(store, caller, status->merged_into);
  return ArticleView{std::move(article), std::move(*status), std::move(*scheduled), std::move(merged_into)};
}

Json json_of(const ArticleView& view, const Rights& caller) {
  const Article& article = view.article;
  Json json = to_value(article);
  if (!caller.is_staff()) json.erase("provenance");
  json["state"] = {{"confidence", name_of(article.confidence)},
                   {"audience", name_of(article.audience)},
                   {"governance", name_of(article.governance)}};
  json["revision"] = view.status.revision;
  if (!caller.is_staff()) return json;
  json["review"] = view.status.review == ReviewStep::kNone ? Json() : Json(name_of(view.status.review));
  json["revised_by"] = view.status.revised_by.empty() ? Json() : Json(view.status.revised_by);
  json["merged_into"] = view.merged_into.empty() ? Json() : Json(view.merged_into);
  json["scheduled"] = Json::array();
  for (const Scheduled& each : view.scheduled) {
    json["scheduled"].push_back(
        {{"id", each.id}, {"to", each.to}, {"at", to_rfc3339(each.at)}, {"by", each.by}});
  }
  return json;
}

std::string etag_of(const ArticleView& view, std::string_view body) {
  constexpr std::size_t kDigits = 32;
  return '"' + std::to_string(view.status.revision) + '-' + hash_secret(body).substr(0, kDigits) + '"';
}

Response article_response(const ArticleView& view, const Json& body, int status) {
  Response response;
  response.status = status;
  response.body = dump(body);
  response.headers = {{"ETag", etag_of(view, response.body)},
                      {"Cache-Control", "private, no-cache"},
                      {"Vary", "Authorization, X-Api-Key"}};
  return response;
}

tl::expected<std::optional<std::vector<std::int64_t>>, Problem> wanted_revisions(const Request& request) {
  const std::string_view list = request.header("if-match");
  if (list.empty()) return tl::make_unexpected(precondition_required());
  if (list == "*") return std::nullopt;
  std::vector<std::int64_t> revisions;
  each_tag(list, [&](std::string_view tag) {
    if (!tag.starts_with('"')) return;  // weak tags never match here (RFC 9110, 13.1.1)
    std::int64_t revision = 0;
    const auto [end, error] = std::from_chars(tag.data() + 1, tag.data() + tag.size(), revision);
    if (error == std::errc() && end != tag.data() + tag.size() && *end == '-') revisions.push_back(revision);
  });
  return revisions;
}

bool matches_tag(std::string_view list, const std::string& tag) {
  if (list == "*") return true;
  bool found = false;
  each_tag(list, [&](std::string_view one) {
    if (one.starts_with("W/")) one.remove_prefix(2);
    found = found || one == tag;
  });
  return found;
}

std::optional<Problem> for_staff_alone(const Request& request, const char* what) {
  if (request.caller.is_staff()) return std::nullopt;
  return not_found(std::string("there is no such ") + what);
}

}  // namespace garner::api
