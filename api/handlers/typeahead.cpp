// GET /v1/typeahead.
#include "api/answer_json.h"
#include "api/auth.h"
#include "api/handlers.h"
#include "api/handlers/params.h"

namespace garner::api {

Reply get_typeahead(Service& service, const Request& request) {
  constexpr std::size_t kMaxPrefix = 500;
  std::vector<FieldProblem> errors;
  Params params(request, errors);
  const std::string prefix = params.text("q");
  const auto limit = static_cast<std::size_t>(params.integer("limit", 8, 1, 20));
  if (prefix.size() > kMaxPrefix)
    errors.push_back({"?q", "must be at most " + std::to_string(kMaxPrefix) + " bytes"});
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  const auto searcher = service.searcher();
  if (!searcher) return tl::make_unexpected(problem_of(searcher.error()));
  const auto completions = (*searcher)->typeahead(prefix, filter_for(request.caller), limit);
  if (!completions) return tl::make_unexpected(problem_of(completions.error()));
  return Response{.body = typeahead_body(*completions, random_id())};
}

}  // namespace garner::api
