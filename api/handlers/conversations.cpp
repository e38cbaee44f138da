// GET /v1/conversations and /v1/conversations/{id}.
#include "api/handlers.h"
#include "api/handlers/article_view.h"
#include "api/handlers/conversation_view.h"
#include "api/handlers/params.h"
#include "api/visible.h"
#include "indexer/core/names.h"

namespace garner::api {
namespace {

constexpr std::size_t kMaxConversationsLookedAt = 2000;  // conversations read for one page of a list

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
    if (!request.caller.is_staff()) return {};  // for others there is nothing to look for
    // What the caller's limits leave out makes a page shorter: a limit that nothing fits must not read all
    // there is in one request.
    std::int64_t last = 0;
    for (std::size_t looked_at = 0; looked_at < kMaxConversationsLookedAt; looked_at += wanted.limit) {
      const auto found = store.list_conversations(wanted);
      if (!found) return fail(found.error());
      for (const NumberedConversation& row : *found) {
        wanted.before = row.number;
        if (!may_see(request.caller, row.stored.conversation)) continue;
        if (data.size() == page->limit) {
          cursor = std::to_string(last);
          return {};
        }
        data.push_back(summary_of(store, row, request.caller));
        last = row.number;
      }
      if (found->size() < wanted.limit) return {};
    }
    cursor = std::to_string(wanted.before);
    return {};
  });
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  return list_of(std::move(data), cursor);
}

Reply get_conversation(Service& service, const Request& request) {
  // Conversations hold what customers wrote: for staff, and for others they do not exist.
  if (auto hidden = for_staff_alone(request, "conversation")) return tl::make_unexpected(std::move(*hidden));
  Json json;
  const auto read = service.read([&](Store& store) -> Result<> {
    const auto stored = find_conversation(store, request.captures.front(), request.caller);
    if (!stored) return fail(stored.error());
    json = json_of(store, *stored, request.caller);
    return {};
  });
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  return Response{.body = dump(json)};
}

}  // namespace garner::api
