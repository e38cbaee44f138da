// GET and POST /v1/typeahead.
#include "api/answer_json.h"
#include "api/auth.h"
#include "api/handlers.h"
#include "api/handlers/params.h"
#include "api/json.h"

namespace garner::api {
namespace {

constexpr std::size_t kMaxPrefix = 500;
constexpr std::int64_t kCompletions = 8, kMostCompletions = 20;

Reply complete(Service& service, const Request& request, const std::string& prefix, std::int64_t limit,
               std::vector<FieldProblem> errors) {
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  const auto searcher = service.searcher();
  if (!searcher) return tl::make_unexpected(problem_of(searcher.error()));
  const auto completions =
      (*searcher)->typeahead(prefix, filter_for(request.caller), static_cast<std::size_t>(limit));
  if (!completions) return tl::make_unexpected(problem_of(completions.error()));
  return Response{.body = typeahead_body(*completions, random_id())};
}

}  // namespace

Reply get_typeahead(Service& service, const Request& request) {
  std::vector<FieldProblem> errors;
  Params params(request, errors);
  const std::string prefix = params.text("q");
  const std::int64_t limit = params.integer("limit", kCompletions, 1, kMostCompletions);
  if (prefix.size() > kMaxPrefix)
    errors.push_back({"?q", "must be at most " + std::to_string(kMaxPrefix) + " bytes"});
  return complete(service, request, prefix, limit, std::move(errors));
}

// For pages of other sites: their browser asks for leave once an address, so not once a letter.
Reply post_typeahead(Service& service, const Request& request) {
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  std::vector<FieldProblem> errors;
  Fields fields(*body, "", errors);
  const std::string prefix = fields.text("q", kMaxPrefix);
  const std::int64_t limit = fields.integer("limit", kCompletions, 1, kMostCompletions);
  return complete(service, request, prefix, limit, std::move(errors));
}

}  // namespace garner::api
