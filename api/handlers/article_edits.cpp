// Writing articles: make, replace, change, archive, move, restore.
#include "api/auth.h"
#include "api/handlers/article_fields.h"
#include "api/handlers/article_view.h"
#include "api/handlers/editing_tools.h"
#include "api/handlers_editing.h"
#include "indexer/core/clock.h"
#include "indexer/core/names.h"

namespace garner::api {
namespace {

// PUT gives all of the content, PATCH what is to change of it (RFC 7396).
Reply write_article(Service& service, const Request& request, bool whole) {
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  std::vector<FieldProblem> errors;
  Article given;
  given.id = request.captures.front();
  read_content(*body, "", given, errors);
  const std::string note = Fields(*body, "", errors).text("note", kMaxNote);
  if (whole && given.title.empty() && errors.empty()) errors.push_back({"/title", "is required"});
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  Reply reply = change_article(service, request, [&](Editing& editing) -> Result<> {
    const auto before = view_article(editing.store(), given.id, request.caller);
    if (!before) return fail(before.error());
    check_the_rest(*body, json_of(*before, request.caller), errors);
    if (!errors.empty()) return fail(ErrorCode::kInvalidInput, errors.front().detail);
    Article article = whole ? given : before->article;
    if (!whole) read_content(*body, "", article, errors);
    return editing.change(article, note);
  });
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  return reply;
}

}  // namespace

Reply change_article(Service& service, const Request& request, const Service::Edit& work) {
  if (auto hidden = for_staff_alone(request, "article")) return tl::make_unexpected(std::move(*hidden));
  const auto revisions = wanted_revisions(request);
  if (!revisions) return tl::make_unexpected(revisions.error());
  const std::string& id = request.captures.front();
  ArticleView view;
  const auto done = service.edit(request.caller, [&](Editing& editing) -> Result<> {
    if (const auto seen = editing.visible(id); !seen) return fail(seen.error());
    if (auto same = editing.expect(id, *revisions); !same) return same;
    if (auto worked = work(editing); !worked) return worked;
    auto after = view_article(editing.store(), id, request.caller);
    if (!after) return fail(after.error());
    view = std::move(*after);
    return {};
  });
  if (!done) return tl::make_unexpected(problem_of(done.error()));
  return article_response(view, json_of(view, request.caller));
}

Json similar_json(const std::vector<SimilarArticle>& similar) {
  Json json = Json::array();
  for (const SimilarArticle& each : similar) {
    json.push_back({{"id", each.article.id},
                    {"title", each.article.title},
                    {"likeness", name_of(each.likeness)},
                    {"similarity", each.similarity},
                    {"confidence", name_of(each.article.confidence)},
                    {"audience", name_of(each.article.audience)}});
  }
  return json;
}

std::string new_id(const char* prefix) {
  constexpr std::size_t kDigits = 20;
  return prefix + random_id().substr(0, kDigits);
}

Reply post_article(Service& service, const Request& request) {
  if (!request.caller.is_staff()) {
    return tl::make_unexpected(
        problem_of({ErrorCode::kForbidden, "articles are written by staff", "", "role_missing"}));
  }
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  std::vector<FieldProblem> errors;
  Fields fields(*body, "", errors);
  Article draft;
  draft.id = new_id("a-");
  read_content(*body, "", draft, errors);
  if (draft.title.empty() && errors.empty()) errors.push_back({"/title", "is required"});
  const std::string audience = fields.text("audience");
  const auto parsed = audience.empty() ? std::optional(Audience::kInternal) : parse_audience(audience);
  if (!parsed || *parsed > Audience::kInternal || *parsed < request.caller.audience)
    errors.push_back({"/audience", "must be team or internal, and one that the key sees"});
  const bool force = fields.boolean("force", false);
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  draft.audience = *parsed;
  ArticleView view;
  Json similar;
  const auto done = service.edit(request.caller, [&](Editing& editing) -> Result<> {
    const auto created = editing.create(draft, force);
    if (!created) return fail(created.error());
    similar = similar_json(*created);
    auto after = view_article(editing.store(), draft.id, request.caller);
    if (!after) return fail(after.error());
    view = std::move(*after);
    return {};
  });
  if (!done) return tl::make_unexpected(problem_of(done.error()));
  Response response = article_response(view, json_of(view, request.caller), 201);
  Json with_similar = Json::parse(response.body);
  with_similar["similar"] = std::move(similar);
  response.body = dump(with_similar);
  response.headers.emplace_back("Location", "/v1/articles/" + draft.id);
  return response;
}

Reply put_article(Service& service, const Request& request) {
  return write_article(service, request, true);
}
Reply patch_article(Service& service, const Request& request) {
  return write_article(service, request, false);
}

Reply delete_article(Service& service, const Request& request) {
  Reply reply = change_article(service, request, [&](Editing& editing) {
    return editing.transition(request.captures.front(), name_of(Confidence::kArchived), "");
  });
  if (!reply) return reply;
  reply->status = 204;
  reply->body.clear();
  reply->content_type.clear();
  return reply;
}

Reply post_transition(Service& service, const Request& request) {
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  std::vector<FieldProblem> errors;
  Fields fields(*body, "", errors);
  const std::string to = fields.required_text("to", 40);
  const std::string note = fields.text("note", kMaxNote);
  const auto at = fields.time("at");
  if (at && *at <= now()) fields.wrong("at", "must lie in the future; leave it out for now");
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  const std::string& id = request.captures.front();
  Reply reply = change_article(service, request, [&](Editing& editing) {
    return at ? editing.schedule({new_id("s-"), id, to, note, *at}) : editing.transition(id, to, note);
  });
  if (reply && at) reply->status = 202;
  return reply;
}

Reply delete_scheduled(Service& service, const Request& request) {
  return change_article(service, request, [&](Editing& editing) -> Result<> {
    const auto scheduled = editing.store().scheduled(request.captures.front());
    if (!scheduled) return fail(scheduled.error());
    for (const Scheduled& each : *scheduled) {
      if (each.id == request.captures.back()) return editing.store().remove_scheduled(each.id);
    }
    return fail(ErrorCode::kNotFound, "there is nothing scheduled of this id");
  });
}

Reply post_restore(Service& service, const Request& request) {
  std::vector<FieldProblem> errors;
  std::string note;
  if (!request.body.empty()) {
    const auto body = parse_object(request.body);
    if (!body) return tl::make_unexpected(body.error());
    note = Fields(*body, "", errors).text("note", kMaxNote);
  }
  const auto number = parse_number(request.captures.back());
  if (!number) return tl::make_unexpected(not_found("there is no such revision"));
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  return change_article(service, request, [&](Editing& editing) {
    return editing.restore(request.captures.front(), *number, note);
  });
}

}  // namespace garner::api
