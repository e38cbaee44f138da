// Store: the truth. All SQL of Garner is in this folder. One connection, one thread at a time: open one per
// thread. SQLite in WAL mode: any number of readers beside one writer; a second writer waits busy_timeout_ms,
// then gets kLocked. Every error of the database becomes an Error with a hint; what is not committed is as if
// it had never been.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/analytics.h"
#include "indexer/core/channel_settings.h"
#include "indexer/core/knowledge.h"
#include "indexer/core/model.h"
#include "indexer/core/person.h"
#include "indexer/core/result.h"
#include "indexer/core/search_settings.h"
#include "indexer/core/team_record.h"
#include "indexer/core/use.h"

namespace garner {

// Bytes that identify a record's content: equal digests, equal content (SHA-256).
using Digest = std::string;

inline constexpr std::int64_t kSearchSettingsNumber = 0;

// One row of the change log. The index follows these.
struct Change {
  std::int64_t sequence = 0;  // ascending, gaps possible
  // Article rows are numbered from 1; a number is never used again. kSearchSettingsNumber: no article, but
  // synonyms, stop words or curations.
  std::int64_t article_number = 0;
  bool deleted = false;
};

struct NumberedArticle {
  std::int64_t number = 0;
  Article article;
};

struct Link {
  std::string article_id;
  std::string kind;  // "created_from", "resolved", "reference"
  std::string channel;
  std::string conversation_id;  // or a case of another system
  Time at = 0;
  std::string id = {};     // "l-…", of what it joins; given by the store
  std::string by = {};     // as Actor::id; given by the store
  std::string agent = {};  // who solved the case with it, a pseudonym; empty: not told
};

// What waits for an editor.
struct QueueEntry {
  std::string channel, conversation_id;  // of "same_as" and "reopened": the conversation; else empty
  std::string article_id;
  double similarity = 0;  // 0 to 1, of "same_as"
  std::string reason;     // "same_as", "validate", "recheck", "archive", "flag", "review", "publish", ...
  Time at = 0;
  std::string id = {};        // "q-…"; given by the store
  std::string detail = {};    // why, for people
  double expected_reuse = 0;  // how many asked lately
  std::string claimed_by = {};
  Time claimed_until = 0;
};

// Where a page of the queue begins: behind this entry.
struct QueuePlace {
  double expected_reuse = 0;
  Time at = 0;
  std::string id;
};

struct QueueList {
  std::string reason = {}, article_id = {};  // empty: any
  std::optional<QueuePlace> after = {};      // nothing: from the first
  std::size_t limit = 20;
};

// Articles in the order they were made.
struct ArticleList {
  std::optional<Confidence> confidence = {};
  ReviewStep review = ReviewStep::kNone;  // kNone: any
  Audience audience = Audience::kPublic;  // this and wider
  bool staff = false;                     // work in progress and archived ones too
  std::int64_t after = 0;                 // numbers above it
  std::size_t limit = 20;
};

struct QuarantineEntry {
  std::int64_t id = 0;
  std::string file, position, reason, format, channel, raw;
  Time at = 0;
};

struct ApiKey {
  std::string id;           // "k-…", shown in lists
  std::string secret_hash;  // hex SHA-256 of the secret
  std::string description;
  std::vector<std::string> scopes;        // "search", "suggest", "read", "write", "export", ... (api/auth.h)
  Audience audience = Audience::kPublic;  // the lowest audience it may see
  std::string filter;  // what else an article must meet to be seen, as in a search; empty: nothing
  std::vector<std::string> origins;  // sites whose pages may use it; empty: as the server says
  std::int64_t max_per_minute = 0;   // requests; 0: any number
  Time created_at = 0;
  std::optional<Time> expires_at, last_used_at, revoked_at;
  EditorRole role = EditorRole::kCandidate;  // what it may do to articles, with the scope "write"
};

// What was answered to a request that carried an Idempotency-Key.
struct KeptAnswer {
  std::string key_id;          // of the caller; empty: anonymous
  std::string name;            // the Idempotency-Key
  std::string request_digest;  // of method, target and body
  int status = 0;
  std::string content_type, location, body;
  Time at = 0;
};

struct Event {  // UBI 1.3
  std::string action_name, query_id, client_id, session_id, user_id, object_id;
  std::int64_t ordinal = 0;  // position from 1; 0: none
  Time timestamp = 0;
  std::string attributes;  // JSON object as text
};

// An answer that was given to somebody who goes by a client id.
struct LoggedQuery {
  std::string id;     // query_id or response_id of the answer
  std::string mode;   // "search", "suggest", "ask" (a suggestion to an asker)
  std::string text;   // what was asked, private data masked
  std::string words;  // of a search: folded, each with a blank behind it; equal where the same was asked
  std::string locale;
  Audience audience = Audience::kPublic;  // of who asked
  std::string client_id;
  std::vector<std::string> shown;  // ids of articles, the first place first
  Time at = 0;
};

inline constexpr std::int64_t kMaxPlace = 11;  // stands for all places from there on

// What became of an article at one place, over all answers. With one answer an article is taken, used or
// dismissed once, however many events say so.
struct UseCount {
  std::int64_t article_number = 0;
  std::int64_t place = 0;  // from 1; 0: not known
  std::int64_t shown = 0;
  std::int64_t clicked = 0;    // clicked, viewed, or used
  std::int64_t used = 0;       // attached, inserted, helpful, solved
  std::int64_t dismissed = 0;  // dismissed, unhelpful
  std::int64_t linked = 0;     // cases it solved (Article::reuse_count); the same at each place
};

struct Task {
  std::string uid, kind, status;  // enqueued, processing, succeeded, failed
  std::string detail;             // JSON object as text
  Time created_at = 0;
  std::optional<Time> finished_at;
};

struct ConfiguredChannel {
  ChannelSettings settings;
  bool from_file = false;  // the config file has it: the API does not change it
};

// How far a channel has been polled.
struct PollState {
  std::string cursor;     // in the platform's terms; empty: from the beginning
  std::string validator;  // of the first page, as it was sent: "etag …" or "last-modified …"
  std::optional<Time> polled_at;
  std::optional<Time> not_before;  // the platform asked to be left alone until then
  std::string error;               // of the last poll; empty: it went well
  std::int64_t failures = 0;       // polls that failed since one went well
};

// An author whose messages were erased, and are not taken in again.
struct ErasedAuthor {
  std::string pseudonym;  // pseudonym.h
  std::string channel;    // empty: in every channel
};

struct ChannelStats {
  std::string channel;
  std::int64_t conversations = 0, resolved = 0, captured = 0, messages = 0;
};
struct Stats {
  std::vector<ChannelStats> channels;
  std::array<std::int64_t, 4> articles_by_confidence{};  // indexed by Confidence
  std::int64_t links = 0, queued = 0, quarantined = 0, events = 0;
};

struct StoredConversation {
  Conversation conversation;
  Digest digest;
  double resolution_score = 0;  // resolve.h
  std::string resolution;       // "resolved", "unresolved", "unknown", with evidence as resolve.h writes it
  std::string outcome;          // "captured", "linked", "queued", "reopened", or empty
  std::string article_id;       // what it was captured as or linked to
};

struct NumberedConversation {
  std::int64_t number = 0;  // ascending in the order they were first stored
  StoredConversation stored;
  std::int64_t message_count = 0;
};

// Which conversations a list has.
struct ConversationList {
  std::string channel;                     // empty: all
  std::optional<ConversationState> state;  // nothing: any
  bool unanswered = false;                 // nobody but the asker and bots has written
  bool perhaps_solved = false;             // no article has it, though a message may have solved it
  std::int64_t before = INT64_MAX;         // numbers below this
  std::size_t limit = 20;
};

class Store {
 public:
  static constexpr int kBusyTimeoutMs = 5000;
  static constexpr Time kKeepAnswersMs = 24LL * 3600 * 1000;
  static constexpr int kSchemaVersion = 12;

