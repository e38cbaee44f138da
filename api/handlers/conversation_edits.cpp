// What editors make of a conversation: an article, or a solution.
#include <algorithm>
#include <optional>

#include "api/handlers/article_fields.h"
#include "api/handlers/article_view.h"
#include "api/handlers/conversation_view.h"
#include "api/handlers/editing_tools.h"
#include "api/handlers_editing.h"
#include "indexer/core/clock.h"
#include "indexer/core/names.h"
#include "indexer/knowledge/promote.h"

namespace garner::api {
namespace {

// How often one who is no editor by role accepts: against those who click through everything.
struct AcceptLimit {
  Time within;
  std::size_t times;
};
constexpr AcceptLimit kAcceptLimits[] = {{30'000, 4}, {3'600'000, 20}};

// The audit has who accepted when, also what was taken back again.
Result<std::optional<Problem>> too_many_accepted(Store& store, const Rights& caller) {
  if (caller.role >= EditorRole::kContributor) return std::optional<Problem>();
  for (const AcceptLimit& limit : kAcceptLimits) {
    const Time at = now();
    const auto page = store.audit({.actor = caller.key_id,
                                   .action = "solution_accepted",
                                   .from = at - limit.within + 1,
                                   .limit = limit.times});
    if (!page) return fail(page.error());
    if (page->entries.size() < limit.times) continue;
    Problem over = problem(429, "rate_limited", "so many solutions were accepted just now");
    const Time wait = page->entries.back().at + limit.within - at;
    over.retry_after = static_cast<int>(std::max<Time>(1, (wait + 999) / 1000));
    return std::optional(std::move(over));
  }
  return std::optional<Problem>();
}

// Accepts, or takes it back, and answers with the conversation as it is then.
Reply set_solution(Service& service, const Request& request, const std::string& message_id, bool accepted) {
  if (auto hidden = for_staff_alone(request, "conversation")) return tl::make_unexpected(std::move(*hidden));
  Json json;
  std::optional<Problem> refused;
  const auto done = service.edit(request.caller, [&](Editing& editing) -> Result<> {
    const auto stored = find_conversation(editing.store(), request.captures.front(), request.caller);
    if (!stored) return fail(stored.error());
    if (accepted) {
      auto over = too_many_accepted(editing.store(), request.caller);
      if (!over) return fail(over.error());
      refused = std::move(*over);
      if (refused) return fail(ErrorCode::kConflict, refused->detail);
    }
    const auto after = accept_solution(editing, *stored, message_id, accepted);
    if (!after) return fail(after.error());
    json = json_of(editing.store(), *after, request.caller);
    return {};
  });
  if (refused) return tl::make_unexpected(std::move(*refused));
  if (!done) return tl::make_unexpected(problem_of(done.error()));
  return Response{.body = dump(json)};
}

}  // namespace

Reply post_promotion(Service& service, const Request& request) {
  if (auto hidden = for_staff_alone(request, "conversation")) return tl::make_unexpected(std::move(*hidden));
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  std::vector<FieldProblem> errors;
  Fields fields(*body, "", errors);
  const std::string mode = fields.text("mode", 20);
  if (!mode.empty() && mode != "extract") fields.wrong("mode", "must be extract");
  const bool dry_run = fields.boolean("dry_run", false), force = fields.boolean("force", false);
  Article given;
  const Json* content = fields.object("fields");
  if (content != nullptr) read_content(*content, "/fields", given, errors);
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  PromotedFields with;
  const auto named = [&](const char* name) { return content != nullptr && content->contains(name); };
  if (named("title")) with.title = &given.title;
  if (named("issue")) with.issue = &given.issue;
  if (named("resolution")) with.resolution = &given.resolution;
  if (named("cause")) with.cause = &given.cause;
  if (named("environment")) with.environment = &given.environment;
  if (named("tags")) with.tags = &given.tags;
  if (named("products")) with.products = &given.products;

  ArticleView view;
  Json similar;
  const auto done = service.edit(request.caller, [&](Editing& editing) -> Result<> {
    const auto stored = find_conversation(editing.store(), request.captures.front(), request.caller);
    if (!stored) return fail(stored.error());
    auto made = promote(editing, *stored, with, force, dry_run);
    if (!made) return fail(made.error());
    similar = similar_json(made->similar);
    view.article = std::move(made->article);
    if (dry_run) return {};
    auto after = view_article(editing.store(), view.article.id, request.caller);
    if (!after) return fail(after.error());
    view = std::move(*after);
    return {};
  });
  if (!done) return tl::make_unexpected(problem_of(done.error()));
  Json json = json_of(view, request.caller);
  if (dry_run) json["revision"] = Json();
  Response response = article_response(view, json, dry_run ? 200 : 201);
  json["similar"] = std::move(similar);
  response.body = dump(json);
  if (dry_run) {
    response.headers.clear();
  } else {
    response.headers.emplace_back("Location", "/v1/articles/" + view.article.id);
  }
  return response;
}

Reply post_solution(Service& service, const Request& request) {
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  std::vector<FieldProblem> errors;
  const std::string message_id = Fields(*body, "", errors).required_text("message_id", 512);
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  return set_solution(service, request, message_id, true);
}

Reply delete_solution(Service& service, const Request& request) {
  return set_solution(service, request, request.captures.back(), false);
}

}  // namespace garner::api
