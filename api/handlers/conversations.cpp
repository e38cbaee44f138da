// GET /v1/conversations/{id}.
#include <algorithm>

#include "api/handlers.h"
#include "api/json.h"
#include "api/visible.h"
#include "indexer/channel/interchange.h"

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

}  // namespace

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
