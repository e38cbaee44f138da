#include "indexer/recorder.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "indexer/channel/interchange.h"
#include "indexer/origin.h"
#include "indexer/resolve.h"
#include "indexer/wordings.h"

namespace garner {
namespace {

constexpr std::size_t kMaxCandidates = 8;  // compared with a draft
// Candidates come in the order of the keys they share. A text of the same content shares three or four of
// them, a stranger one by chance: after two strangers in a row the rest are strangers too.
constexpr std::size_t kMaxStrangers = 2;
constexpr std::size_t kMaxCachedTerms = 16'384;  // about 1 KB each

Time time_of(const Prepared& item) {
  const Conversation& c = item.conversation;
  if (item.draft && item.draft->created_at) return *item.draft->created_at;
  return c.updated_at ? *c.updated_at : c.created_at.value_or(0);
}

}  // namespace

Result<> Recorder::record(Prepared& item) {
  if (item.error) return fail(*item.error);
  if (item.team) return record_team(*item.team);
  if (item.imported) return record_article(item);
  const Conversation& conversation = item.conversation;
  auto article_id = store_.article_of_conversation(conversation.channel, conversation.id);
  if (!article_id) return fail(article_id.error());
  if (!item.known.empty()) {
    const auto stale = is_stale(item);
    if (!stale) return fail(stale.error());
    if (*stale) {
      ++counts_.unchanged;
      return {};
    }
  }
  if (item.rest && to_json(*item.rest) == to_json(conversation)) {  // a page that was known
    ++counts_.unchanged;
    return {};
  }
  if (conversation.deleted) return withdraw(item, *article_id);
  if (!item.known.empty()) {
    if (auto kept = keep_solutions(item); !kept) return kept;
  }

  StoredConversation stored;
  stored.digest = item.digest;
  stored.resolution = to_text(item.verdict);
  stored.resolution_score = item.verdict.score;
  if (item.verdict.resolution == Resolution::kResolved) ++counts_.resolved;
  if (item.as_is) {
    // The export has the articles and what links the conversation to them: nothing follows from it again.
    stored.article_id = *article_id;
    const bool own = *article_id == article_id_of(conversation.channel, conversation.id);
    if (!article_id->empty()) stored.outcome = !own ? "linked" : item.draft ? "captured" : kReopened;
  } else if (item.draft) {
    auto outcome = keep(item, *article_id, stored.article_id);
    if (!outcome) return fail(outcome.error());
    stored.outcome = std::move(*outcome);
  } else if (!article_id->empty()) {
    // The verdict that is stored with it says why.
    if (auto done = unresolve(conversation, *article_id); !done) return done;
    stored.outcome = kReopened;
    stored.article_id = *article_id;
  }
  stored.conversation = std::move(item.conversation);
  return store_.put_conversation(stored);
}

Result<bool> Recorder::is_stale(const Prepared& item) {
  const auto stored = store_.conversation(item.conversation.channel, item.conversation.id);
  if (!stored) return fail(stored.error());
  const auto& was = stored->conversation.updated_at;
  const auto& is = item.conversation.updated_at;
  return was && is && *is < *was;
}

Result<> Recorder::keep_solutions(Prepared& item) {
  const auto solutions = store_.solutions(item.conversation.channel, item.conversation.id);
  if (!solutions) return fail(solutions.error());
  bool changed = false;
  for (Message& message : item.conversation.messages) {
    if (message.accepted || message.deleted) continue;
    if (std::find(solutions->begin(), solutions->end(), message.id) == solutions->end()) continue;
    changed = message.accepted = true;
  }
  if (changed) understand(capturer_, item);
  return {};
}

Result<> Recorder::record_team(const TeamRecord& record) {
  ++counts_.settings;
  auto taken = store_.take_over(record);
  // Of an article that is not here: of an export in parts, or of one that was made for less than staff.
  if (!taken && taken.error().code == ErrorCode::kNotFound) return {};
  return taken;
}

Result<> Recorder::record_article(Prepared& item) {
  Article& article = *item.imported;
  if (const auto known = store_.article(article.id); known) {
    // The provenance is no part of the interchange format: an article that comes back as it went out keeps
    // it.
    if (to_json(*known) == to_json(article)) {
      ++counts_.unchanged;
      return {};
    }
  } else if (known.error().code != ErrorCode::kNotFound) {
    return fail(known.error());
  }
  ++counts_.articles;
  return capture(article, item);
}

Result<std::string> Recorder::keep(Prepared& item, const std::string& article_id, std::string& kept_as) {
  Article& draft = *item.draft;
  if (article_id == draft.id) {  // captured before: the edit follows through
    kept_as = draft.id;
    if (item.known
            .empty()) {  // the article came by import, the conversation follows: the article stands as it is
      ++counts_.linked;
      return "linked";
    }
    if (auto done = update(std::move(draft), item); !done) return fail(done.error());
    ++counts_.captured;
    return "captured";
  }
  if (!article_id.empty()) {
    auto article = store_.article(article_id);
    if (!article) return fail(article.error());
    // An imported article is its owner's, not ours to rewrite.
    if (item.known.empty() || comes_from(*article, item.conversation)) {
      kept_as = article_id;
      ++counts_.linked;
      return "linked";
    }
    if (auto done = unlink(std::move(*article), item.conversation); !done) return fail(done.error());
  }
  const auto match = best_match(item);
  if (!match) return fail(match.error());
  if (match->sameness == Sameness::kSame) {
    kept_as = match->article_id;
    if (auto done = link(match->article_id, item); !done) return fail(done.error());
    ++counts_.linked;
    return "linked";
  }
  kept_as = draft.id;
  auto captured = item.known.empty() ? capture(draft, item) : update(std::move(draft), item);
  if (!captured) return fail(captured.error());
  if (match->sameness == Sameness::kDifferent) {
    ++counts_.captured;
    return "captured";
  }
  // Captured all the same, so that nothing is lost while an editor has not looked.
  const QueueEntry entry{item.conversation.channel,
                         item.conversation.id,
                         match->article_id,
                         match->similarity,
                         "same_as",
                         time_of(item)};
  if (auto done = store_.add_to_queue(entry); !done) return fail(done.error());
  ++counts_.queued;
  return "queued";
}

Result<> Recorder::capture(const Article& draft, const Prepared& item) {
  if (auto done = store_.put_article(draft); !done) return done;
  if (auto done = store_.put_fingerprint(draft.id, item.fingerprint); !done) return done;
  if (terms_.size() >= kMaxCachedTerms) terms_.clear();
  terms_[draft.id] = item.terms;
  return {};
}

Result<> Recorder::update(Article&& draft, const Prepared& item) {
  auto known = store_.article(draft.id);
  if (!known && known.error().code == ErrorCode::kNotFound) return capture(draft, item);
  if (!known) return fail(known.error());
  const auto status = store_.article_status(draft.id);
  if (!status) return fail(status.error());
  if (status->edited) {
    // What a person wrote stays; an editor looks whether it still holds.
    return store_.add_to_queue({item.conversation.channel, item.conversation.id, draft.id, 0,
                                "source_changed", time_of(item), "",
                                "the conversation it came from was changed"});
  }
  const std::string before = to_json(*known);
  draft.confidence = known->confidence == Confidence::kWip ? Confidence::kNotValidated : known->confidence;
  draft.audience = known->audience;
  draft.governance = known->governance;
  draft.cause = std::move(known->cause);
  draft.asked_as = std::move(known->asked_as);
  keep_wordings(known->provenance, draft);
  draft.reuse_count = known->reuse_count;
  draft.extra = std::move(known->extra);
  draft.created_at = known->created_at;
  draft.updated_at = std::max(draft.updated_at, known->updated_at);
  for (Source& source : known->sources) {
    if (!is_source(source, item.conversation)) draft.sources.push_back(std::move(source));
  }
  if (to_json(draft) == before) return {};
  return capture(draft, item);
}

Result<> Recorder::link(const std::string& article_id, const Prepared& item) {
  auto article = store_.article(article_id);
  if (!article) return fail(article.error());
  const Conversation& conversation = item.conversation;
  // Before the article is put: its sources that have no link yet become created_from.
  const Link link{article_id, "resolved", conversation.channel, conversation.id, time_of(item)};
  if (const auto done = store_.add_link(link); !done) return fail(done.error());
  ++article->reuse_count;
  bring_wording(*item.draft, "title", 0, item.draft->title, *article);  // the asker's own
  const auto same = [&](const Source& source) { return is_source(source, conversation); };
  if (std::none_of(article->sources.begin(), article->sources.end(), same)) {
    article->sources.push_back({conversation.channel, conversation.url, conversation.id});
  }
  article->updated_at = std::max(article->updated_at, item.draft->updated_at);
  return store_.put_article(*article);
}

Result<const Capturer::Terms*> Recorder::terms_of(const std::string& article_id) {
  auto cached = terms_.find(article_id);
  if (cached == terms_.end()) {
    const auto article = store_.article(article_id);
    if (!article) return fail(article.error());
    if (terms_.size() >= kMaxCachedTerms) terms_.clear();
    cached = terms_.emplace(article_id, capturer_.terms(*article)).first;
  }
  return &cached->second;
}

Result<Recorder::Match> Recorder::best_match(const Prepared& item) {
  Match best;
  const auto candidates = store_.articles_sharing(item.fingerprint, kMaxCandidates);
  if (!candidates) return fail(candidates.error());
  std::size_t strangers = 0;
  for (const std::string& id : *candidates) {
    if (strangers == kMaxStrangers) break;
    if (id == item.draft->id) continue;
    const auto terms = terms_of(id);
    if (!terms) return fail(terms.error());
    const Capturer::Similarity likeness = Capturer::compare(item.terms, **terms);
    const Sameness sameness = judge(likeness);
    strangers = sameness == Sameness::kDifferent ? strangers + 1 : 0;
    const double similarity = (likeness.issue + likeness.resolution) / 2;
    if (sameness < best.sameness || (sameness == best.sameness && similarity <= best.similarity)) continue;
    best = {sameness, id, similarity};
  }
  return best;
}

}  // namespace garner
