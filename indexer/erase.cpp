#include "indexer/erase.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "indexer/capture.h"
#include "indexer/core/clock.h"
#include "indexer/erase_article.h"
#include "indexer/erase_person.h"
#include "indexer/pseudonym.h"
#include "indexer/text/author_names.h"

namespace garner {
namespace {

// Phrases to search for: long enough to be nobody else's, and not more than can be looked for everywhere.
constexpr std::size_t kShortestPhrase = 24;
constexpr std::size_t kMaxPhrases = 50;
constexpr std::size_t kMaxRevisions = 100'000;

// The lines and sentences of a text that are long enough to be told from anybody else's.
void add_phrases(std::string_view text, std::set<std::string>& phrases) {
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin;
    while (end < text.size() && text[end] != '\n' &&
           !((text[end] == '.' || text[end] == '!' || text[end] == '?') && end + 1 < text.size() &&
             text[end + 1] == ' '))
      ++end;
    const std::string_view phrase = text.substr(begin, end - begin);
    if (phrase.size() >= kShortestPhrase && phrase.find(' ') != std::string_view::npos)
      phrases.emplace(phrase);
    begin = end + 1;
    while (begin < text.size() && text[begin] == ' ') ++begin;
  }
}

// For the revisions of old stores, which kept no provenance: where their texts are those of the article,
// their sentences have the same sources; where they are not, the phrases tell (erase_article.h).
std::vector<Provenance> carried_over(const Article& article, const Article& old) {
  std::vector<Provenance> kept;
  for (const Provenance& source : article.provenance) {
    const bool same = (source.field == "title" && old.title == article.title) ||
                      (source.field == "issue" && old.issue == article.issue) ||
                      (source.field == "environment" && old.environment == article.environment) ||
                      (source.field == "resolution" && old.resolution == article.resolution);
    if (same) kept.push_back(source);
  }
  return kept;
}

class Eraser {
 public:
  Eraser(Store& store, const ErasedPerson& person) : store_(store), person_(person) {}

  Result<Erased> run() {
    if (auto done = conversations(); !done) return fail(done.error());
    if (auto done = articles(); !done) return fail(done.error());
    if (auto done = notes(); !done) return fail(done.error());
    if (auto done = the_rest(); !done) return fail(done.error());
    if (auto done = choose_phrases(); !done) return fail(done.error());
    return std::move(erased_);
  }

 private:
  struct Found {
    std::string channel, id;
    bool took_part = false;
  };

  Result<> conversations() {
    std::vector<Found> found;
    auto read = store_.each_conversation({}, [&](const Conversation& conversation) -> Result<> {
      const bool took_part = person_.wrote_in(conversation);
      if (took_part || mentions(conversation))
        found.push_back({conversation.channel, conversation.id, took_part});
      return {};
    });
    if (!read) return read;
    for (const Found& each : found) {
      if (auto done = conversation(each); !done) return done;
    }
    return {};
  }

  bool mentions(const Conversation& conversation) const {
    const AuthorNames& names = person_.names(false);
    if (names.empty() || !person_.in_channel(conversation.channel)) return false;
    const auto holds = [&](const std::string& text) {
      return person_.is_named_in(text) && names.mask(text) != text;
    };
    return holds(conversation.title) ||
           std::any_of(conversation.messages.begin(), conversation.messages.end(),
                       [&](const Message& m) { return holds(m.body); });
  }

  Result<> conversation(const Found& found) {
    auto stored = store_.conversation(found.channel, found.id);
    if (!stored) return fail(stored.error());
    Conversation& conversation = stored->conversation;
    ErasedWords& words = words_[key_of(found.channel, found.id)];
    words.names = &person_.names(found.took_part);
    if (found.took_part) {
      ++erased_.counts.conversations;
      const Forgotten forgotten =
          forget_authors(conversation, [&](const std::string& author) { return person_.is(author); });
      erased_.counts.messages += forgotten.message_ids.size();
      words.message_ids.insert(forgotten.message_ids.begin(), forgotten.message_ids.end());
      words.title = forgotten.title;
      std::set<std::string> phrases;
      for (const std::string& text : forgotten.texts) {
        words.texts.push_back(text);
        add_phrases(text, phrases);
      }
      // What somebody else of them said too is not theirs alone.
      for (const std::string& phrase : phrases) {
        const auto says = [&](const Message& m) { return m.body.find(phrase) != std::string::npos; };
        if (std::any_of(conversation.messages.begin(), conversation.messages.end(), says)) continue;
        words.phrases.push_back(phrase);
        phrases_.insert(phrase);
      }
      if (person_.is_named_in(conversation.url)) conversation.url.clear();
      if (person_.is_named_in(conversation.extra)) conversation.extra.clear();
    }
    if (!words.names->empty()) {
      conversation.title = words.names->mask(conversation.title);
      for (Message& message : conversation.messages) {
        std::string masked = words.names->mask(message.body);
        if (masked != message.body) words.masked.emplace(message.id, std::move(message.body));
        message.body = std::move(masked);
        if (person_.is_named_in(message.extra)) message.extra.clear();
      }
    }
    return store_.put_conversation(*stored);
  }

