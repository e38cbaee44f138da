// Links, feedback, flags, checks, merging and splitting.
#include "indexer/knowledge/work.h"

#include "api/handlers/article_fields.h"
#include "api/handlers/article_view.h"
#include "api/handlers/editing_tools.h"
#include "api/handlers/params.h"
#include "api/handlers_editing.h"
#include "api/visible.h"
#include "indexer/core/clock.h"
#include "indexer/core/names.h"
#include "indexer/pseudonym.h"

namespace garner::api {
namespace {

constexpr std::size_t kMaxComment = 4000;
constexpr std::size_t kMaxMovedLinks = 200;

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

Json json_of(const Link& link) {
  return {{"id", link.id},
          {"article_id", link.article_id},
          {"channel", link.channel},
          {"case_ref", link.conversation_id},
          {"kind", link.kind},
          {"at", to_rfc3339(link.at)},
          {"by", text_or_null(link.by)}};
}

Json json_of(const Flag& flag) {
  return {{"id", flag.id},
          {"reason", flag.reason},
          {"comment", text_or_null(flag.comment)},
          {"by", flag.by},
          {"at", to_rfc3339(flag.at)},
          {"resolved_at", flag.resolved_at ? Json(to_rfc3339(*flag.resolved_at)) : Json()},
          {"resolved_by", text_or_null(flag.resolved_by)},
          {"resolution", text_or_null(flag.resolution)}};
}

Json json_of(const Check& check) {
  Json answers = Json::object();
  for (const auto& [name, yes] : check.answers) answers[name] = yes;
  return {{"id", check.id},
          {"at", to_rfc3339(check.at)},
          {"by", check.by},
          {"revision", check.revision},
          {"answers", std::move(answers)},
          {"score", check.score}};
}

// A list that is read with an article that this caller may see, for staff.
Reply list_with_article(Service& service, const Request& request,
                        const std::function<Result<Json>(Store&)>& read_list) {
  if (auto hidden = for_staff_alone(request, "article")) return tl::make_unexpected(std::move(*hidden));
  Json data;
  const auto read = service.read([&](Store& store) -> Result<> {
    const auto view = view_article(store, request.captures.front(), request.caller);
    if (!view) return fail(view.error());
    auto list = read_list(store);
    if (!list) return fail(list.error());
    data = std::move(*list);
    return {};
  });
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  return list_of(std::move(data), Json());
}

}  // namespace

Reply post_link(Service& service, const Request& request) {
  if (auto hidden = for_staff_alone(request, "article")) return tl::make_unexpected(std::move(*hidden));
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  std::vector<FieldProblem> errors;
  Fields fields(*body, "", errors);
  Link link;
  link.article_id = fields.required_text("article_id", 512);
  link.conversation_id = fields.required_text("case_ref", 512);
  link.channel = fields.required_text("channel", 128);
  link.kind = fields.required_text("kind", 20);
  const std::string agent = fields.text("agent_id", 128);
  if (errors.empty() && !is_one_of(kLinkKinds, link.kind))
    fields.wrong("kind", "must be resolved, reference or created_from");
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  link.at = now();
  bool added = false;
  Json json;
  const auto done = service.edit(request.caller, [&](Editing& editing) -> Result<> {
    Store& store = editing.store();
    const auto key = store.author_key();
    if (!key) return fail(key.error());
    link.agent = pseudonym_of(agent, *key);
    const auto linked = link_case(editing, link);
    if (!linked) return fail(linked.error());
    added = *linked;
    const auto all = store.links_of_case(link.channel, link.conversation_id);
    if (!all) return fail(all.error());
    for (const Link& each : *all) {
      if (each.article_id == link.article_id && each.kind == link.kind) json = json_of(each);
    }
    const auto article = store.article_outline(link.article_id);
    if (!article) return fail(article.error());
    json["reuse_count"] = article->reuse_count;
    return {};
  });
  if (!done) return tl::make_unexpected(problem_of(done.error()));
  Response response{.status = added ? 201 : 200, .body = dump(json)};
  if (added) response.headers.emplace_back("Location", "/v1/links/" + json["id"].get<std::string>());
  return response;
}

Reply get_links(Service& service, const Request& request) {
  if (auto hidden = for_staff_alone(request, "links")) return tl::make_unexpected(std::move(*hidden));
  std::vector<FieldProblem> errors;
  const Params params(request, errors);
  const std::string article = params.text("article_id");
  const std::string channel = params.text("channel"), case_ref = params.text("case_ref");
  if (article.empty() && (channel.empty() || case_ref.empty()))
    return tl::make_unexpected(unprocessable("?article_id", "is required, or channel and case_ref"));
  Json data = Json::array();
  const auto read = service.read([&](Store& store) -> Result<> {
    const auto links =
        article.empty() ? store.links_of_case(channel, case_ref) : store.links_of_article(article);
    if (!links) return fail(links.error());
    for (const Link& link : *links) {
      const auto known = store.article_outline(link.article_id);
      if (known && may_see(request.caller, *known)) data.push_back(json_of(link));
    }
    return {};
  });
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  return list_of(std::move(data), Json());
}

Reply delete_link(Service& service, const Request& request) {
  if (auto hidden = for_staff_alone(request, "link")) return tl::make_unexpected(std::move(*hidden));
  const auto done = service.edit(
      request.caller, [&](Editing& editing) { return unlink_case(editing, request.captures.front()); });
  if (!done) return tl::make_unexpected(problem_of(done.error()));
  return Response{.status = 204, .content_type = ""};
}

// For whoever may see the article: a reader's vote.
Reply post_feedback(Service& service, const Request& request) {
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  std::vector<FieldProblem> errors;
  Fields fields(*body, "", errors);
  Feedback feedback;
  feedback.article_id = request.captures.front();
  feedback.client = fields.required_text("client_id", 128);
  if (!body->contains("helpful")) fields.wrong("helpful", "is required");
  feedback.helpful = fields.boolean("helpful", false);
  feedback.reason = fields.text("reason", 40);
  feedback.comment = fields.text("comment", kMaxComment);
  feedback.query_id = fields.text("query_id", 128);
  if (!feedback.reason.empty() && !is_one_of(kVoteReasons, feedback.reason))
    fields.wrong("reason", "must be need_more, inaccurate, hard_to_follow, broken_link or other");
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  feedback.at = now();
  const auto done = service.edit(request.caller, [&](Editing& editing) { return vote(editing, feedback); });
  if (!done) return tl::make_unexpected(problem_of(done.error()));
  return Response{.body = dump({{"article_id", feedback.article_id}, {"helpful", feedback.helpful}})};
}

Reply get_feedback(Service& service, const Request& request) {
  return list_with_article(service, request, [&](Store& store) -> Result<Json> {
    constexpr std::size_t kNewest = 200;
    const auto all = store.feedback(request.captures.front(), kNewest);
    if (!all) return fail(all.error());
    Json data = Json::array();
    for (const Feedback& each : *all) {
      data.push_back({{"helpful", each.helpful},
                      {"reason", text_or_null(each.reason)},
                      {"comment", text_or_null(each.comment)},
                      {"query_id", text_or_null(each.query_id)},
                      {"at", to_rfc3339(each.at)}});
    }
    return data;
  });
}

Reply post_flag(Service& service, const Request& request) {
  if (auto hidden = for_staff_alone(request, "article")) return tl::make_unexpected(std::move(*hidden));
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  std::vector<FieldProblem> errors;
  Fields fields(*body, "", errors);
  Flag given;
  given.id = new_id("f-");
  given.article_id = request.captures.front();
  given.reason = fields.required_text("reason", 40);
  given.comment = fields.text("comment", kMaxComment);
  given.by = request.caller.key_id;
  given.at = now();
  if (errors.empty() && !is_one_of(kFlagReasons, given.reason)) {
    fields.wrong("reason",
                 "must be inaccurate, outdated, unclear, duplicate, broken_link, private_data or other");
  }
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  const auto done = service.edit(request.caller, [&](Editing& editing) -> Result<> {
    auto flagged = flag(editing, given);
    if (!flagged) return fail(flagged.error());
    given = std::move(*flagged);
    return {};
  });
  if (!done) return tl::make_unexpected(problem_of(done.error()));
  return Response{.status = 201,
                  .body = dump(json_of(given)),
                  .headers = {{"Location", "/v1/articles/" + given.article_id + "/flags/" + given.id}}};
}

Reply get_flags(Service& service, const Request& request) {
  return list_with_article(service, request, [&](Store& store) -> Result<Json> {
    const auto all = store.flags(request.captures.front());
    if (!all) return fail(all.error());
    Json data = Json::array();
    for (const Flag& each : *all) data.push_back(json_of(each));
    return data;
  });
}

Reply post_flag_resolution(Service& service, const Request& request) {
  if (auto hidden = for_staff_alone(request, "flag")) return tl::make_unexpected(std::move(*hidden));
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  std::vector<FieldProblem> errors;
  Fields fields(*body, "", errors);
  const std::string resolution = fields.required_text("resolution", 20);
  const std::string note = fields.text("note", kMaxNote);
  if (errors.empty() && resolution != "fixed" && resolution != "rejected")
    fields.wrong("resolution", "must be fixed or rejected");
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  const std::string& article = request.captures.front();
  const std::string& id = request.captures.back();
  Json json;
  const auto done = service.edit(request.caller, [&](Editing& editing) -> Result<> {
    if (auto resolved = resolve_flag(editing, article, id, resolution, note); !resolved) return resolved;
    const auto all = editing.store().flags(article);
    if (!all) return fail(all.error());
    for (const Flag& each : *all) {
      if (each.id == id) json = json_of(each);
    }
    return {};
  });
  if (!done) return tl::make_unexpected(problem_of(done.error()));
  return Response{.body = dump(json)};
}

Reply post_check(Service& service, const Request& request) {
  if (auto hidden = for_staff_alone(request, "article")) return tl::make_unexpected(std::move(*hidden));
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  std::vector<FieldProblem> errors;
  Fields fields(*body, "", errors);
  Check given;
  given.id = new_id("c-");
  given.article_id = request.captures.front();
  given.at = now();
  const Json* answers = fields.object("answers");
  if (answers == nullptr && errors.empty()) fields.wrong("answers", "is required");
  if (answers != nullptr) {
    for (const auto& [name, value] : answers->items()) {
      if (!value.is_boolean()) errors.push_back({"/answers/" + name, "must be true or false"});
      if (value.is_boolean()) given.answers.emplace_back(name, value.get<bool>());
    }
  }
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  const auto done = service.edit(request.caller, [&](Editing& editing) -> Result<> {
    auto checked = check(editing, given);
    if (!checked) return fail(checked.error());
    given = std::move(*checked);
    return {};
  });
  if (!done) return tl::make_unexpected(problem_of(done.error()));
  return Response{.status = 201, .body = dump(json_of(given))};
}

Reply get_checks(Service& service, const Request& request) {
  return list_with_article(service, request, [&](Store& store) -> Result<Json> {
    constexpr std::size_t kNewest = 100;
    const auto all = store.checks(request.captures.front(), kNewest);
    if (!all) return fail(all.error());
    Json data = Json::array();
    for (const Check& each : *all) data.push_back(json_of(each));
    return data;
  });
}

// What a new article with this content would be like: nothing is written.
Reply post_similar(Service& service, const Request& request) {
  if (auto hidden = for_staff_alone(request, "article")) return tl::make_unexpected(std::move(*hidden));
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  std::vector<FieldProblem> errors;
  Article draft;
  read_content(*body, "", draft, errors);
  if (draft.title.empty() && errors.empty()) errors.push_back({"/title", "is required"});
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  Json json;
  const auto read = service.read([&](Store& store) -> Result<> {
    Capturer capturer;
    const auto similar = find_similar(
        store, capturer, draft, [&](const Article& article) { return may_see(request.caller, article); });
    if (!similar) return fail(similar.error());
    json = similar_json(*similar);
    return {};
  });
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  return Response{.body = dump({{"similar", std::move(json)}})};
}

Reply post_merge(Service& service, const Request& request) {
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  std::vector<FieldProblem> errors;
  Fields fields(*body, "", errors);
  const std::string into = fields.required_text("into", 512);
  const std::string note = fields.text("note", kMaxNote);
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  return change_article(service, request, [&](Editing& editing) {
    return merge(editing, request.captures.front(), into, note);
  });
}

Reply post_split(Service& service, const Request& request) {
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  std::vector<FieldProblem> errors;
  Fields fields(*body, "", errors);
  Split wanted;
  wanted.id = request.captures.front();
  wanted.goes.id = new_id("a-");
  const Json* content = fields.object("article");
  if (content == nullptr && errors.empty()) fields.wrong("article", "is required");
  if (content != nullptr) read_content(*content, "/article", wanted.goes, errors);
  const Json* stays = fields.object("stays");
  Article checked;  // for what is wrong in it; it changes the article as that is when its turn comes
  if (stays != nullptr) read_content(*stays, "/stays", checked, errors);
  wanted.links = fields.texts("links", kMaxMovedLinks, 40);
  wanted.note = fields.text("note", kMaxNote);
  if (wanted.goes.title.empty() && errors.empty()) errors.push_back({"/article/title", "is required"});
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  ArticleView made;
  Json from;
  Reply reply = change_article(service, request, [&](Editing& editing) -> Result<> {
    if (stays != nullptr) {
      auto article = editing.visible(wanted.id);
      if (!article) return fail(article.error());
      read_content(*stays, "/stays", *article, errors);
      wanted.stays = std::move(*article);
    }
    if (auto done = split(editing, wanted); !done) return done;
    auto view = view_article(editing.store(), wanted.goes.id, request.caller);
    if (!view) return fail(view.error());
    made = std::move(*view);
    const auto status = editing.store().article_status(wanted.id);
    if (!status) return fail(status.error());
    from = {{"id", wanted.id}, {"revision", status->revision}};
    return {};
  });
  if (!reply) return reply;
  Json answer = json_of(made, request.caller);
  Response response = article_response(made, answer, 201);
  answer["split_from"] = std::move(from);
  response.body = dump(answer);
  response.headers.emplace_back("Location", "/v1/articles/" + wanted.goes.id);
  return response;
}

}  // namespace garner::api
