#include "indexer/recorder.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "indexer/channel/interchange.h"
#include "indexer/resolve.h"

namespace garner {
namespace {

constexpr std::size_t kMaxCandidates = 8;  // compared with a draft
// Candidates come in the order of the keys they share. A text of the same content shares three or four of
// them, a stranger one by chance: after two strangers in a row the rest are strangers too.
constexpr std::size_t kMaxStrangers = 2;
constexpr std::string_view kReopened = "reopened";  // outcome of a conversation
constexpr std::size_t kMaxAskedAs = 50;             // wordings kept of one article
constexpr std::size_t kMaxCachedTerms = 16'384;     // about 1 KB each

bool is_source(const Source& source, const Conversation& conversation) {
  return source.channel == conversation.channel && source.conversation_id == conversation.id;
}

// Whether the article was made of this conversation, not only found to solve it too.
bool comes_from(const Article& article, const Conversation& conversation) {
  return article.id == article_id_of(conversation.channel, conversation.id) ||
         (!article.sources.empty() && is_source(article.sources.front(), conversation));
}

bool is_only_source(const Article& article, const Conversation& conversation) {
  return std::all_of(article.sources.begin(), article.sources.end(),
                     [&](const Source& source) { return is_source(source, conversation); });
}

// What a person has validated goes back one step only; an archived article stays archived.
Confidence demoted(Confidence confidence) {
  if (confidence == Confidence::kNotValidated) return Confidence::kWip;
  if (confidence == Confidence::kValidated) return Confidence::kNotValidated;
  return confidence;
}

// The asker's own wording of the issue.
const std::string& wording_of(const Article& draft) {
  return draft.title;
}

constexpr std::string_view kAskedAs = "asked_as";

// Takes a wording out; where the others came from stays with them.
void drop_wording(Article& article, const std::string& wording) {
  const auto found = std::find(article.asked_as.begin(), article.asked_as.end(), wording);
  if (found == article.asked_as.end()) return;
  std::size_t begin = 0;
  for (auto each = article.asked_as.begin(); each != found; ++each) begin += each->size() + 1;
  const std::size_t end = begin + wording.size() + 1;
  article.asked_as.erase(found);
  std::erase_if(article.provenance, [&](const Provenance& source) {
    return source.field == kAskedAs && source.begin >= begin && source.begin < end;
  });
  for (Provenance& source : article.provenance) {
    if (source.field != kAskedAs || source.begin < end) continue;
    source.begin -= static_cast<std::uint32_t>(end - begin);
    source.end -= static_cast<std::uint32_t>(end - begin);
  }
}

// Where the wordings of `known` came from, for an article that has them.
void keep_wordings(const std::vector<Provenance>& known, Article& article) {
  std::copy_if(known.begin(), known.end(), std::back_inserter(article.provenance),
               [](const Provenance& source) { return source.field == kAskedAs; });
}

Time time_of(const Prepared& item) {
  const Conversation& c = item.conversation;
  if (item.draft && item.draft->created_at) return *item.draft->created_at;
  return c.updated_at ? *c.updated_at : c.created_at.value_or(0);
}

void raise(std::optional<Time>& time, std::optional<Time> to) {
  if (to && (!time || *time < *to)) time = to;
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
  raise(draft.updated_at, known->updated_at);
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
  const std::string& wording = wording_of(*item.draft);
  auto& asked_as = article->asked_as;
  const bool known =
      wording == article->title || std::find(asked_as.begin(), asked_as.end(), wording) != asked_as.end();
  if (!known && asked_as.size() < kMaxAskedAs) asked_as.push_back(wording);
  const auto same = [&](const Source& source) { return is_source(source, conversation); };
  if (std::none_of(article->sources.begin(), article->sources.end(), same)) {
    article->sources.push_back({conversation.channel, conversation.url, conversation.id});
  }
  raise(article->updated_at, item.draft->updated_at);
  return store_.put_article(*article);
}

Result<> Recorder::unlink(Article article, const Conversation& conversation) {
  const auto was = store_.conversation(conversation.channel, conversation.id);
  if (was) {
    const Article old = capturer_.draft(was->conversation, resolve(was->conversation));
    drop_wording(article, wording_of(old));
  } else if (was.error().code != ErrorCode::kNotFound) {
    return fail(was.error());
  }
  const bool solved_again = !comes_from(article, conversation);
  if (solved_again && article.reuse_count > 0) --article.reuse_count;
  std::erase_if(article.sources, [&](const Source& source) { return is_source(source, conversation); });
  std::erase_if(article.provenance, [&](const Provenance& source) {
    return source.channel == conversation.channel && source.conversation_id == conversation.id;
  });
  if (auto done = store_.remove_links(conversation.channel, conversation.id); !done) return done;
  if (!solved_again) return hand_over(std::move(article));
  const auto reopened = only_source_is_reopened(article);
  if (!reopened) return fail(reopened.error());
  if (*reopened) article.confidence = demoted(article.confidence);
  return store_.put_article(article);
}

Result<> Recorder::hand_over(Article article) {
  for (const Source& source : article.sources) {
    const auto heir = store_.conversation(source.channel, source.conversation_id);
    if (!heir && heir.error().code == ErrorCode::kNotFound) continue;
    if (!heir) return fail(heir.error());
    const Article draft = capturer_.draft(heir->conversation, resolve(heir->conversation));
    if (!worth_keeping(draft)) continue;
    article.title = draft.title;
    article.issue = draft.issue;
    article.environment = draft.environment;
    article.resolution = draft.resolution;
    const auto known = std::exchange(article.provenance, draft.provenance);
    keep_wordings(known, article);
    drop_wording(article, wording_of(draft));
    terms_.erase(article.id);
    if (auto done = store_.put_article(article); !done) return done;
    return store_.put_fingerprint(article.id, capturer_.fingerprint(article));
  }
  return store_.put_article(article);
}

Result<bool> Recorder::only_source_is_reopened(const Article& article) {
  if (article.sources.size() != 1) return false;
  const auto source = store_.conversation(article.sources[0].channel, article.sources[0].conversation_id);
  if (!source && source.error().code != ErrorCode::kNotFound) return fail(source.error());
  return source && source->outcome == kReopened;
}

Result<> Recorder::unresolve(const Conversation& conversation, const std::string& article_id) {
  auto article = store_.article(article_id);
  if (!article) return fail(article.error());
  if (!comes_from(*article, conversation)) return unlink(std::move(*article), conversation);
  // It still holds for the others whom it solved it for.
  if (!is_only_source(*article, conversation)) return {};
  const auto was = store_.conversation(conversation.channel, conversation.id);
  if (!was && was.error().code != ErrorCode::kNotFound) return fail(was.error());
  if (was && was->outcome == kReopened) return {};  // demoted before
  if (article->confidence == Confidence::kValidated) {
    // A person validated it, a person decides.
    return store_.add_to_queue({conversation.channel, conversation.id, article_id, 0, "reopened",
                                conversation.updated_at.value_or(0), "", "its source was reopened"});
  }
  const Confidence now = demoted(article->confidence);
  if (now == article->confidence) return {};
  article->confidence = now;
  raise(article->updated_at, conversation.updated_at);
  return store_.put_article(*article);
}

Result<> Recorder::withdraw(Prepared& item, const std::string& article_id) {
  ++counts_.withdrawn;
  Conversation& conversation = item.conversation;
  if (!article_id.empty()) {
    auto article = store_.article(article_id);
    if (!article) return fail(article.error());
    if (is_only_source(*article, conversation)) {
      terms_.erase(article_id);
      if (auto done = store_.delete_article(article_id); !done) return done;
    } else if (auto done = unlink(std::move(*article), conversation); !done) {
      return done;
    }
  }
  if (auto done = store_.remove_links(conversation.channel, conversation.id); !done) return done;
  StoredConversation tombstone;
  tombstone.digest = item.digest;
  tombstone.resolution = name_of(Resolution::kUnknown);
  conversation.title.clear();
  conversation.extra.clear();
  for (Message& message : conversation.messages) {
    message.body.clear();
    message.extra.clear();
  }
  tombstone.conversation = std::move(conversation);
  return store_.put_conversation(tombstone);
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
