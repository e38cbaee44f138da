#include "indexer/knowledge/promote.h"

#include <algorithm>

#include "indexer/core/clock.h"
#include "indexer/knowledge/provenance.h"
#include "indexer/recorder.h"
#include "indexer/resolve.h"

namespace garner {

Result<Promotion> promote(Editing& editing, const StoredConversation& stored, const PromotedFields& with,
                          bool force, bool dry_run) {
  Store& store = editing.store();
  const Conversation& conversation = stored.conversation;
  const auto known = store.article_of_conversation(conversation.channel, conversation.id);
  if (!known) return fail(known.error());
  if (!known->empty()) {
    const bool seen = editing.visible(*known).has_value();
    return fail(ErrorCode::kConflict, "it became " + (seen ? *known : "an article") + " already",
                "change that article", "already_promoted");
  }
  const Article drafted = editing.tools().capturer.draft(conversation, resolve(conversation));
  Promotion made{drafted, {}};
  Article& draft = made.article;
  const auto take = [](auto& field, const auto* given) {
    if (given != nullptr) field = *given;
  };
  take(draft.title, with.title);
  take(draft.issue, with.issue);
  take(draft.resolution, with.resolution);
  take(draft.cause, with.cause);
  take(draft.environment, with.environment);
  take(draft.tags, with.tags);
  take(draft.products, with.products);
  if (draft.title.empty()) draft.title = conversation.title;
  draft.provenance.clear();
  carry_provenance(editing.tools().analyzer, drafted, draft);
  if (dry_run) {
    draft.confidence = draft.resolution.empty() ? Confidence::kWip : Confidence::kNotValidated;
    auto similar = find_similar(store, editing.tools().capturer, draft, editing.editor().sees);
    if (!similar) return fail(similar.error());
    made.similar = std::move(*similar);
    return made;
  }
  auto similar = editing.create(draft, force, "promoted");
  if (!similar) return fail(similar.error());
  made.similar = std::move(*similar);
  auto article = store.article(draft.id);
  if (!article) return fail(article.error());
  made.article = std::move(*article);
  StoredConversation changed = stored;
  changed.outcome = "captured";
  changed.article_id = draft.id;
  if (auto done = store.put_conversation(changed); !done) return fail(done.error());
  return made;
}

Result<StoredConversation> accept_solution(Editing& editing, const StoredConversation& stored,
                                           const std::string& message_id, bool accepted) {
  Store& store = editing.store();
  if (auto allowed = editing.policy().require(editing.editor().role, Deed::kLink); !allowed)
    return fail(allowed.error());
  Prepared item;
  item.conversation = stored.conversation;
  item.digest = stored.digest;
  item.known = stored.digest.empty() ? "edited" : stored.digest;
  auto& messages = item.conversation.messages;
  const auto message = std::find_if(messages.begin(), messages.end(),
                                    [&](const Message& each) { return each.id == message_id; });
  if (message == messages.end()) return fail(ErrorCode::kNotFound, "there is no such message");
  if (accepted && (message->deleted || message->role == Role::kAsker)) {
    return fail(ErrorCode::kConflict, "this message solves nothing", "accept an answer that is still there",
                "not_an_answer");
  }
  const std::string& channel = stored.conversation.channel;
  const std::string& id = stored.conversation.id;
  if (auto done = accepted ? store.put_solution(channel, id, message_id, now())
                           : store.remove_solution(channel, id, message_id);
      !done)
    return fail(done.error());
  message->accepted = accepted;
  editing.act("", "captured");
  understand(editing.tools().capturer, item);
  HarvestCounts counts;
  Recorder recorder(store, counts);
  if (auto done = recorder.record(item); !done) return fail(done.error());
  if (auto done = store.add_audit({.stream = AuditStream::kUse,
                                   .action = accepted ? "solution_accepted" : "solution_taken_back",
                                   .subject = channel + ":" + id,
                                   .changes = {{"message_id", "", message_id}}});
      !done)
    return fail(done.error());
  return store.conversation(channel, id);
}

}  // namespace garner
