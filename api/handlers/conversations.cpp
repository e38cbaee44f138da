// GET /v1/conversations and /v1/conversations/{id}.
#include <algorithm>

#include "api/handlers.h"
#include "api/handlers/params.h"
#include "api/json.h"
#include "api/visible.h"
#include "indexer/channel/interchange.h"
#include "indexer/core/clock.h"
#include "indexer/core/names.h"

namespace garner::api {
namespace {

Json or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

// `name` is an id, or channel:id where ids of several channels are alike.
Result<std::vector<StoredConversation>> find(Store& store, const std::string& name) {
  auto found = store.conversations_of_id(name);
  const std::size_t colon = name.find(':');
  if (!found || !found->empty() || colon == std::string::npos) return found;
  auto one = store.conversation(name.substr(0, colon), name.substr(colon + 1));
  if (!one) return fail(one.error());
  found->push_back(std::move(*one));
  return found;
}

Json summary_of(const NumberedConversation& row) {
  const Conversation& c = row.stored.conversation;
  const auto time = [](const std::optional<Time>& at) { return at ? Json(to_rfc3339(*at)) : Json(); };
  return {
      {"id", c.id},
      {"channel", c.channel},
      {"url", or_null(c.url)},
      {"title", or_null(c.title)},
      {"created_at", time(c.created_at)},
      {"updated_at", time(c.updated_at)},
      {"locale", or_null(c.locale)},
      {"product", or_null(c.product)},
      {"tags", c.tags},
      {"state", name_of(c.state)},
      {"message_count", row.message_count},
      {"signals", {{"resolution", or_null(row.stored.resolution)}, {"score", row.stored.resolution_score}}},
      {"outcome", or_null(row.stored.outcome)},
      {"article_id", or_null(row.stored.article_id)}};
}

}  // namespace

Reply get_conversations(Service& service, const Request& request) {
  const auto page = page_of(request);
  if (!page) return tl::make_unexpected(page.error());
  std::vector<FieldProblem> errors;
  Params params(request, errors);
  ConversationList wanted;
  wanted.channel = params.text("channel");
  wanted.limit = page->limit + 1;
  const std::string state = params.text("state");
  if (!state.empty() && !(wanted.state = parse_conversation_state(state)))
    errors.push_back({"?state", "must be open, resolved or closed"});
  wanted.unanswered = params.flag("unanswered");
  wanted.perhaps_solved = params.flag("perhaps_solved");
  if (!page->after.empty()) wanted.before = params.integer("after", INT64_MAX, 1, INT64_MAX);
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  Json data = Json::array();
  Json cursor;
  const auto read = service.read([&](Store& store) -> Result<> {
    // What the caller may not see is left out page by page. For others than staff there is nothing to look
    // for.
    std::int64_t last = 0;
    while (request.caller.is_staff()) {
      const auto found = store.list_conversations(wanted);
      if (!found) return fail(found.error());
      for (const NumberedConversation& row : *found) {
        wanted.before = row.number;
        if (!may_see(request.caller, row.stored.conversation)) continue;
        if (data.size() == page->limit) {
          cursor = std::to_string(last);
          return {};
        }
        data.push_back(summary_of(row));
        last = row.number;
      }
      if (found->size() < wanted.limit) return {};
    }
    return {};
  });
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  return list_of(std::move(data), cursor);
}

Reply get_conversation(Service& service, const Request& request) {
  const Problem none = not_found("there is no such conversation");
  // Conversations hold what customers wrote: for staff, and for others they do not exist.
  if (!request.caller.is_staff()) return tl::make_unexpected(none);
  std::vector<StoredConversation> found;
  const auto read = service.read([&](Store& store) -> Result<> {
    auto conversations = find(store, request.captures.front());
    if (!conversations) return fail(conversations.error());
    found = std::move(*conversations);
    return {};
  });
  std::erase_if(found,
                [&](const StoredConversation& one) { return !may_see(request.caller, one.conversation); });
  if (!read && read.error().code != ErrorCode::kNotFound)
    return tl::make_unexpected(problem_of(read.error()));
  if (!read || found.empty()) return tl::make_unexpected(none);
  if (found.size() > 1) {
    return tl::make_unexpected(problem_of(
        {ErrorCode::kConflict, "several channels have a conversation of this id", "ask for channel:id"}));
  }
  const StoredConversation& stored = found.front();
  auto json = parse_object(to_json(stored.conversation));
  if (!json)
    return tl::make_unexpected(problem_of({ErrorCode::kInternal, "a stored conversation is not JSON", ""}));
  (*json)["signals"] = {{"resolution", or_null(stored.resolution)}, {"score", stored.resolution_score}};
  (*json)["outcome"] = or_null(stored.outcome);
  (*json)["article_id"] = or_null(stored.article_id);
  return Response{.body = dump(*json)};
}

}  // namespace garner::api