  struct Options {
    std::string path;                      // the SQLite file, created when missing
    bool read_only = false;                // for readers; the file must exist
    int busy_timeout_ms = kBusyTimeoutMs;  // how long a writer waits for another one
  };

  // Errors: kVersionMismatch for a store of a newer Garner, kUnavailable where the file cannot be opened.
  static Result<std::unique_ptr<Store>> open(const Options& options);
  ~Store();

  // Runs `work` in one transaction: committed when it returns a value, rolled back when it returns an error.
  // Nesting is an error. Errors: the work's own, kLocked, kUnavailable (disk full).
  Result<> transaction(const std::function<Result<>()>& work);
  // All that `work` reads is of one moment, whatever is written meanwhile. Nesting is an error.
  Result<> read(const std::function<Result<>()>& work);

  // Who does what is written from here on, until somebody else does; of each store object for itself.
  void act_as(Actor actor);
  const Actor& actor() const;

  // --- conversations (conversations.cpp)
  // Empty when the conversation is not known.
  Result<Digest> conversation_digest(std::string_view channel, std::string_view id);
  // Inserts or replaces it with its messages.
  Result<> put_conversation(const StoredConversation& stored);
  Result<StoredConversation> conversation(std::string_view channel, std::string_view id);
  // Those of that id in any channel (ids are only unique within one), in the order of channel.
  Result<std::vector<StoredConversation>> conversations_of_id(std::string_view id);
  // Newest first, without their messages; those that were withdrawn are left out.
  Result<std::vector<NumberedConversation>> list_conversations(const ConversationList& wanted);
  // With their messages, at most `limit` with number > `after`, ascending; `since` as below.
  Result<std::vector<NumberedConversation>> conversations_after(std::int64_t after, std::size_t limit,
                                                                std::optional<Time> since);
  // In the order they were first stored; `since`: only those updated in the store at or after.
  Result<> each_conversation(std::optional<Time> since,
                             const std::function<Result<>(const Conversation&)>& visit);

