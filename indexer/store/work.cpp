// Work on articles: votes, flags, checks, what is to happen at a time, solutions, the rules of the workflow.
#include "indexer/core/clock.h"
#include "indexer/core/names.h"
#include "indexer/store/impl.h"
#include "indexer/store/lines.h"

namespace garner {
namespace {

template <typename... Args>
std::vector<Scheduled> scheduled_of(Database& database, const char* sql, const Args&... args) {
  std::vector<Scheduled> all;
  database.each<Text, Text, Text, Text, Int, Text, Text>(
      sql,
      [&](Text&& id, Text&& article, Text&& target, Text&& note, Time at, Text&& by, const Text& role) {
        all.push_back({std::move(id), std::move(article), std::move(target), std::move(note), at,
                       std::move(by), parse_editor_role(role).value_or(EditorRole::kCandidate)});
      },
      args...);
  return all;
}

#define GARNER_SCHEDULED                                                                            \
  "select scheduled.id, article.id, target, scheduled.note, scheduled.at, scheduled_by, role from " \
  "scheduled "                                                                                      \
  "join article on article.number = scheduled.article_number "

}  // namespace

std::string join_answers(const Check& check) {
  std::vector<Row> rows;
  for (const auto& [name, yes] : check.answers) rows.push_back({name, yes ? "yes" : "no"});
  return join_rows(rows);
}

Result<> Store::put_feedback(const Feedback& feedback) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const auto number = number_of(database, feedback.article_id);
    if (!number) return fail(number.error());
    database.run(
        R"(
        insert into feedback (article_number, client, helpful, reason, comment, query_id, at)
        values (:number, :client, :helpful, :reason, :comment, :query_id, :at)
        on conflict (article_number, client) do update set helpful = excluded.helpful,
          reason = excluded.reason, comment = excluded.comment, query_id = excluded.query_id, at = excluded.at)",
        *number, feedback.client, feedback.helpful, feedback.reason, feedback.comment, feedback.query_id,
        feedback.at);
    append_audit(database, impl_->actor,
                 {.stream = AuditStream::kUse,
                  .action = feedback.helpful ? "found_helpful" : "found_unhelpful",
                  .article_id = feedback.article_id,
                  .changes = {{"reason", "", feedback.reason}}});
    return {};
  });
}

Result<FeedbackCounts> Store::feedback_counts(std::string_view article_id, Time since) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<FeedbackCounts> {
    const auto row = database.one<Int, Int>(
        R"(
        select coalesce(sum(helpful), 0), coalesce(sum(1 - helpful), 0)
        from feedback
        where article_number = (select number from article where id = :id) and at >= :since)",
        article_id, since);
    return FeedbackCounts{std::get<0>(row.value()), std::get<1>(row.value())};
  });
}

Result<std::vector<Feedback>> Store::feedback(std::string_view article_id, std::size_t limit) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<Feedback>> {
    std::vector<Feedback> all;
    database.each<Text, Int, Text, Text, Text, Int>(
        R"(
        select client, helpful, reason, comment, query_id, at
        from feedback
        where article_number = (select number from article where id = :id)
        order by at desc, client
        limit :limit)",
        [&](Text&& client, Int helpful, Text&& reason, Text&& comment, Text&& query_id, Time at) {
          all.push_back({std::string(article_id), std::move(client), helpful != 0, std::move(reason),
                         std::move(comment), std::move(query_id), at});
        },
        article_id, limit);
    return all;
  });
}

Result<> Store::add_flag(const Flag& flag) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const auto number = number_of(database, flag.article_id);
    if (!number) return fail(number.error());
    database.run(
        R"(
        insert into flag (id, article_number, reason, comment, flagged_by, at, resolved_at, resolved_by,
          resolution)
        values (:id, :number, :reason, :comment, :flagged_by, :at, null, '', ''))",
        flag.id, *number, flag.reason, flag.comment, flag.by, flag.at);
    append_audit(database, impl_->actor,
                 {.stream = AuditStream::kQuality,
                  .action = "flagged",
                  .article_id = flag.article_id,
                  .subject = flag.id,
                  .changes = {{"reason", "", flag.reason}}});
    return {};
  });
}

