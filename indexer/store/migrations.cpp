#include "indexer/store/migrations.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <random>
#include <vector>

#include "indexer/store/impl.h"

namespace garner {
namespace {

// Lists are one text value each (lines.h). Times are milliseconds, null where there is none. Words are those
// of core/names.h. Tables whose rows are only found by their key are clustered by it (without rowid).
const Step kFirst = {
    R"(create table conversation (
      number integer primary key autoincrement,
      channel text not null,
      id text not null,
      url text not null,
      title text not null,
      created_at bigint,
      updated_at bigint,
      resolved_at bigint,
      locale text not null,
      product text not null,
      tags text not null,
      state text not null,
      deleted integer not null,
      extra text not null,
      digest text not null,
      resolution_score double precision not null,
      resolution text not null,
      outcome text not null,
      article_id text not null,
      message_count integer not null,
      stored_at bigint not null,
      unique (id, channel)))",

    R"(create table message (
      conversation_number integer not null references conversation (number) on delete cascade,
      position integer not null,
      id text not null,
      author text not null,
      role text not null,
      at bigint,
      in_reply_to text not null,
      format text not null,
      body text not null,
      accepted integer not null,
      official integer not null,
      score bigint not null,
      deleted integer not null,
      locale text not null,
      extra text not null,
      primary key (conversation_number, position)) without rowid)",

    R"(create table article (
      number integer primary key autoincrement,
      id text not null unique,
      title text not null,
      issue text not null,
      environment text not null,
      resolution text not null,
      cause text not null,
      asked_as text not null,
      locale text not null,
      tags text not null,
      products text not null,
      confidence text not null,
      audience text not null,
      governance text not null,
      sources text not null,
      provenance text not null,
      created_at bigint,
      updated_at bigint,
      reuse_count bigint not null,
      extra text not null,
      stored_at bigint not null))",

    R"(create table change (
      sequence integer primary key autoincrement,
      article_number integer not null,
      deleted integer not null))",

    R"(create table link (
      channel text not null,
      conversation_id text not null,
      article_number integer not null references article (number) on delete cascade,
      kind text not null,
      at bigint not null,
      primary key (channel, conversation_id, article_number, kind)) without rowid)",
    "create index link_article on link (article_number)",

    // Keys are random numbers: written straight into a large table each would dirty a page of its own. So
    // they gather in fingerprint_recent and are merged into fingerprint in the order of their pages
    // (links.cpp).
    R"(create table fingerprint (
      key bigint not null,
      article_number integer not null,
      primary key (key, article_number)) without rowid)",
    R"(create table fingerprint_recent (
      key bigint not null,
      article_number integer not null,
      primary key (key, article_number)) without rowid)",
    // The keys of each article, to find them when it changes or goes.
    R"(create table fingerprint_keys (
      article_number integer primary key references article (number) on delete cascade,
      keys text not null))",

    R"(create table queue (
      channel text not null,
      conversation_id text not null,
      article_number integer not null references article (number) on delete cascade,
      similarity double precision not null,
      reason text not null,
      at bigint not null,
      primary key (channel, conversation_id, article_number)) without rowid)",
    "create index queue_article on queue (article_number)",

    R"(create table quarantine (
      id integer primary key autoincrement,
      digest text not null unique,
      file text not null,
      position text not null,
      reason text not null,
      format text not null,
      channel text not null,
      raw text not null,
      at bigint not null))",

    R"(create table api_key (
      id text not null primary key,
      secret_hash text not null unique,
      description text not null,
      scopes text not null,
      audience text not null,
      created_at bigint not null,
      expires_at bigint,
      last_used_at bigint,
      revoked_at bigint))",

    R"(create table event (
      number integer primary key autoincrement,
      action_name text not null,
      query_id text not null,
      client_id text not null,
      session_id text not null,
      user_id text not null,
      object_id text not null,
      ordinal bigint not null,
      timestamp bigint not null,
      attributes text not null))",

    R"(create table task (
      uid text not null primary key,
      kind text not null,
      status text not null,
      detail text not null,
      created_at bigint not null,
      finished_at bigint))",
};