  // --- articles (articles.cpp). Each write adds a row to the change log in the same transaction; one that
  // changes content or state keeps what was as a revision and is in the audit.
  // Inserts or replaces, by id; a replaced one keeps its number. Its sources become its created_from links,
  // but for those that are linked to it otherwise.
  Result<> put_article(const Article& article);
  Result<> delete_article(std::string_view id);  // with its links and keys. Errors: kNotFound
  Result<Article> article(std::string_view id);
  // Without its provenance, which is most of what there is to read: for lists, and for whether one may see
  // it.
  Result<Article> article_outline(std::string_view id);
  // Ids not found are left out.
  Result<std::vector<NumberedArticle>> articles_of_numbers(const std::vector<std::int64_t>& numbers);
  // At most `limit` articles with number > `after` and <= `up_to`, ascending; `since` as in each_article.
  Result<std::vector<NumberedArticle>> articles_after(std::int64_t after, std::int64_t up_to,
                                                      std::size_t limit, std::optional<Time> since = {});
  Result<> each_article(std::optional<Time> since, const std::function<Result<>(const Article&)>& visit);
  Result<std::vector<NumberedArticle>> list_articles(const ArticleList& list);  // outlines
  // What articles are called, and what they were made of, in the order of their numbers. `visit` must not use
  // the store.
  Result<> each_title(const std::function<void(std::int64_t number, std::string_view title,
                                               const std::vector<Source>& sources)>& visit);
  Result<std::int64_t> article_count();
  Result<std::int64_t> last_article_number();
  // The article that came from this conversation or is linked to it as resolved; empty: none.
  Result<std::string> article_of_conversation(std::string_view channel, std::string_view conversation_id);

  // --- change log (articles.cpp)
  Result<std::vector<Change>> changes_after(std::int64_t sequence, std::size_t limit);
  Result<std::int64_t> last_change();
  // Differs between stores that do not share a history (kept in the index's metadata, so that an index never
  // follows the log of another store).
  Result<std::string> instance_id();

  // --- revisions (revisions.cpp)
  Result<ArticleStatus> article_status(std::string_view id);  // Errors: kNotFound
  // Newest first, the one that stands too; `before`: those with lower numbers, 0: all.
  Result<std::vector<Revision>> revisions(std::string_view id, std::int64_t before, std::size_t limit);
  Result<Revision> revision(std::string_view id, std::int64_t number);  // Errors: kNotFound
  // The sentences of all revisions that are no more; `visit` must not use the store.
  Result<> each_old_sentence(
      const std::function<void(const std::string& article_id, const Provenance& sentence)>& visit);
  // Writes back what `change` makes of the revisions that are no more: for erasure.
  Result<> each_revision(std::string_view id, const std::function<Result<>(Revision&)>& change);
  Result<> set_review(std::string_view id, ReviewStep step);
  Result<> set_merged_into(std::string_view id, std::string_view successor);  // empty: taken back

