// What editors make of a conversation: an article, or a solution.
#include <algorithm>

#include "api/handlers/article_fields.h"
#include "api/handlers/article_view.h"
#include "api/handlers/editing_tools.h"
#include "api/handlers_editing.h"
#include "api/visible.h"
#include "indexer/channel/interchange.h"
#include "indexer/core/names.h"
#include "indexer/knowledge/promote.h"

namespace garner::api {
namespace {

Result<StoredConversation> find_conversation(Store& store, const std::string& name, const Rights& caller) {
  auto found = store.conversations_of_id(name);
  if (!found) return fail(found.error());
  const std::size_t colon = name.find(':');
  if (found->empty() && colon != std::string::npos) {
    auto one = store.conversation(name.substr(0, colon), name.substr(colon + 1));
    if (!one) return fail(one.error());
    found->push_back(std::move(*one));
  }
  std::erase_if(*found, [&](const StoredConversation& one) { return !may_see(caller, one.conversation); });
  if (found->empty()) return fail(ErrorCode::kNotFound, "there is no such conversation");
  if (found->size() == 1) return std::move(found->front());
  return fail(ErrorCode::kConflict, "several channels have a conversation of this id", "ask for channel:id");
}

Json json_of(const StoredConversation& stored) {
  auto parsed = parse_object(to_json(stored.conversation));
  Json json = parsed ? std::move(*parsed) : Json::object();
  const auto text = [](const std::string& value) { return value.empty() ? Json() : Json(value); };
  json["signals"] = {{"resolution", text(stored.resolution)}, {"score", stored.resolution_score}};
  json["outcome"] = text(stored.outcome);
  json["article_id"] = text(stored.article_id);
  return json;
}

// Accepts, or takes it back, and answers with the conversation as it is then.
Reply set_solution(Service& service, const Request& request, const std::string& message_id, bool accepted) {
  if (auto hidden = for_staff_alone(request, "conversation")) return tl::make_unexpected(std::move(*hidden));
  Json json;
  const auto done = service.edit(request.caller, [&](Editing& editing) -> Result<> {
    const auto stored = find_conversation(editing.store(), request.captures.front(), request.caller);
    if (!stored) return fail(stored.error());
    const auto after = accept_solution(editing, *stored, message_id, accepted);
    if (!after) return fail(after.error());
    json = json_of(*after);
    return {};
  });
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
