// An article as a caller sees it: whether at all, its body, its tag, and what If-Match asks of it. Pure but
// for reading the store that is given.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/exchange.h"
#include "api/json.h"
#include "indexer/core/knowledge.h"
#include "indexer/store/store.h"

namespace garner::api {

// An article with what is kept beside it.
struct ArticleView {
  Article article;
  ArticleStatus status;
  std::vector<Scheduled> scheduled;
  std::string merged_into;  // status.merged_into, where the caller may see that one
};

// Errors: kNotFound also for what this caller may not see.
Result<ArticleView> view_article(Store& store, const std::string& id, const Rights& caller);
// The same of one that was read already, and that this caller may see.
Result<ArticleView> view_article(Store& store, Article article, const Rights& caller);

// The interchange form with the state beside it; what only staff may know is for staff.
Json json_of(const ArticleView& view, const Rights& caller);

// "<revision>-<digest of the body>": strong, and the revision tells an edit from mere use.
std::string etag_of(const ArticleView& view, std::string_view body);

// 200 or `status` with body, ETag and the headers of a private answer.
Response article_response(const ArticleView& view, const Json& body, int status = 200);

// The revisions that If-Match names; an empty optional: "*". Problems: 428 without the header.
tl::expected<std::optional<std::vector<std::int64_t>>, Problem> wanted_revisions(const Request& request);

// "*", or a list of tags, weak ones compared by their value (RFC 9110, 13.1.2).
bool matches_tag(std::string_view list, const std::string& tag);

// What editors work with does not exist for others: 404.
std::optional<Problem> for_staff_alone(const Request& request, const char* what);

}  // namespace garner::api