  // --- audit (audit.cpp): rows are added, never changed
  Result<> add_audit(const AuditEntry& entry);  // number, time, actor and hash are given by the store
  Result<AuditPage> audit(const AuditFilter& filter);
  // How many rows there are, when each is what was written. Errors: kInternal with the first that is not.
  Result<std::int64_t> verify_audit();
  Result<> each_audit_note(const std::function<void(std::int64_t number, const std::string& note)>& visit);
  Result<> forget_audit_note(std::int64_t number);  // the chain holds without it

  // --- links, duplicates (links.cpp)
  Result<bool> add_link(const Link& link);  // false: it was there already
  Result<Link> link(std::string_view id);   // Errors: kNotFound
  Result<> remove_link(std::string_view id);
  Result<std::vector<Link>> links_of_case(std::string_view channel, std::string_view conversation_id);
  // Also takes the conversation out of the queue.
  Result<> remove_links(std::string_view channel, std::string_view conversation_id);
  Result<std::vector<Link>> links_of_article(std::string_view article_id);
  // When a case was last linked to the article as resolved or reference; 0: never.
  Result<Time> last_reuse(std::int64_t article_number);
  // Near-duplicate keys (capture.h) of an article; replaces those it had.
  Result<> put_fingerprint(std::string_view article_id, const std::vector<std::uint64_t>& keys);
  // Articles that share a key, most shared first.
  Result<std::vector<std::string>> articles_sharing(const std::vector<std::uint64_t>& keys,
                                                    std::size_t limit);

  // --- the editors' queue (queue.cpp)
  // The same again changes its likeness and detail. What was decided stays so until the time set for it.
  Result<> add_to_queue(const QueueEntry& entry);
  Result<std::vector<QueueEntry>> queue(const QueueList& list);  // what is expected to be reused most first
  Result<QueueEntry> queue_entry(std::string_view id);           // Errors: kNotFound
  Result<> claim(std::string_view id, std::string_view by, Time until);  // Errors: kConflict
  Result<> release(std::string_view id);
  Result<> close_queue_entry(std::string_view id, Time until);  // not proposed again before
  Result<> drop_from_queue(std::string_view article_id, std::string_view reason);
  Result<> set_expected_reuse(std::string_view article_id, double value);

  // --- work on articles (work.cpp)
  Result<> put_feedback(const Feedback& feedback);  // a client's last vote counts
  Result<FeedbackCounts> feedback_counts(std::string_view article_id, Time since);
  Result<std::vector<Feedback>> feedback(std::string_view article_id, std::size_t limit);  // newest first
  Result<> add_flag(const Flag& flag);
  Result<std::vector<Flag>> flags(std::string_view article_id);                      // oldest first
  Result<> resolve_flag(std::string_view id, std::string_view resolution, Time at);  // Errors: kNotFound
  Result<> add_check(const Check& check);
  Result<std::vector<Check>> checks(std::string_view article_id, std::size_t limit);  // newest first
  Result<> add_scheduled(const Scheduled& scheduled);
  Result<> remove_scheduled(std::string_view id);  // Errors: kNotFound
  Result<std::vector<Scheduled>> scheduled(std::string_view article_id);
  Result<std::vector<Scheduled>> scheduled_before(Time at, std::size_t limit);
  Result<std::int64_t> dismissals(std::string_view article_id, Time since);  // by different clients
  Result<std::int64_t> askers(std::string_view article_id, Time since);      // who took it, different ones
  Result<> put_solution(std::string_view channel, std::string_view conversation_id,
                        std::string_view message_id, Time at);
  Result<> remove_solution(std::string_view channel, std::string_view conversation_id,
                           std::string_view message_id);
  Result<std::vector<std::string>> solutions(std::string_view channel, std::string_view conversation_id);
  // Rules of the workflow by name (knowledge/policy.h).
  Result<std::vector<std::pair<std::string, std::string>>> rules();
  Result<> put_rule(std::string_view name, std::string_view value);