// Channels as they are configured, and how far each has been polled.
const Step kChannels = {
    R"(create table channel (
      name text not null primary key,
      settings text not null,
      from_file integer not null))",

    R"(create table poll (
      channel text not null primary key,
      cursor text not null,
      validator text not null,
      polled_at bigint,
      not_before bigint,
      error text not null,
      failures bigint not null))",
};

// Authors whose messages are not to be taken in again.
const Step kErased = {
    R"(create table erased (
      pseudonym text not null,
      channel text not null,
      at bigint not null,
      primary key (pseudonym, channel)) without rowid)",
};

// What editors tell the search.
const Step kSearchSettings = {
    R"(create table synonym (
      id text not null primary key,
      root text not null,
      words text not null,
      locale text not null))",
    R"(create table stop_words (
      locale text not null primary key,
      words text not null))",
    R"(create table curation (
      id text not null primary key,
      query text not null,
      contains integer not null,
      pins text not null,
      hidden text not null,
      valid_from bigint,
      valid_to bigint))",
};

// What was asked, and the counts of what was done with the answers.
const Step kUse = {
    R"(create table query (
      number integer primary key autoincrement,
      id text not null unique,
      mode text not null,
      text text not null,
      words text not null,
      locale text not null,
      audience text not null,
      client_id text not null,
      shown text not null,
      at bigint not null))",
    "create index query_client on query (client_id)",
    // One that was sent again, as after a lost answer, counts once.
    R"(delete from event where number not in (
      select min(number)
      from event
      group by query_id, object_id, action_name, client_id, ordinal, timestamp))",
    R"(create unique index event_once on event
      (query_id, object_id, action_name, client_id, ordinal, timestamp))",
    "create index event_object on event (object_id)",
    "create index event_client on event (client_id, timestamp)",
    R"(create table use_count (
      article_id text not null,
      place integer not null,
      shown bigint not null,
      clicked bigint not null,
      used bigint not null,
      dismissed bigint not null,
      primary key (article_id, place)) without rowid)",
    "create index article_reuse on article (reuse_count) where reuse_count > 0",
};

// What keys are held to, and answers kept for requests that are sent again.
const Step kAccess = {
    "alter table api_key add column filter text not null default ''",
    "alter table api_key add column origins text not null default ''",
    "alter table api_key add column max_per_minute bigint not null default 0",
    R"(create table kept_answer (
      key_id text not null,
      name text not null,
      request_digest text not null,
      status integer not null,
      content_type text not null,
      location text not null,
      body text not null,
      at bigint not null,
      primary key (key_id, name)))",
    "create index kept_answer_at on kept_answer (at)",
};

// What reports over a window of time look for.
const Step kAnalytics = {
    "create index query_at on query (at)",
    "create index event_case on event (timestamp) where action_name = 'case_opened'",
    "create index link_at on link (at)",
};

// Every list of the API in the order it has, so that a page costs what it shows.
const Step kLists = {
    "alter table conversation add column unanswered integer not null default 0",
    R"(update conversation set unanswered = 1 where not exists (
      select 1
      from message as answer
      join message as question on question.conversation_number = answer.conversation_number
        and question.position = 0
      where answer.conversation_number = conversation.number and answer.position > 0
        and answer.deleted = 0 and answer.role not in ('asker', 'bot')
        and answer.author <> question.author))",
    "create index conversation_state on conversation (state, number) where deleted = 0",
    "create index conversation_channel on conversation (channel, state, number) where deleted = 0",
    R"(create index conversation_unanswered on conversation (state, number)
      where deleted = 0 and unanswered = 1)",
    R"(create index conversation_channel_unanswered on conversation (channel, state, number)
      where deleted = 0 and unanswered = 1)",
    R"(create index conversation_perhaps_solved on conversation (state, number)
      where deleted = 0 and article_id = '' and resolution_score > 0)",
    "create index article_seen on article (audience, confidence, number)",
    "drop index article_review",
    "create index article_review on article (review, audience, confidence, number) where review <> 'none'",
    "create index audit_actor on audit (actor, number)",
    "create index audit_action on audit (action, number)",
    "create index audit_at on audit (at, number)",
    "drop index queue_rank",
    "create index queue_rank on queue (expected_reuse desc, at, id) where closed_until = 0",
    "create index queue_reason on queue (reason, expected_reuse desc, at, id) where closed_until = 0",
    "create index scheduled_article on scheduled (article_number)",
};