Result<std::vector<Flag>> Store::flags(std::string_view article_id) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<Flag>> {
    std::vector<Flag> all;
    database.each<Text, Text, Text, Text, Int, std::optional<Time>, Text, Text>(
        R"(
        select id, reason, comment, flagged_by, at, resolved_at, resolved_by, resolution
        from flag
        where article_number = (select number from article where id = :id)
        order by at, id)",
        [&](Text&& id, Text&& reason, Text&& comment, Text&& by, Time at, std::optional<Time> resolved_at,
            Text&& resolved_by, Text&& resolution) {
          all.push_back({std::move(id), std::string(article_id), std::move(reason), std::move(comment),
                         std::move(by), at, resolved_at, std::move(resolved_by), std::move(resolution)});
        },
        article_id);
    return all;
  });
}

Result<> Store::resolve_flag(std::string_view id, std::string_view resolution, Time at) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const auto row = database.one<Text>(
        R"(
        update flag
        set resolved_at = :at, resolved_by = :by, resolution = :resolution
        where id = :id and resolved_at is null
        returning (select id from article where number = flag.article_number))",
        at, impl_->actor.id, resolution, id);
    if (!row) return fail(ErrorCode::kNotFound, "there is no such flag, or it is resolved");
    append_audit(database, impl_->actor,
                 {.stream = AuditStream::kQuality,
                  .action = "flag_resolved",
                  .article_id = std::get<0>(*row),
                  .subject = std::string(id),
                  .changes = {{"resolution", "", std::string(resolution)}}});
    return {};
  });
}

Result<> Store::add_check(const Check& check) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const auto number = number_of(database, check.article_id);
    if (!number) return fail(number.error());
    database.run(
        R"(
        insert into content_check (id, article_number, checked_by, at, answers, score, revision)
        values (:id, :number, :checked_by, :at, :answers, :score, :revision))",
        check.id, *number, check.by, check.at, join_answers(check), check.score, check.revision);
    append_audit(database, impl_->actor,
                 {.stream = AuditStream::kQuality,
                  .action = "checked",
                  .article_id = check.article_id,
                  .subject = check.id,
                  .revision = check.revision});
    return {};
  });
}

Result<std::vector<Check>> Store::checks(std::string_view article_id, std::size_t limit) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<Check>> {
    std::vector<Check> all;
    database.each<Text, Text, Int, Text, double, Int>(
        R"(
        select id, checked_by, at, answers, score, revision
        from content_check
        where article_number = (select number from article where id = :id)
        order by at desc, id
        limit :limit)",
        [&](Text&& id, Text&& by, Time at, const Text& answers, double score, Int revision) {
          Check check{std::move(id), std::string(article_id), std::move(by), at, {}, score, revision};
          for (Row& row : split_rows(answers)) {
            row.resize(2);
            check.answers.emplace_back(std::move(row[0]), row[1] == "yes");
          }
          all.push_back(std::move(check));
        },
        article_id, limit);
    return all;
  });
}

Result<> Store::add_scheduled(const Scheduled& scheduled) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const auto number = number_of(database, scheduled.article_id);
    if (!number) return fail(number.error());
    database.run(
        R"(
        insert into scheduled (id, article_number, target, note, at, scheduled_by, role)
        values (:id, :number, :target, :note, :at, :scheduled_by, :role))",
        scheduled.id, *number, scheduled.to, scheduled.note, scheduled.at, scheduled.by,
        name_of(scheduled.role));
    append_audit(database, impl_->actor,
                 {.stream = AuditStream::kState,
                  .action = "scheduled",
                  .article_id = scheduled.article_id,
                  .subject = scheduled.id,
                  .changes = {{"to", "", scheduled.to}, {"at", "", to_rfc3339(scheduled.at)}}});
    return {};
  });
}

