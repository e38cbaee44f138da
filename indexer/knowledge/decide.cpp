// What an editor's yes and no do, by the reason that an entry is in the queue for (work.h).
#include <algorithm>
#include <limits>

#include "indexer/core/clock.h"
#include "indexer/core/names.h"
#include "indexer/knowledge/proposals.h"
#include "indexer/knowledge/work.h"
#include "indexer/resolve.h"

namespace garner {
namespace {

constexpr Time kForever = std::numeric_limits<Time>::max();
constexpr Time kAskAgainAfter = 90 * kDay;

Result<> resolve_flags(Editing& editing, const std::string& article_id, const char* resolution) {
  const auto flags = editing.store().flags(article_id);
  if (!flags) return fail(flags.error());
  for (const Flag& each : *flags) {
    if (each.resolved_at) continue;
    if (auto done = editing.store().resolve_flag(each.id, resolution, now()); !done) return done;
  }
  return {};
}

// The two say the same: the article that was made of the conversation goes into the other one.
Result<> unite(Editing& editing, const QueueEntry& entry, const std::string& note) {
  const auto own = editing.store().article_of_conversation(entry.channel, entry.conversation_id);
  if (!own) return fail(own.error());
  if (own->empty() || *own == entry.article_id) {
    const auto linked =
        link_case(editing, {entry.article_id, "resolved", entry.channel, entry.conversation_id, now()});
    return linked ? Result<>{} : fail(linked.error());
  }
  if (auto merged = merge(editing, *own, entry.article_id, note); !merged) return merged;
  const auto linked =
      link_case(editing, {entry.article_id, "resolved", entry.channel, entry.conversation_id, now()});
  return linked ? Result<>{} : fail(linked.error());
}

// The words of the conversation as it is by now.
Result<> draft_again(Editing& editing, const QueueEntry& entry, const std::string& note) {
  const auto stored = editing.store().conversation(entry.channel, entry.conversation_id);
  if (!stored) return fail(stored.error());
  const auto known = editing.visible(entry.article_id);
  if (!known) return fail(known.error());
  Article draft = editing.tools().capturer.draft(stored->conversation, resolve(stored->conversation));
  draft.id = entry.article_id;
  draft.cause = known->cause;
  draft.asked_as = known->asked_as;
  return editing.change(draft, note, &draft);
}

Result<> do_it(Editing& editing, const QueueEntry& entry, const std::string& note) {
  const std::string& id = entry.article_id;
  const std::string& reason = entry.reason;
  if (reason == "same_as") return unite(editing, entry, note);
  if (reason == "validate") return editing.transition(id, name_of(Confidence::kValidated), note);
  if (reason == "recheck" || reason == "reopened")
    return editing.transition(id, name_of(Confidence::kNotValidated), note);
  if (reason == "archive") return editing.transition(id, name_of(Confidence::kArchived), note);
  if (reason == "flag") return resolve_flags(editing, id, "fixed");
  if (reason == "source_changed") return draft_again(editing, entry, note);
  if (reason == "review") return editing.transition(id, name_of(ReviewStep::kAwaitingPublication), note);
  if (reason == "publish") {
    const auto article = editing.visible(id);
    if (!article) return fail(article.error());
    const auto next = std::min(static_cast<int>(article->audience) + 1, static_cast<int>(Audience::kPublic));
    return editing.transition(id, name_of(static_cast<Audience>(next)), note);
  }
  return {};  // it was for their notice
}

Result<> let_rest(Editing& editing, const QueueEntry& entry, const std::string& note) {
  if (entry.reason == "flag") return resolve_flags(editing, entry.article_id, "rejected");
  if (entry.reason == "review" || entry.reason == "publish")
    return editing.transition(entry.article_id, name_of(ReviewStep::kDraft), note);
  return {};
}

}  // namespace

Result<> decide(Editing& editing, const std::string& entry_id, bool accept, const std::string& note) {
  Store& store = editing.store();
  if (auto allowed = editing.policy().require(editing.editor().role, Deed::kQueue); !allowed) return allowed;
  const auto entry = store.queue_entry(entry_id);
  if (!entry) return fail(entry.error());
  if (const auto seen = editing.visible(entry->article_id); !seen)
    return fail(ErrorCode::kNotFound, "there is no such entry in the queue");
  if (!entry->claimed_by.empty() && entry->claimed_by != editing.editor().id &&
      entry->claimed_until > now()) {
    return fail(ErrorCode::kConflict, "somebody else works on it", "wait until they release it", "claimed");
  }
  editing.act(note);
  if (auto done = store.add_audit({.stream = AuditStream::kQuality,
                                   .action = accept ? "accepted" : "rejected",
                                   .article_id = entry->article_id,
                                   .subject = entry_id,
                                   .changes = {{"reason", "", entry->reason}}});
      !done)
    return done;
  auto done = accept ? do_it(editing, *entry, note) : let_rest(editing, *entry, note);
  if (!done) return done;
  // What is to be asked again after a while comes back by itself when it still holds. A flag that comes anew
  // is news, and so is a source that changes again.
  const bool once = entry->reason == "same_as" && !accept;
  const bool again = !accept && (entry->reason == "validate" || entry->reason == "recheck" ||
                                 entry->reason == "archive" || entry->reason == "reopened");
  const Time until = once ? kForever : again ? now() + kAskAgainAfter : now();
  return store.close_queue_entry(entry_id, until);
}

}  // namespace garner