// What was before keeps where its sentences came from. Of revisions from before this step that is not known.
const Step kSentences = {
    "alter table revision add column provenance text not null default ''",
};

// Step i leads from version i to version i + 1.
const std::array<const Step*, Store::kSchemaVersion> kSteps = {
    &kFirst,     &kChannels,  &kErased, &kSearchSettings, &kUse,      &kAccess,
    &kKnowledge, &kAnalytics, &kPeople, &kLists,          &kIdTokens, &kSentences};

// The version of the store; 0 for an empty file; nothing for a database that is not Garner's.
std::optional<int> version_of(Database& database) {
  const auto tables = database.one<std::int64_t, std::int64_t>(
      "select count(*), coalesce(sum(name = 'meta'), 0) from sqlite_master where type = 'table'");
  if (!tables || std::get<0>(*tables) == 0) return 0;
  if (std::get<1>(*tables) == 0) return std::nullopt;
  const auto row = database.one<std::string>("select value from meta where name = 'schema_version'");
  if (!row) return std::nullopt;
  const std::string& text = std::get<0>(*row);
  int version = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), version).ec != std::errc()) return std::nullopt;
  return version;
}

Result<> check(std::optional<int> version) {
  if (!version) {
    return fail(ErrorCode::kUnavailable, "the file is a database, but not one of Garner",
                "name another data folder, or restore a back-up");
  }
  if (*version > Store::kSchemaVersion) {
    return fail(ErrorCode::kVersionMismatch,
                fmt::format("the store was written by a newer Garner (schema {}, this one reads {})",
                            *version, Store::kSchemaVersion),
                "install that version or restore a back-up");
  }
  return {};
}

Result<> apply_step(Database& database, int version) {
  if (version == 0) {
    database.session() << "create table meta (name text not null primary key, value text not null)";
    database.run("insert into meta (name, value) values ('instance_id', :id)", new_instance_id());
  }
  const Step* const step = kSteps.at(static_cast<std::size_t>(version));
  for (const char* sql : *step) database.session() << sql;
  if (step == &kUse) recount_use(database);  // of the events that there are
  if (step == &kKnowledge) name_links(database);
  database.run(
      R"(
        insert into meta (name, value)
        values ('schema_version', :version)
        on conflict (name) do update set value = excluded.value)",
      std::to_string(version + 1));
  return {};
}

}  // namespace

std::string new_instance_id() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

Result<> migrate(Database& database, bool read_only, int to) {
  while (true) {
    const auto current = database.read([&]() -> Result<int> {
      const std::optional<int> version = version_of(database);
      if (Result<> checked = check(version); !checked) return fail(checked.error());
      return *version;
    });
    if (!current) return fail(current.error());
    if (*current >= to) return {};
    if (read_only) {
      return fail(ErrorCode::kVersionMismatch,
                  fmt::format("the store was written by an older Garner (schema {}, this one reads {})",
                              *current, Store::kSchemaVersion),
                  "run any command that writes, such as harvest: it brings the store up to date");
    }
    Result<> stepped = database.write([&]() -> Result<> {
      // Another process may have taken this step in the meantime.
      return version_of(database) == *current ? apply_step(database, *current) : Result<>{};
    });
    if (!stepped) return stepped;
  }
}

}  // namespace garner
