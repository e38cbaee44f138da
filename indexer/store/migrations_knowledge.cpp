// The step that brought articles their revisions, roles, audit and the work of editors.
#include "indexer/store/migrations.h"

namespace garner {

const Step kKnowledge = {
    "alter table article add column revision integer not null default 1",
    "alter table article add column revised_at bigint not null default 0",
    "alter table article add column revised_by text not null default ''",
    "alter table article add column edited integer not null default 0",
    "alter table article add column review text not null default 'none'",
    "alter table article add column merged_into text not null default ''",
    "update article set revised_at = stored_at",
    "create index article_confidence on article (confidence, number)",
    "create index article_review on article (review, number) where review <> 'none'",

    // What an article said before; what it says now is in its own row. Content: a field a row (lines.h).
    R"(create table revision (
      article_number integer not null references article (number) on delete cascade,
      revision integer not null,
      at bigint not null,
      made_by text not null,
      confidence text not null,
      audience text not null,
      governance text not null,
      content text not null,
      primary key (article_number, revision)) without rowid)",

    R"(create table audit (
      number integer primary key autoincrement,
      stream text not null,
      at bigint not null,
      actor text not null,
      action text not null,
      article_id text not null,
      subject text not null,
      revision bigint not null,
      changes text not null,
      note_digest text not null,
      hash text not null))",
    "create index audit_article on audit (article_id, number)",
    "create index audit_stream on audit (stream, number)",
    // Reasons in people's words: the chain has a salted digest of each, so that they can be forgotten.
    R"(create table audit_note (
      number integer primary key references audit (number),
      salt text not null,
      text text not null))",
    R"(create trigger audit_is_not_changed before update on audit
      begin select raise(abort, 'the audit is not changed'); end)",
    R"(create trigger audit_is_not_shortened before delete on audit
      begin select raise(abort, 'the audit is not shortened'); end)",

    "alter table api_key add column role text not null default 'candidate'",

    "alter table link add column id text not null default ''",
    "alter table link add column linked_by text not null default ''",
    "alter table link add column agent text not null default ''",
    "create index link_id on link (id)",

    R"(create table feedback (
      article_number integer not null references article (number) on delete cascade,
      client text not null,
      helpful integer not null,
      reason text not null,
      comment text not null,
      query_id text not null,
      at bigint not null,
      primary key (article_number, client)) without rowid)",

    R"(create table flag (
      id text not null primary key,
      article_number integer not null references article (number) on delete cascade,
      reason text not null,
      comment text not null,
      flagged_by text not null,
      at bigint not null,
      resolved_at bigint,
      resolved_by text not null,
      resolution text not null) without rowid)",
    "create index flag_article on flag (article_number)",

    R"(create table content_check (
      id text not null primary key,
      article_number integer not null references article (number) on delete cascade,
      checked_by text not null,
      at bigint not null,
      answers text not null,
      score double precision not null,
      revision bigint not null) without rowid)",
    "create index content_check_article on content_check (article_number)",

    R"(create table scheduled (
      id text not null primary key,
      article_number integer not null references article (number) on delete cascade,
      target text not null,
      note text not null,
      at bigint not null,
      scheduled_by text not null,
      role text not null) without rowid)",
    "create index scheduled_at on scheduled (at)",

    // What editors accept as the solution outlives the next harvest of the conversation.
    R"(create table solution (
      channel text not null,
      conversation_id text not null,
      message_id text not null,
      accepted_by text not null,
      at bigint not null,
      primary key (channel, conversation_id, message_id)) without rowid)",

    R"(create table rule (
      name text not null primary key,
      value text not null) without rowid)",

    // The queue of old, with what else waits for an editor.
    "alter table queue rename to queue_before",
    R"(create table queue (
      id text not null primary key,
      reason text not null,
      article_number integer not null references article (number) on delete cascade,
      channel text not null,
      conversation_id text not null,
      similarity double precision not null,
      detail text not null,
      expected_reuse double precision not null,
      at bigint not null,
      claimed_by text not null,
      claimed_until bigint not null,
      closed_until bigint not null) without rowid)",
    R"(insert into queue
      select 'q-' || lower(hex(randomblob(10))), reason, article_number, channel, conversation_id, similarity, '', 0, at, '',
        0, 0
      from queue_before)",
    "drop table queue_before",
    "create unique index queue_once on queue (article_number, reason, channel, conversation_id)",
    "create index queue_conversation on queue (channel, conversation_id)",
    "create index queue_rank on queue (expected_reuse, at)",
};

}  // namespace garner