  // --- what a team made, out and in (team_records.cpp)
  Result<std::vector<QueueRecord>> queue_records(std::string_view article_id);  // decided ones too
  Result<std::vector<SolutionRecord>> solution_records(std::string_view channel,
                                                       std::string_view conversation_id);
  // As another instance had it; the same again changes nothing. What is newer here stays. Errors: kNotFound
  // where its article is not here, kInvalidInput.
  Result<> take_over(const TeamRecord& record);

  // --- configured channels (channels.cpp)
  Result<> put_channel(const ConfiguredChannel& channel);  // inserts or replaces, by name
  Result<> delete_channel(std::string_view name);          // what came from it stays. Errors: kNotFound
  Result<std::vector<ConfiguredChannel>> channels();       // by name
  Result<std::optional<ConfiguredChannel>> channel(std::string_view name);  // nothing: there is none
  Result<PollState> poll_state(std::string_view channel);  // an empty one where it was never polled
  Result<> put_poll_state(std::string_view channel, const PollState& state);

  // --- synonyms, stop words, curations (search_settings.cpp). Each write adds a row to the change log. Put
  // inserts or replaces, by id or locale. Errors: kInvalidInput (check in core/search_settings.h), kConflict
  // where there are kMaxSettings already, kNotFound for what is to be deleted and is not there.
  Result<> put_synonym(const Synonym& synonym);
  Result<> delete_synonym(std::string_view id);
  Result<> put_stop_words(const StopWords& stop_words);
  Result<> delete_stop_words(std::string_view locale);
  Result<> put_curation(const Curation& curation);
  Result<> delete_curation(std::string_view id);
  Result<SearchSettings> search_settings();  // all of them, by id or locale

  // --- authors and their erasure (erasure.cpp)
  Result<std::string> author_key();  // of pseudonyms, 64 hex digits; made at first use, goes into back-ups
  Result<> add_erased_author(const ErasedAuthor& erased, Time at);  // the same again changes nothing
  Result<std::vector<ErasedAuthor>> erased_authors();
  // Queries and events of a person by their ids (user, client or session). Give how many there are; were
  // removed.
  Result<std::int64_t> count_events_of(std::string_view person);
  Result<std::int64_t> remove_events_of(std::string_view person);
  // Words beside articles: comments of flags and votes, notes of what is scheduled. What `change` makes of
  // one is written back where it differs.
  Result<> change_comments(const std::function<std::string(const std::string& comment)>& change);
  Result<> each_quarantined(const std::function<Result<>(const QuarantineEntry&)>& visit);
  Result<> delete_quarantined(std::int64_t id);
  // Writes the file anew, so that nothing deleted is left in it, and empties the WAL. Not in a transaction.
  // Errors: kLocked while somebody else uses the store.
  Result<> scrub();

  // --- queries, events and what they say of articles (use.cpp)
  Result<> add_queries(const std::vector<LoggedQuery>& queries);  // an id again changes nothing
  // The same event again (action, answer, article, client, place and time) changes nothing.
  Result<> add_events(const std::vector<Event>& events);
  Result<> remove_queries(const std::vector<std::string>& ids);
  Result<std::string> client_of_query(std::string_view id);  // empty: there is no such query
  // Oldest first; `visit` must not use the store.
  Result<> each_query(const std::function<void(const LoggedQuery&)>& visit);
  Result<> each_event(const std::function<void(const Event&)>& visit);
  Result<std::vector<UseCount>> use_counts();  // by article number and place
  // Searches that at least `askers` clients asked and at least one took an article for, most asked first.
  Result<std::vector<PopularQuery>> popular_queries(std::size_t askers, std::size_t limit);
  // Articles that people took within a day after they took this one, or that a case was linked with beside
  // it; the most often first.
  Result<std::vector<std::string>> used_after(std::string_view article_id, std::size_t limit);
  // Differs whenever queries or events came or went.
  Result<std::int64_t> last_use();
  Result<> recount_use();  // makes the counts anew of queries and events

