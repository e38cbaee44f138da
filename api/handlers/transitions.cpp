// GET /v1/articles/{id}/transitions: what may become of an article, so that nobody is offered what is
// refused.
#include "indexer/knowledge/transitions.h"

#include <array>

#include "api/handlers/article_view.h"
#include "api/handlers_editing.h"
#include "api/visible.h"
#include "indexer/core/names.h"

namespace garner::api {
namespace {

struct Target {
  std::string_view of, to;
};
constexpr std::array<Target, 14> kTargets = {{{"confidence", "wip"},
                                              {"confidence", "not_validated"},
                                              {"confidence", "validated"},
                                              {"confidence", "archived"},
                                              {"audience", "team"},
                                              {"audience", "internal"},
                                              {"audience", "partner"},
                                              {"audience", "customer"},
                                              {"audience", "public"},
                                              {"governance", "experience"},
                                              {"governance", "compliance"},
                                              {"review", "draft"},
                                              {"review", "awaiting_review"},
                                              {"review", "awaiting_publication"}}};

// Without those that the table does not have.
Json transitions_of(const ArticleView& view, const Rights& caller, const Policy& policy) {
  Json data = Json::array();
  for (const Target& target : kTargets) {
    const auto state = transition(view.article, view.status.review, target.to, caller.role, policy);
    if (!state && state.error().reason == "illegal_transition") continue;
    Json entry = {{"to", target.to},
                  {"of", target.of},
                  {"allowed", state.has_value()},
                  {"code", state ? Json() : Json(state.error().reason)},
                  {"detail", state ? Json() : Json(state.error().message)}};
    Article moved = view.article;
    if (state) moved.audience = state->audience;
    if (state && !may_see(caller, moved)) {
      entry["allowed"] = false;
      entry["code"] = "role_missing";
      entry["detail"] = "it would be out of your sight";
    }
    data.push_back(std::move(entry));
  }
  return data;
}

}  // namespace

Reply get_transitions(Service& service, const Request& request) {
  if (auto hidden = for_staff_alone(request, "article")) return tl::make_unexpected(std::move(*hidden));
  Json json;
  const auto read = service.read([&](Store& store) -> Result<> {
    const auto view = view_article(store, request.captures.front(), request.caller);
    if (!view) return fail(view.error());
    const auto policy = load_policy(store);
    if (!policy) return fail(policy.error());
    const auto editable = may_edit(view->article, request.caller.role, *policy);
    json = {{"may_edit", editable.has_value()},
            {"edit_refused", editable ? Json() : Json(editable.error().message)},
            {"data", transitions_of(*view, request.caller, *policy)}};
    return {};
  });
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  return Response{.body = dump(json)};
}

}  // namespace garner::api
