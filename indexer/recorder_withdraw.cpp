// Recorder, the part that takes back: what was reopened, what turned out to be another matter, what was
// deleted at its source.
#include <algorithm>
#include <utility>

#include "indexer/origin.h"
#include "indexer/recorder.h"
#include "indexer/resolve.h"
#include "indexer/wordings.h"

namespace garner {
namespace {

// What a person has validated goes back one step only; an archived article stays archived.
Confidence demoted(Confidence confidence) {
  if (confidence == Confidence::kNotValidated) return Confidence::kWip;
  if (confidence == Confidence::kValidated) return Confidence::kNotValidated;
  return confidence;
}

// All that was said in a conversation.
ErasedWordsByConversation words_of(const Conversation& conversation) {
  ErasedWords words;
  words.title = true;
  words.texts.push_back(conversation.title);
  for (const Message& message : conversation.messages) {
    words.message_ids.insert(message.id);
    words.texts.push_back(message.body);
  }
  std::erase_if(words.texts, [](const std::string& text) { return text.empty(); });
  ErasedWordsByConversation all;
  all.emplace(key_of(conversation.channel, conversation.id), std::move(words));
  return all;
}

bool is_nobody(std::string_view) {
  return false;
}

}  // namespace

Result<> Recorder::unlink(Article article, const Conversation& conversation) {
  const auto was = store_.conversation(conversation.channel, conversation.id);
  if (was) {
    const Article old = capturer_.draft(was->conversation, resolve(was->conversation));
    drop_wording(article, old.title);
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
    drop_wording(article, draft.title);
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
  article->updated_at = std::max(article->updated_at, conversation.updated_at);
  return store_.put_article(*article);
}

Result<> Recorder::withdraw(Prepared& item, const std::string& article_id) {
  ++counts_.withdrawn;
  Conversation& conversation = item.conversation;
  const auto links = store_.links_of_case(conversation.channel, conversation.id);
  if (!links) return fail(links.error());
  // The deletion need not say what there was.
  const auto was = store_.conversation(conversation.channel, conversation.id);
  if (!was && was.error().code != ErrorCode::kNotFound) return fail(was.error());
  const Conversation said = was ? was->conversation : conversation;
  const ErasedWordsByConversation words = words_of(said);
  if (!article_id.empty()) {
    auto article = store_.article(article_id);
    if (!article) return fail(article.error());
    if (is_only_source(*article, conversation)) {
      terms_.erase(article_id);
      if (auto done = store_.delete_article(article_id); !done) return done;
    } else {
      if (auto done = unlink(std::move(*article), conversation); !done) return done;
      if (auto done = clear_revisions(article_id, said, words); !done) return done;
    }
  }
  // What else was made of it, as by a split, or learned a wording from it.
  for (const Link& link : *links) {
    if (link.article_id == article_id) continue;
    if (auto done = withdraw_from(link, said, words); !done) return done;
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

Result<> Recorder::withdraw_from(const Link& link, const Conversation& said,
                                 const ErasedWordsByConversation& words) {
  auto article = store_.article(link.article_id);
  if (!article) return fail(article.error());
  terms_.erase(article->id);
  if (!article->sources.empty() && is_only_source(*article, said)) return store_.delete_article(article->id);
  if (erase_from(*article, words, {}, is_nobody) == ArticleErasure::kEmptied)
    return store_.delete_article(article->id);
  drop_wording(*article, said.title);
  std::erase_if(article->sources, [&](const Source& source) { return is_source(source, said); });
  if (link.kind == "resolved" && article->reuse_count > 0) --article->reuse_count;
  if (auto done = store_.put_article(*article); !done) return done;
  if (auto done = clear_revisions(article->id, said, words); !done) return done;
  return store_.put_fingerprint(article->id, capturer_.fingerprint(*article));
}

Result<> Recorder::clear_revisions(const std::string& article_id, const Conversation& said,
                                   const ErasedWordsByConversation& words) {
  return store_.each_revision(article_id, [&](Revision& old) -> Result<> {
    old.article.sources = {{said.channel, said.url, said.id}};  // a revision keeps none
    erase_from_revision(old.article, words, {}, is_nobody);
    return {};
  });
}

}  // namespace garner