  // --- what reports are counted from (analytics.cpp). From the first time up to before the second; `visit`
  // must not use the store. Nothing is kept in memory but the row that is visited.
  Result<> each_intent(Time from, Time to, IntentOrder order,
                       const std::function<void(const Intent&)>& visit);
  Result<std::vector<CaseOpened>> cases_opened(Time from, Time to);  // by client and time
  // Opened or closed in that time; withdrawn ones are left out.
  Result<> each_conversation_fact(Time from, Time to,
                                  const std::function<void(const ConversationFact&)>& visit);
  Result<> each_link_fact(Time from, Time to, const std::function<void(const LinkFact&)>& visit);  // by case
  // Of the conversations that these articles came from or were linked to, each once.
  Result<std::vector<std::string>> channels_of_articles(const std::vector<std::string>& ids);

  // --- API keys, and answers kept for requests that are sent again (keys.cpp)
  Result<> add_key(const ApiKey& key);     // Errors: kConflict
  Result<> change_key(const ApiKey& key);  // by id; its secret and its times stay. Errors: kNotFound
  Result<std::vector<ApiKey>> keys();      // in the order they were made, revoked ones too
  Result<> revoke_key(std::string_view id, Time at);
  Result<> touch_key(std::string_view id, Time at);
  // Those kept for longer than a day go.
  Result<> keep_answer(const KeptAnswer& answer);
  Result<std::optional<KeptAnswer>> kept_answer(std::string_view key_id, std::string_view name);

  // --- people, their sessions and invitations (people.cpp). Errors: kNotFound for nobody of that name.
  Result<> add_person(const Person& person);  // Errors: kConflict, name_taken
  Result<std::vector<Person>> people();       // by name
  Result<Person> person(std::string_view name);
  Result<std::optional<Person>> person_of_subject(std::string_view issuer, std::string_view subject);
  // By name; password, identity and times stay. Who may do or see something else now is signed out.
  // Errors: kConflict, last_admin, where no administrator would be left.
  Result<> change_person(const Person& person);
  // Ends every session but `session`, and the invitations; an empty hash takes the password away.
  Result<> set_password(std::string_view name, const std::string& hash, std::string_view session = {});
  Result<> refresh_password_hash(std::string_view name, const std::string& hash);  // of the same password
  // Those that were not used since `idle_before` or were made before `made_before` go.
  // `id_token`: of one that was begun by single sign-on, kept as long as the session.
  Result<> add_session(const Session& session, Time idle_before, Time made_before,
                       std::string_view id_token = {});
  Result<std::optional<SignedIn>> session(std::string_view secret_hash);  // nothing for who is disabled
  Result<> touch_session(std::string_view secret_hash, Time at);
  Result<std::string> end_session(std::string_view secret_hash);  // gives its ID token; empty: none
  Result<> end_sessions(std::string_view name);
  Result<> add_invitation(const Invitation& invitation);  // in place of an earlier one of that kind and name
  Result<std::optional<Invitation>> invitation(std::string_view secret_hash);  // expired or not
  Result<bool> remove_invitation(std::string_view secret_hash);                // whether it was there

  // --- quarantine, tasks (operations.cpp)
  Result<> add_to_quarantine(
      const QuarantineEntry& entry);  // the same file, position and raw again: `at` moves, nothing else
  Result<std::vector<QuarantineEntry>> quarantine(std::size_t limit, std::int64_t after = 0);  // ids above it
  Result<QuarantineEntry> quarantine_entry(std::int64_t id);  // Errors: kNotFound
  Result<> put_task(const Task& task);
  Result<Task> task(std::string_view uid);
  // Newest first; `after`: the uid of the last one before, empty: from the newest. Errors: kNotFound.
  Result<std::vector<Task>> tasks(std::string_view after, std::size_t limit);
  Result<Stats> stats();

  // A consistent, compact copy beside running writers, with an instance id of its own. `path` must not exist.
  Result<> backup(const std::string& path);
  // SQLite's integrity and foreign key checks. Errors: kInternal with what is wrong.
  Result<> verify();

 private:
  struct Impl;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace garner