Result<> Store::remove_scheduled(std::string_view id) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const auto row = database.one<Text>(
        R"(
        delete from scheduled
        where id = :id
        returning (select id from article where number = scheduled.article_number))",
        id);
    if (!row) return fail(ErrorCode::kNotFound, "there is nothing scheduled of this id");
    append_audit(database, impl_->actor,
                 {.stream = AuditStream::kState,
                  .action = "unscheduled",
                  .article_id = std::get<0>(*row),
                  .subject = std::string(id)});
    return {};
  });
}

Result<std::vector<Scheduled>> Store::scheduled(std::string_view article_id) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<Scheduled>> {
    return scheduled_of(
        database, GARNER_SCHEDULED "where article.id = :id order by scheduled.at, scheduled.id", article_id);
  });
}

Result<std::vector<Scheduled>> Store::scheduled_before(Time at, std::size_t limit) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<Scheduled>> {
    return scheduled_of(
        database, GARNER_SCHEDULED "where scheduled.at <= :at order by scheduled.at limit :limit", at, limit);
  });
}

Result<Int> Store::dismissals(std::string_view article_id, Time since) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<Int> {
    return std::get<0>(database
                           .one<Int>(
                               R"(
        select count(distinct client_id)
        from event
        where object_id = :id and timestamp >= :since and action_name in ('dismiss', 'unhelpful'))",
                               article_id, since)
                           .value());
  });
}

Result<Int> Store::askers(std::string_view article_id, Time since) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<Int> {
    return std::get<0>(database
                           .one<Int>(
                               R"(
        select (select count(distinct client_id) from event where object_id = :id and timestamp >= :since)
          + (select count(*) from link where at >= :linked_since and kind <> 'created_from'
            and article_number = (select number from article where id = :article)))",
                               article_id, since, since, article_id)
                           .value());
  });
}

Result<> Store::put_solution(std::string_view channel, std::string_view conversation_id,
                             std::string_view message_id, Time at) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    database.run(
        R"(
        insert into solution (channel, conversation_id, message_id, accepted_by, at)
        values (:channel, :id, :message_id, :accepted_by, :at)
        on conflict do nothing)",
        channel, conversation_id, message_id, impl_->actor.id, at);
    return {};
  });
}

Result<> Store::remove_solution(std::string_view channel, std::string_view conversation_id,
                                std::string_view message_id) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    database.run(
        R"(
        delete from solution
        where channel = :channel and conversation_id = :id and message_id = :message_id)",
        channel, conversation_id, message_id);
    return {};
  });
}

Result<std::vector<std::string>> Store::solutions(std::string_view channel,
                                                  std::string_view conversation_id) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<std::string>> {
    std::vector<std::string> ids;
    database.each<Text>(
        R"(
        select message_id
        from solution
        where channel = :channel and conversation_id = :id
        order by at, message_id)",
        [&](Text&& id) { ids.push_back(std::move(id)); }, channel, conversation_id);
    return ids;
  });
}

Result<std::vector<std::pair<std::string, std::string>>> Store::rules() {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<std::pair<std::string, std::string>>> {
    std::vector<std::pair<std::string, std::string>> all;
    database.each<Text, Text>("select name, value from rule order by name", [&](Text&& name, Text&& value) {
      all.emplace_back(std::move(name), std::move(value));
    });
    return all;
  });
}

Result<> Store::put_rule(std::string_view name, std::string_view value) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const auto row = database.one<Text>("select value from rule where name = :name", name);
    if (row && std::get<0>(*row) == value) return {};
    database.run(
        R"(
        insert into rule (name, value)
        values (:name, :value)
        on conflict (name) do update set value = excluded.value)",
        name, value);
    append_audit(database, impl_->actor,
                 {.stream = AuditStream::kAdministration,
                  .action = "rule_set",
                  .subject = std::string(name),
                  .changes = {{"value", row ? std::get<0>(*row) : "", std::string(value)}}});
    return {};
  });
}

}  // namespace garner
