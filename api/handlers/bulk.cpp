// The same for many articles: each by itself, each with its own outcome.
#include <algorithm>

#include "api/handlers/article_fields.h"
#include "api/handlers/article_view.h"
#include "api/handlers/editing_tools.h"
#include "api/handlers_editing.h"

namespace garner::api {
namespace {

constexpr std::size_t kMaxBulk = 100;

struct Item {
  std::string id, if_match;
};

struct Action {
  std::string to, note;  // a transition; empty: none
  std::vector<std::string> add_tags, remove_tags;
};

void add_tags(const Action& action, std::vector<std::string>& tags) {
  std::erase_if(tags, [&](const std::string& tag) {
    return std::find(action.remove_tags.begin(), action.remove_tags.end(), tag) != action.remove_tags.end();
  });
  for (const std::string& tag : action.add_tags) {
    if (std::find(tags.begin(), tags.end(), tag) == tags.end()) tags.push_back(tag);
  }
}

Json act_on(Service& service, const Request& request, const Item& item, const Action& action) {
  Request one = request;
  one.captures = {item.id};
  one.headers.erase("if-match");
  one.headers.emplace("if-match", item.if_match.empty() ? "*" : item.if_match);
  const Reply reply = change_article(service, one, [&](Editing& editing) -> Result<> {
    if (!action.add_tags.empty() || !action.remove_tags.empty()) {
      auto article = editing.visible(item.id);
      if (!article) return fail(article.error());
      add_tags(action, article->tags);
      if (auto changed = editing.change(*article, action.note); !changed) return changed;
    }
    return action.to.empty() ? Result<>{} : editing.transition(item.id, action.to, action.note);
  });
  if (!reply) {
    return {{"id", item.id},
            {"status", reply.error().status},
            {"code", reply.error().code},
            {"detail", reply.error().detail}};
  }
  return {{"id", item.id}, {"status", reply->status}, {"etag", reply->headers.front().second}};
}

}  // namespace

Reply post_bulk(Service& service, const Request& request) {
  if (auto hidden = for_staff_alone(request, "article")) return tl::make_unexpected(std::move(*hidden));
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  std::vector<FieldProblem> errors;
  Fields fields(*body, "", errors);
  Action action;
  action.to = fields.text("to", 40);
  action.note = fields.text("note", kMaxNote);
  action.add_tags = fields.texts("add_tags", 20, 200);
  action.remove_tags = fields.texts("remove_tags", 20, 200);
  std::vector<Item> items;
  if (const Json* list = fields.array("items", kMaxBulk)) {
    for (std::size_t i = 0; i < list->size(); ++i) {
      const std::string pointer = "/items/" + std::to_string(i);
      if (!(*list)[i].is_object()) {
        errors.push_back({pointer, "must be an object"});
        continue;
      }
      Fields item((*list)[i], pointer, errors);
      items.push_back({item.required_text("id", 512), item.text("if_match", 200)});
    }
  }
  if (items.empty() && errors.empty()) fields.wrong("items", "is required and must not be empty");
  const bool nothing = action.to.empty() && action.add_tags.empty() && action.remove_tags.empty();
  if (nothing && errors.empty()) fields.wrong("to", "is required, or add_tags or remove_tags");
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  Json data = Json::array();
  for (const Item& item : items) data.push_back(act_on(service, request, item, action));
  return Response{.body = dump({{"data", std::move(data)}})};
}

}  // namespace garner::api
