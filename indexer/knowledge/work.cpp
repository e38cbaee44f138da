#include "indexer/knowledge/work.h"

#include <algorithm>

#include "indexer/core/clock.h"
#include "indexer/knowledge/proposals.h"
#include "indexer/knowledge/provenance.h"
#include "indexer/knowledge/transitions.h"
#include "indexer/text/redact.h"
#include "indexer/wordings.h"

namespace garner {
namespace {

// Moves a link from one article to another.
Result<> move_link(Store& store, Link link, const std::string& to) {
  if (auto removed = store.remove_link(link.id); !removed) return removed;
  link.article_id = to;
  const auto added = store.add_link(link);
  return added ? Result<>{} : fail(added.error());
}

bool is_source(const Source& source, const Link& link) {
  return source.channel == link.channel && source.conversation_id == link.conversation_id;
}

// Those of the article's links that are named.
Result<std::vector<Link>> links_of(Store& store, const std::string& article_id,
                                   const std::vector<std::string>& ids) {
  std::vector<Link> links;
  for (const std::string& id : ids) {
    if (std::any_of(links.begin(), links.end(), [&](const Link& each) { return each.id == id; })) continue;
    auto link = store.link(id);
    if (!link || link->article_id != article_id)
      return fail(ErrorCode::kInvalidInput, "a link is not of this article");
    links.push_back(std::move(*link));
  }
  return links;
}

// Cases go over, with the reuse that they were. What is a source goes along, and stays as well where
// sentences from it do.
Result<> move_cases(Store& store, const std::vector<Link>& links, const std::string& from,
                    const std::string& to) {
  for (const Link& link : links) {
    if (auto moved = move_link(store, link, to); !moved) return moved;
  }
  auto old_home = store.article(from), new_home = store.article(to);
  if (!old_home) return fail(old_home.error());
  if (!new_home) return fail(new_home.error());
  for (const Link& link : links) {
    const std::int64_t reuses = link.kind == "resolved" ? 1 : 0;
    old_home->reuse_count = std::max<std::int64_t>(0, old_home->reuse_count - reuses);
    new_home->reuse_count += reuses;
    auto& sources = old_home->sources;
    const auto source = std::find_if(sources.begin(), sources.end(),
                                     [&](const Source& each) { return is_source(each, link); });
    if (source == sources.end()) continue;
    new_home->sources.push_back(*source);
    const bool told = std::any_of(old_home->provenance.begin(), old_home->provenance.end(),
                                  [&](const Provenance& sentence) {
                                    return sentence.field != "asked_as" && sentence.channel == link.channel &&
                                           sentence.conversation_id == link.conversation_id;
                                  });
    if (!told) sources.erase(source);
  }
  if (auto added = add_sources_of_sentences(store, *new_home); !added) return added;
  if (auto done = store.put_article(*old_home); !done) return done;
  return store.put_article(*new_home);
}

Result<> count_reuse(Store& store, const std::string& id, std::int64_t by) {
  auto article = store.article(id);
  if (!article) return fail(article.error());
  article->reuse_count = std::max<std::int64_t>(0, article->reuse_count + by);
  return store.put_article(*article);
}

}  // namespace

Result<bool> link_case(Editing& editing, const Link& link) {
  Store& store = editing.store();
  if (auto allowed = editing.policy().require(editing.editor().role, Deed::kLink); !allowed)
    return fail(allowed.error());
  auto article = editing.visible(link.article_id);
  if (!article) return fail(article.error());
  auto added = store.add_link(link);
  if (!added || !*added) return added;
  if (link.kind == "resolved") {
    ++article->reuse_count;
    auto known = store.conversation(link.channel, link.conversation_id);
    // Without where it came from: an article is not made of what it solved.
    if (known) add_wording(*article, known->conversation.title, {});
    if (known && known->article_id.empty()) {
      known->outcome = "linked";
      known->article_id = article->id;
      if (auto done = store.put_conversation(*known); !done) return fail(done.error());
    }
    if (!known && known.error().code != ErrorCode::kNotFound) return fail(known.error());
    if (auto done = store.put_article(*article); !done) return fail(done.error());
  }
  if (auto done = propose(store, link.article_id, now()); !done) return fail(done.error());
  return true;
}

Result<> unlink_case(Editing& editing, const std::string& link_id) {
  Store& store = editing.store();
  if (auto allowed = editing.policy().require(editing.editor().role, Deed::kLink); !allowed) return allowed;
  const auto link = store.link(link_id);
  if (!link) return fail(link.error());
  if (const auto seen = editing.visible(link->article_id); !seen)
    return fail(ErrorCode::kNotFound, "there is no such link");
  if (auto done = store.remove_link(link_id); !done) return done;
  if (link->kind == "resolved") {
    if (auto done = count_reuse(store, link->article_id, -1); !done) return done;
    auto known = store.conversation(link->channel, link->conversation_id);
    if (known && known->outcome == "linked" && known->article_id == link->article_id) {
      known->outcome.clear();
      known->article_id.clear();
      if (auto done = store.put_conversation(*known); !done) return done;
    }
  }
  return propose(store, link->article_id, now());
}

Result<> vote(Editing& editing, const Feedback& feedback) {
  if (const auto seen = editing.visible(feedback.article_id); !seen) return fail(seen.error());
  Feedback masked = feedback;
  masked.comment = redact(feedback.comment, kRegion);
  if (auto done = editing.store().put_feedback(masked); !done) return done;
  return propose(editing.store(), feedback.article_id, now());
}

Result<Flag> flag(Editing& editing, Flag flag) {
  if (auto allowed = editing.policy().require(editing.editor().role, Deed::kFlag); !allowed)
    return fail(allowed.error());
  if (const auto seen = editing.visible(flag.article_id); !seen) return fail(seen.error());
  flag.comment = redact(flag.comment, kRegion);
  flag.by = editing.editor().id;
  Store& store = editing.store();
  if (auto done = store.add_flag(flag); !done) return fail(done.error());
  if (auto done = store.add_to_queue({"", "", flag.article_id, 0, "flag", flag.at, "", flag.reason}); !done)
    return fail(done.error());
  if (auto done = propose(store, flag.article_id, now()); !done) return fail(done.error());
  return flag;
}

Result<> resolve_flag(Editing& editing, const std::string& article_id, const std::string& flag_id,
                      const std::string& resolution, const std::string& note) {
  if (auto allowed = editing.policy().require(editing.editor().role, Deed::kQueue); !allowed) return allowed;
  if (const auto seen = editing.visible(article_id); !seen) return fail(seen.error());
  Store& store = editing.store();
  editing.act(note);
  const auto flags = store.flags(article_id);
  if (!flags) return fail(flags.error());
  std::size_t open = 0;
  bool found = false;
  for (const Flag& each : *flags) {
    open += each.resolved_at ? 0 : 1;
    found = found || each.id == flag_id;
  }
  if (!found) return fail(ErrorCode::kNotFound, "there is no such flag");
  if (auto done = store.resolve_flag(flag_id, resolution, now()); !done) return done;
  return open <= 1 ? store.drop_from_queue(article_id, "flag") : Result<>{};
}

Result<Check> check(Editing& editing, Check check) {
  if (auto allowed = editing.policy().require(editing.editor().role, Deed::kCheck); !allowed)
    return fail(allowed.error());
  if (const auto seen = editing.visible(check.article_id); !seen) return fail(seen.error());
  const auto& list = editing.policy().checklist;
  double yes = 0, all = 0;
  for (const auto& [name, answer] : check.answers) {
    const auto item = std::find_if(list.begin(), list.end(),
                                   [&, &wanted = name](const auto& each) { return each.first == wanted; });
    if (item == list.end()) return fail(ErrorCode::kInvalidInput, "the checklist has no \"" + name + "\"");
    all += item->second;
    if (answer) yes += item->second;
  }
  if (all <= 0) return fail(ErrorCode::kInvalidInput, "nothing was answered that has a weight");
  const auto status = editing.store().article_status(check.article_id);
  if (!status) return fail(status.error());
  check.score = yes / all;
  check.revision = status->revision;
  check.by = editing.editor().id;
  if (auto done = editing.store().add_check(check); !done) return fail(done.error());
  return check;
}

Result<> merge(Editing& editing, const std::string& id, const std::string& into, const std::string& note) {
  Store& store = editing.store();
  if (auto allowed = editing.policy().require(editing.editor().role, Deed::kMerge); !allowed) return allowed;
  if (id == into) return fail(ErrorCode::kInvalidInput, "an article is not merged into itself");
  auto from = editing.visible(id);
  if (!from) return fail(from.error());
  auto to = editing.visible(into);
  if (!to) return fail(ErrorCode::kInvalidInput, "there is no article to merge into");
  for (const Article* each : {&*from, &*to}) {
    if (auto allowed = editing.may_edit(*each); !allowed) return allowed;
  }
  editing.act(note, "merged");
  const auto links = store.links_of_article(id);
  if (!links) return fail(links.error());
  to->reuse_count += from->reuse_count;
  bring_wording(*from, "title", 0, from->title, *to);
  std::size_t begin = 0;
  for (const std::string& wording : from->asked_as) {
    bring_wording(*from, "asked_as", begin, wording, *to);
    begin += wording.size() + 1;
  }
  for (const Source& source : from->sources) {
    const bool known = std::any_of(to->sources.begin(), to->sources.end(), [&](const Source& each) {
      return each.channel == source.channel && each.conversation_id == source.conversation_id;
    });
    if (!known) to->sources.push_back(source);
  }
  for (const Link& link : *links) {
    if (auto moved = move_link(store, link, into); !moved) return moved;
  }
  to->updated_at = now();
  from->updated_at = now();
  from->confidence = Confidence::kArchived;
  from->sources.clear();
  from->reuse_count = 0;
  if (auto done = store.put_article(*from); !done) return done;
  if (auto done = store.put_article(*to); !done) return done;
  if (auto done = store.set_merged_into(id, into); !done) return done;
  const auto status = store.article_status(id);
  if (!status) return fail(status.error());
  if (auto done = store.add_audit({.action = "merged",
                                   .article_id = id,
                                   .subject = into,
                                   .revision = status->revision,
                                   .changes = {{"merged_into", "", into}}});
      !done)
    return done;
  const auto successor = store.article_status(into);
  if (!successor) return fail(successor.error());
  if (auto done = store.add_audit({.action = "took_up",
                                   .article_id = into,
                                   .subject = id,
                                   .revision = successor->revision,
                                   .changes = {{"article", "", id}}});
      !done)
    return done;
  if (auto done = propose(store, id, now()); !done) return done;
  return propose(store, into, now());
}

Result<> split(Editing& editing, const Split& wanted) {
  Store& store = editing.store();
  const std::string& id = wanted.id;
  if (auto allowed = editing.policy().require(editing.editor().role, Deed::kMerge); !allowed) return allowed;
  const auto from = editing.visible(id);
  if (!from) return fail(from.error());
  if (auto allowed = editing.may_edit(*from); !allowed) return allowed;
  const auto links = links_of(store, id, wanted.links);
  if (!links) return fail(links.error());

  // What stays first: what goes is then no duplicate of it.
  if (wanted.stays) {
    if (auto changed = editing.change(*wanted.stays, wanted.note); !changed) return changed;
  }
  Article draft = wanted.goes;
  // It is for nobody whom all of it was not for, and edited by nobody who might not edit that.
  draft.audience = std::min(from->audience, Audience::kInternal);
  draft.governance = from->governance;
  draft.provenance.clear();
  carry_provenance(editing.tools().analyzer, *from, draft);
  if (const auto made = editing.create(draft, true, "split"); !made) return fail(made.error());
  editing.act(wanted.note);
  if (auto moved = move_cases(store, *links, id, draft.id); !moved) return moved;

  for (const auto& [article, other] : {std::pair(id, draft.id), std::pair(draft.id, id)}) {
    const auto status = store.article_status(article);
    if (!status) return fail(status.error());
    const bool is_new = article == draft.id;
    if (auto done = store.add_audit({.action = is_new ? "split_from" : "split_off",
                                     .article_id = article,
                                     .subject = other,
                                     .revision = status->revision,
                                     .changes = {{"article", is_new ? other : "", is_new ? "" : other}}});
        !done)
      return done;
  }
  return {};
}

}  // namespace garner
