#include "api/handlers/conversation_view.h"

#include "api/visible.h"
#include "indexer/channel/interchange_value.h"
#include "indexer/core/clock.h"
#include "indexer/core/names.h"

namespace garner::api {
namespace {

Json or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

void add_findings(Json& json, Store& store, const StoredConversation& stored, const Rights& caller) {
  json["signals"] = {{"resolution", or_null(stored.resolution)}, {"score", stored.resolution_score}};
  json["outcome"] = or_null(stored.outcome);
  json["article_id"] = or_null(visible_id(store, caller, stored.article_id));
}

}  // namespace

Result<StoredConversation> find_conversation(Store& store, const std::string& name, const Rights& caller) {
  auto found = store.conversations_of_id(name);
  if (!found) return fail(found.error());
  const std::size_t colon = name.find(':');
  if (found->empty() && colon != std::string::npos) {
    auto one = store.conversation(name.substr(0, colon), name.substr(colon + 1));
    if (one) found->push_back(std::move(*one));
    if (!one && one.error().code != ErrorCode::kNotFound) return fail(one.error());
  }
  std::erase_if(*found, [&](const StoredConversation& one) { return !may_see(caller, one.conversation); });
  if (found->empty()) return fail(ErrorCode::kNotFound, "there is no such conversation");
  if (found->size() == 1) return std::move(found->front());
  return fail(ErrorCode::kConflict, "several channels have a conversation of this id", "ask for channel:id");
}

Json json_of(Store& store, const StoredConversation& stored, const Rights& caller) {
  Json json = to_value(stored.conversation);
  add_findings(json, store, stored, caller);
  return json;
}

Json summary_of(Store& store, const NumberedConversation& row, const Rights& caller) {
  const Conversation& c = row.stored.conversation;
  const auto time = [](const std::optional<Time>& at) { return at ? Json(to_rfc3339(*at)) : Json(); };
  Json json = {{"id", c.id},
               {"channel", c.channel},
               {"url", or_null(c.url)},
               {"title", or_null(c.title)},
               {"created_at", time(c.created_at)},
               {"updated_at", time(c.updated_at)},
               {"locale", or_null(c.locale)},
               {"product", or_null(c.product)},
               {"tags", c.tags},
               {"state", name_of(c.state)},
               {"message_count", row.message_count}};
  add_findings(json, store, row.stored, caller);
  return json;
}

}  // namespace garner::api