  // The longest that nobody else said as well.
  Result<> choose_phrases() {
    std::vector<std::string> longest(phrases_.begin(), phrases_.end());
    std::sort(longest.begin(), longest.end(),
              [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
    if (longest.size() > kMaxPhrases) longest.resize(kMaxPhrases);
    auto read = store_.each_conversation({}, [&](const Conversation& conversation) -> Result<> {
      std::erase_if(longest, [&](const std::string& phrase) {
        return conversation.title.find(phrase) != std::string::npos ||
               std::any_of(conversation.messages.begin(), conversation.messages.end(),
                           [&](const Message& m) { return m.body.find(phrase) != std::string::npos; });
      });
      return {};
    });
    erased_.phrases = std::move(longest);
    return read;
  }

  Result<> articles() {
    std::set<std::string> ids;
    const AuthorNames& names = person_.names(false);
    auto read = store_.each_article({}, [&](const Article& article) -> Result<> {
      const auto theirs = [&](const auto& source) {
        return words_.contains(key_of(source.channel, source.conversation_id));
      };
      const bool touched = std::any_of(article.sources.begin(), article.sources.end(), theirs) ||
                           std::any_of(article.provenance.begin(), article.provenance.end(), theirs) ||
                           (!names.empty() && names_in(article));
      if (touched) ids.insert(article.id);
      return {};
    });
    if (!read) return read;
    // Also what it says no more.
    auto looked_back = store_.each_old_sentence([&](const std::string& id, const Provenance& sentence) {
      if (words_.contains(key_of(sentence.channel, sentence.conversation_id))) ids.insert(id);
    });
    if (!looked_back) return looked_back;
    for (const std::string& id : ids) {
      if (auto done = article(id); !done) return done;
    }
    return {};
  }

  bool names_in(const Article& article) const {
    if (std::any_of(article.asked_as.begin(), article.asked_as.end(),
                    [&](const std::string& text) { return person_.is_named_in(text); }))
      return true;
    return person_.is_named_in(article.title) || person_.is_named_in(article.issue) ||
           person_.is_named_in(article.resolution) || person_.is_named_in(article.cause);
  }

  Result<> article(const std::string& id) {
    auto article = store_.article(id);
    if (!article) return fail(article.error());
    const Article before = *article;
    const ArticleErasure outcome =
        erase_from(*article, words_, person_.names(false),
                   [&](std::string_view text) { return person_.is_named_in(text); });
    if (outcome == ArticleErasure::kUntouched) return revisions(before);
    if (outcome == ArticleErasure::kEmptied) {
      ++erased_.counts.articles_withdrawn;
      if (auto done = store_.delete_article(id); !done) return done;
      return release(id, *article);
    }
    ++erased_.counts.articles_changed;
    if (auto done = store_.put_article(*article); !done) return done;
    // Also of what has just become one.
    if (auto done = revisions(before); !done) return done;
    return store_.put_fingerprint(id, capturer_.fingerprint(*article));
  }

  // What the article said before goes the same way.
  Result<> revisions(const Article& article) {
    return store_.each_revision(article.id, [&](Revision& old) -> Result<> {
      old.article.sources = article.sources;
      if (old.article.provenance.empty()) old.article.provenance = carried_over(article, old.article);
      erase_from_revision(old.article, words_, person_.names(false),
                          [&](std::string_view text) { return person_.is_named_in(text); });
      return {};
    });
  }

  // Whether a text that an editor or a reader wrote of an article says who they are, or what they said.
  bool tells(const std::string& text) const {
    return person_.is_named_in(text) ||
           std::any_of(phrases_.begin(), phrases_.end(),
                       [&](const std::string& phrase) { return text.find(phrase) != std::string::npos; });
  }

  // Comments, and the reasons that people gave in the audit: its chain holds a digest of them, and stands
  // without them.
  Result<> notes() {
    auto cleared = store_.change_comments(
        [&](const std::string& comment) { return tells(comment) ? std::string() : comment; });
    if (!cleared) return cleared;
    std::vector<std::int64_t> numbers;
    auto read = store_.each_audit_note([&](std::int64_t number, const std::string& note) {
      if (tells(note)) numbers.push_back(number);
    });
    if (!read) return read;
    for (const std::int64_t number : numbers) {
      if (auto done = store_.forget_audit_note(number); !done) return done;
    }
    return {};
  }

  // The conversations of an article that is gone know it no more.
  Result<> release(const std::string& id, const Article& article) {
    for (const Source& source : article.sources) {
      auto stored = store_.conversation(source.channel, source.conversation_id);
      if (!stored && stored.error().code == ErrorCode::kNotFound) continue;
      if (!stored) return fail(stored.error());
      if (stored->article_id != id) continue;
      stored->article_id.clear();
      stored->outcome.clear();
      if (auto done = store_.put_conversation(*stored); !done) return done;
    }
    return {};
  }

  Result<> the_rest() {
    for (const std::string& name : {person_.name(), person_.pseudonym()}) {
      const auto removed = store_.remove_events_of(name);
      if (!removed) return fail(removed.error());
      erased_.counts.events += static_cast<std::uint64_t>(*removed);
    }
    std::vector<std::string> asked;  // queries that name the person
    auto searched = store_.each_query([&](const LoggedQuery& query) {
      if (person_.is_meant_in(query.text)) asked.push_back(query.id);
    });
    if (!searched) return searched;
    if (auto done = store_.remove_queries(asked); !done) return done;
    erased_.counts.events += asked.size();
    std::vector<std::int64_t> ids;
    auto read = store_.each_quarantined([&](const QuarantineEntry& entry) -> Result<> {
      if (person_.is_in_raw(entry.raw)) ids.push_back(entry.id);
      return {};
    });
    if (!read) return read;
    for (const std::int64_t id : ids) {
      if (auto done = store_.delete_quarantined(id); !done) return done;
    }
    erased_.counts.quarantined = ids.size();
    return {};
  }

  Store& store_;
  const ErasedPerson& person_;
  Capturer capturer_;
  Erased erased_;
  ErasedWordsByConversation words_;
  std::set<std::string> phrases_;
};

Result<ErasedPerson> person_of(Store& store, const EraseRequest& request) {
  const auto key = store.author_key();
  if (!key) return fail(key.error());
  ErasedPerson person(request, *key);
  if (person.name().empty()) {
    return fail(ErrorCode::kInvalidInput, "an author is needed",
                "give the name as the platform writes it, or the pseudonym that an export shows");
  }
  return person;
}

}  // namespace

Result<Erased> erase_author(Store& store, const EraseRequest& request) {
  const auto person = person_of(store, request);
  if (!person) return fail(person.error());
  Erased erased;
  store.act_as({"erasure", "", false, "erased"});
  const auto done = store.transaction([&]() -> Result<> {
    const ErasedAuthor author{person->pseudonym(), request.channel};
    if (auto added = store.add_erased_author(author, now()); !added) return added;
    auto outcome = Eraser(store, *person).run();
    if (!outcome) return fail(outcome.error());
    erased = std::move(*outcome);
    return {};
  });
  store.act_as({});
  if (!done) return fail(done.error());
  if (auto scrubbed = store.scrub(); !scrubbed) return fail(scrubbed.error());
  return erased;
}

Result<EraseRemains> find_remains(Store& store, const EraseRequest& request,
                                  const std::vector<std::string>& phrases) {
  const auto person = person_of(store, request);
  if (!person) return fail(person.error());
  const auto says = [&](std::string_view text) {
    if (person->is_meant_in(text)) return true;
    return std::any_of(phrases.begin(), phrases.end(), [&](const std::string& phrase) {
      return text.find(phrase) != std::string_view::npos;
    });
  };
  EraseRemains remains;
  auto read = store.each_conversation({}, [&](const Conversation& conversation) -> Result<> {
    if (!person->in_channel(conversation.channel)) return {};
    for (const Message& message : conversation.messages)
      remains.messages += person->is(message.author) || says(message.body) ? 1 : 0;
    remains.messages += says(conversation.title) ? 1 : 0;
    return {};
  });
  if (!read) return fail(read.error());
  read = store.each_article({}, [&](const Article& article) -> Result<> {
    const auto& asked = article.asked_as;
    const bool found = says(article.title) || says(article.issue) || says(article.resolution) ||
                       says(article.cause) || std::any_of(asked.begin(), asked.end(), says);
    const auto before = store.revisions(article.id, 0, kMaxRevisions);
    if (!before) return fail(before.error());
    const bool was = std::any_of(before->begin(), before->end(), [&](const Revision& old) {
      return says(old.article.title) || says(old.article.issue) || says(old.article.resolution) ||
             says(old.article.cause);
    });
    remains.articles += found || was ? 1 : 0;
    return {};
  });
  if (!read) return fail(read.error());
  read = store.change_comments([&](const std::string& comment) {
    remains.articles += says(comment) ? 1 : 0;
    return comment;
  });
  if (!read) return fail(read.error());
  read = store.each_audit_note(
      [&](std::int64_t, const std::string& note) { remains.articles += says(note) ? 1 : 0; });
  if (!read) return fail(read.error());
  for (const std::string& name : std::set<std::string>{person->name(), person->pseudonym()}) {
    const auto events = store.count_events_of(name);
    if (!events) return fail(events.error());
    remains.events += static_cast<std::uint64_t>(*events);
  }
  read = store.each_query([&](const LoggedQuery& query) { remains.events += says(query.text) ? 1 : 0; });
  if (!read) return fail(read.error());
  read = store.each_quarantined([&](const QuarantineEntry& entry) -> Result<> {
    remains.quarantined += person->is_in_raw(entry.raw) ? 1 : 0;
    return {};
  });
  if (!read) return fail(read.error());
  return remains;
}

}  // namespace garner
