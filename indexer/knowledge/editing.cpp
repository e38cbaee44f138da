#include "indexer/knowledge/editing.h"

#include <fmt/format.h>

#include <algorithm>

#include "indexer/core/clock.h"
#include "indexer/core/names.h"
#include "indexer/knowledge/proposals.h"
#include "indexer/knowledge/provenance.h"
#include "indexer/knowledge/transitions.h"
#include "indexer/text/redact.h"

namespace garner {
namespace {

void copy_content(const Article& from, Article& to) {
  to.title = from.title;
  to.issue = from.issue;
  to.environment = from.environment;
  to.resolution = from.resolution;
  to.cause = from.cause;
  to.asked_as = from.asked_as;
  to.locale = from.locale;
  to.tags = from.tags;
  to.products = from.products;
}

Result<> check_content(const Article& article) {
  if (article.title.empty())
    return fail(ErrorCode::kInvalidInput, "an article needs a title",
                "the main issue and the main environment");
  const bool open = article.confidence == Confidence::kWip || article.confidence == Confidence::kArchived;
  if (article.resolution.empty() && !open) {
    return fail(ErrorCode::kConflict, "only work in progress has no resolution", "archive it instead",
                "resolution_missing");
  }
  if (article.audience < Audience::kCustomer) return {};
  const auto fields = private_fields(article);
  if (fields.empty()) return {};
  return fail(ErrorCode::kConflict,
              fmt::format("it is published, and private data stands in: {}", fmt::join(fields, ", ")),
              "take names, addresses and numbers of people out", "privacy_not_clean");
}

// An article that comes back from a merge has the conversations again that its sentences are from; its
// successor keeps those that it has sentences of.
Result<> take_back_sources(Store& store, Article& article, const std::string& successor) {
  const auto kept = article.sources.size();
  if (auto added = add_sources_of_sentences(store, article); !added) return added;
  auto other = store.article(successor);
  if (!other && other.error().code == ErrorCode::kNotFound) return {};
  if (!other) return fail(other.error());
  bool taken = false;
  for (std::size_t i = kept; i < article.sources.size(); ++i) {
    const Source& source = article.sources[i];
    const auto is_of = [&source](const auto& each) {
      return each.channel == source.channel && each.conversation_id == source.conversation_id;
    };
    // A wording that it took up is none of its own sentences.
    const bool told =
        std::any_of(other->provenance.begin(), other->provenance.end(),
                    [&](const auto& sentence) { return is_of(sentence) && sentence.field != "asked_as"; });
    if (told) continue;
    std::erase_if(other->sources, is_of);
    taken = true;
    const auto links = store.links_of_case(source.channel, source.conversation_id);
    if (!links) return fail(links.error());
    for (const Link& link : *links) {
      if (link.article_id != successor || link.kind != "created_from") continue;
      if (auto removed = store.remove_link(link.id); !removed) return removed;
    }
  }
  return taken ? store.put_article(*other) : Result<>{};
}

}  // namespace

Editing::Editing(Store& store, EditingTools& tools, Editor editor)
    : store_(store), tools_(tools), editor_(std::move(editor)) {}

Result<> Editing::begin() {
  auto policy = load_policy(store_);
  if (!policy) return fail(policy.error());
  policy_ = std::move(*policy);
  act("");
  return {};
}

void Editing::act(const std::string& note, const std::string& action) {
  store_.act_as({editor_.id, redact(note, "US"), true, action});
}

Result<Article> Editing::visible(const std::string& id) {
  auto article = store_.article(id);
  if (!article) return article;
  if (!editor_.sees(*article)) return fail(ErrorCode::kNotFound, "there is no such article");
  return article;
}

Result<> Editing::expect(const std::string& id, const std::optional<std::vector<std::int64_t>>& revisions) {
  if (!revisions) return {};
  const auto status = store_.article_status(id);
  if (!status) return fail(status.error());
  if (std::find(revisions->begin(), revisions->end(), status->revision) != revisions->end()) return {};
  return fail(ErrorCode::kStale, fmt::format("it is at revision {} by now", status->revision),
              "read it again, and decide what to do with both changes");
}

Result<> Editing::may_edit(const Article& article) const {
  return garner::may_edit(article, editor_.role, policy_);
}

Result<> Editing::put(const Article& article) {
  if (auto done = store_.put_article(article); !done) return done;
  return store_.put_fingerprint(article.id, tools_.capturer.fingerprint(article));
}

Result<std::vector<SimilarArticle>> Editing::create(Article draft, bool force, const std::string& action) {
  if (auto allowed = policy_.require(editor_.role, Deed::kCreate); !allowed) return fail(allowed.error());
  if (draft.audience > Audience::kInternal) {
    return fail(ErrorCode::kInvalidInput, "a new article is for the team or internal",
                "widen its audience by transitions");
  }
  draft.confidence = draft.resolution.empty() ? Confidence::kWip : Confidence::kNotValidated;
  if (auto sound = check_content(draft); !sound) return fail(sound.error());
  draft.locale = locale_of(draft);
  auto similar = find_similar(store_, tools_.capturer, draft, editor_.sees);
  if (!similar) return fail(similar.error());
  if (!force && !similar->empty() && similar->front().likeness == Likeness::kSame) {
    return fail(ErrorCode::kConflict, fmt::format("{} says the same", similar->front().article.id),
                "link to it, or send it with \"force\": true", "duplicate_suspected");
  }
  const Time at = now();
  if (!draft.created_at) draft.created_at = at;
  draft.updated_at = at;
  act("", action);
  if (auto done = put(draft); !done) return fail(done.error());
  return similar;
}

Result<> Editing::change(const Article& changed, const std::string& note, const Article* drafted) {
  const auto known = visible(changed.id);
  if (!known) return fail(known.error());
  if (auto allowed = may_edit(*known); !allowed) return allowed;
  Article article = *known;
  copy_content(changed, article);
  if (auto sound = check_content(article); !sound) return sound;
  article.provenance.clear();
  if (drafted != nullptr) carry_provenance(tools_.analyzer, *drafted, article);
  carry_provenance(tools_.analyzer, *known, article);
  article.updated_at = now();
  act(note);
  if (auto done = put(article); !done) return done;
  const auto status = store_.article_status(article.id);
  if (!status) return fail(status.error());
  if (status->review == ReviewStep::kNone) return {};
  // What was reviewed is not what stands there now.
  if (auto done = store_.set_review(article.id, ReviewStep::kDraft); !done) return done;
  return propose(store_, article.id, now());
}

Result<> Editing::transition(const std::string& id, std::string_view to, const std::string& note) {
  auto article = visible(id);
  if (!article) return fail(article.error());
  const auto status = store_.article_status(id);
  if (!status) return fail(status.error());
  const auto state = garner::transition(*article, status->review, to, editor_.role, policy_);
  if (!state) return fail(state.error());
  act(note);
  const bool moved = state->confidence != article->confidence || state->audience != article->audience ||
                     state->governance != article->governance;
  article->confidence = state->confidence;
  article->audience = state->audience;
  article->governance = state->governance;
  article->updated_at = now();
  if (!editor_.sees(*article)) {
    return fail(ErrorCode::kForbidden, "it would be out of your sight", "ask somebody who sees that audience",
                "role_missing");
  }
  if (moved) {
    if (auto done = store_.put_article(*article); !done) return done;
  }
  if (auto done = store_.set_review(id, state->review); !done) return done;
  return propose(store_, id, now());
}

Result<> Editing::restore(const std::string& id, std::int64_t revision, const std::string& note) {
  const auto known = visible(id);
  if (!known) return fail(known.error());
  const auto old = store_.revision(id, revision);
  if (!old) return fail(old.error());
  Article was = old->article;
  was.sources = known->sources;  // which a revision does not keep
  if (!editor_.sees(was)) return fail(ErrorCode::kNotFound, "there is no such revision");
  Article article = *known;
  if (article.confidence == Confidence::kArchived) {
    if (auto allowed = policy_.require(editor_.role, Deed::kArchive); !allowed) return allowed;
    article.confidence = old->article.resolution.empty() ? Confidence::kWip : Confidence::kNotValidated;
    // It begins again among those who work with it: publishing it anew takes the way of every article.
    article.audience = std::min(article.audience, Audience::kInternal);
    const auto status = store_.article_status(id);
    if (!status) return fail(status.error());
    act(note, "restored");
    if (!status->merged_into.empty()) {
      if (auto done = take_back_sources(store_, article, status->merged_into); !done) return done;
    }
    if (auto done = store_.set_merged_into(id, ""); !done) return done;
  }
  if (auto allowed = may_edit(article); !allowed) return allowed;
  copy_content(old->article, article);
  if (article.confidence != Confidence::kWip && article.resolution.empty())
    article.confidence = Confidence::kWip;
  if (auto sound = check_content(article); !sound) return sound;
  article.provenance.clear();
  carry_provenance(tools_.analyzer, old->article, article);
  carry_provenance(tools_.analyzer, *known, article);
  article.updated_at = now();
  act(note, "restored");
  return put(article);
}

Result<> Editing::schedule(Scheduled scheduled) {
  const auto article = visible(scheduled.article_id);
  if (!article) return fail(article.error());
  const auto status = store_.article_status(scheduled.article_id);
  if (!status) return fail(status.error());
  if (!parse_confidence(scheduled.to) && !parse_audience(scheduled.to) && !parse_governance(scheduled.to))
    return fail(ErrorCode::kInvalidInput, "there is no such state");
  // What the role never may is refused now; the state it needs may come about until then.
  const auto possible = garner::transition(*article, status->review, scheduled.to, editor_.role, policy_);
  if (!possible && possible.error().code == ErrorCode::kForbidden) return fail(possible.error());
  scheduled.by = editor_.id;
  scheduled.role = editor_.role;
  scheduled.note = redact(scheduled.note, "US");
  act(scheduled.note);
  return store_.add_scheduled(scheduled);
}

Result<std::size_t> run_due(Store& store, EditingTools& tools, Time now, std::size_t limit) {
  const auto due = store.scheduled_before(now, limit);
  if (!due) return fail(due.error());
  for (const Scheduled& each : *due) {
    Editing editing(store, tools, {.id = each.by, .role = each.role});
    auto done = store.transaction([&]() -> Result<> {
      if (auto begun = editing.begin(); !begun) return begun;
      if (auto moved = editing.transition(each.article_id, each.to, each.note); !moved) return moved;
      return store.remove_scheduled(each.id);
    });
    if (!done) {
      store.act_as({"schedule", "", false, ""});
      const std::string why = done.error().message;
      done = store.transaction([&]() -> Result<> {
        if (auto removed = store.remove_scheduled(each.id); !removed) return removed;
        return store.add_to_queue(
            {"", "", each.article_id, 0, "schedule_failed", now, "", each.to + ": " + why});
      });
    }
    store.act_as({});
    if (!done) return fail(done.error());
  }
  return due->size();
}

}  // namespace garner
