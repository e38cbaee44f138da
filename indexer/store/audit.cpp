// The audit: who did what, each row bound to the one before by its hash, so that none can be changed, taken
// out or put in between without its being seen.
#include <fmt/format.h>

#include <algorithm>

#include "indexer/core/clock.h"
#include "indexer/core/names.h"
#include "indexer/store/hash.h"
#include "indexer/store/impl.h"
#include "indexer/store/lines.h"

namespace garner {
namespace {

constexpr std::size_t kSaltBytes = 16;
// Rows read for one page: a filter that nothing fits must not read all there is in one request.
constexpr std::int64_t kMaxLookedAt = 1'000;

std::string join_changes(const std::vector<AuditChange>& changes) {
  std::vector<Row> rows;
  rows.reserve(changes.size());
  for (const AuditChange& change : changes) rows.push_back({change.field, change.from, change.to});
  return join_rows(rows);
}

std::vector<AuditChange> split_changes(std::string_view text) {
  std::vector<AuditChange> changes;
  for (Row& row : split_rows(text)) {
    row.resize(3);
    changes.push_back({std::move(row[0]), std::move(row[1]), std::move(row[2])});
  }
  return changes;
}

// As it is stored: what the hash is made of.
struct AuditRow {
  std::int64_t number = 0, at = 0, revision = 0;
  std::string stream, actor, action, article_id, subject, changes, note_digest, hash;
};

std::string hash_of(const AuditRow& row, std::string_view before) {
  return digest_of_parts({before, std::to_string(row.number), row.stream, std::to_string(row.at), row.actor,
                          row.action, row.article_id, row.subject, std::to_string(row.revision), row.changes,
                          row.note_digest});
}

template <typename Visit, typename... Args>
void each_row(Database& database, const char* sql, Visit&& visit, const Args&... args) {
  database.each<Int, Text, Int, Text, Text, Text, Text, Int, Text, Text, Text>(
      sql,
      [&](Int number, Text&& stream, Int at, Text&& actor, Text&& action, Text&& article_id, Text&& subject,
          Int revision, Text&& changes, Text&& note_digest, Text&& hash) {
        visit(AuditRow{number, at, revision, std::move(stream), std::move(actor), std::move(action),
                       std::move(article_id), std::move(subject), std::move(changes), std::move(note_digest),
                       std::move(hash)});
      },
      args...);
}

#define GARNER_AUDIT_COLUMNS \
  "number, stream, at, actor, action, article_id, subject, revision, changes, note_digest, hash"

bool fits(const AuditRow& row, const AuditFilter& filter) {
  return (!filter.stream || row.stream == name_of(*filter.stream)) &&
         (filter.article_id.empty() || row.article_id == filter.article_id) &&
         (filter.actor.empty() || row.actor == filter.actor) &&
         (filter.action.empty() || row.action == filter.action) && (!filter.from || row.at >= *filter.from) &&
         (!filter.to || row.at < *filter.to);
}

// The number of the last row before a time: times go up with the numbers.
std::int64_t last_before(Database& database, Time at) {
  const auto row = database.one<std::int64_t>(
      "select number from audit where at < :at order by at desc, number desc limit 1", at);
  return row ? std::get<0>(*row) : 0;
}

// Rows below `before`, newest first, of the narrowest index that the filter has.
std::vector<AuditRow> page_below(Database& database, const AuditFilter& filter, std::int64_t before,
                                 std::int64_t limit) {
  std::vector<AuditRow> rows;
  const auto keep = [&](AuditRow&& row) { rows.push_back(std::move(row)); };
  if (!filter.article_id.empty()) {
    each_row(database,
             "select " GARNER_AUDIT_COLUMNS
             " from audit where article_id = :article and number < :before order by number desc limit :limit",
             keep, filter.article_id, before, limit);
  } else if (!filter.actor.empty() && filter.action.empty()) {
    each_row(database,
             "select " GARNER_AUDIT_COLUMNS
             " from audit where actor = :actor and number < :before order by number desc limit :limit",
             keep, filter.actor, before, limit);
  } else if (!filter.action.empty()) {
    each_row(database,
             "select " GARNER_AUDIT_COLUMNS
             " from audit where action = :action and number < :before order by number desc limit :limit",
             keep, filter.action, before, limit);
  } else if (filter.stream) {
    each_row(database,
             "select " GARNER_AUDIT_COLUMNS
             " from audit where stream = :stream and number < :before order by number desc limit :limit",
             keep, name_of(*filter.stream), before, limit);
  } else {
    each_row(database,
             "select " GARNER_AUDIT_COLUMNS
             " from audit where number < :before order by number desc limit :limit",
             keep, before, limit);
  }
  return rows;
}

std::string note_of(Database& database, std::int64_t number) {
  const auto note = database.one<std::string>("select text from audit_note where number = :number", number);
  return note ? std::get<0>(*note) : std::string();
}

Result<> broken(std::int64_t number, const char* how) {
  return fail(ErrorCode::kInternal, fmt::format("row {} of the audit {}", number, how),
              "somebody changed the store by other means: compare it with a back-up", "audit_broken");
}

}  // namespace

void append_audit(Database& database, const Actor& actor, const AuditEntry& entry) {
  const auto last = database.one<std::int64_t, std::string, std::int64_t>(
      "select number, hash, at from audit order by number desc limit 1");
  AuditRow row;
  row.number = last ? std::get<0>(*last) + 1 : 1;
  row.stream = name_of(entry.stream);
  row.at = std::max(now(), last ? std::get<2>(*last) : 0);  // times go up with the numbers
  row.actor = actor.id;
  row.action = entry.action;
  row.article_id = entry.article_id;
  row.subject = entry.subject;
  row.revision = entry.revision;
  row.changes = join_changes(entry.changes);
  const std::string salt = actor.note.empty() ? "" : random_hex(kSaltBytes);
  if (!actor.note.empty()) row.note_digest = digest_of_parts({salt, actor.note});
  row.hash = hash_of(row, last ? std::get<1>(*last) : "");
  database.run(
      R"(
        insert into audit (number, stream, at, actor, action, article_id, subject, revision, changes,
          note_digest, hash)
        values (:number, :stream, :at, :actor, :action, :article_id, :subject, :revision, :changes,
          :note_digest, :hash))",
      row.number, row.stream, row.at, row.actor, row.action, row.article_id, row.subject, row.revision,
      row.changes, row.note_digest, row.hash);
  if (actor.note.empty()) return;
  database.run("insert into audit_note (number, salt, text) values (:number, :salt, :text)", row.number, salt,
               actor.note);
}

void Store::act_as(Actor actor) {
  impl_->actor = std::move(actor);
}

const Actor& Store::actor() const {
  return impl_->actor;
}

Result<> Store::add_audit(const AuditEntry& entry) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    append_audit(database, impl_->actor, entry);
    return {};
  });
}

Result<AuditPage> Store::audit(const AuditFilter& filter) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<AuditPage> {
    AuditPage page;
    page.next = filter.before > 0 ? filter.before : INT64_MAX;
    if (filter.to) page.next = std::min(page.next, last_before(database, *filter.to) + 1);
    const std::int64_t first = filter.from ? last_before(database, *filter.from) + 1 : 1;
    // Where the index is all of the filter, the first rows fill the page and tell whether there are more.
    auto wanted = static_cast<std::int64_t>(filter.limit) + 1;
    for (std::int64_t looked_at = 0; looked_at < kMaxLookedAt; looked_at += wanted) {
      if (looked_at > 0) wanted = kPage;
      std::vector<AuditRow> rows = page_below(database, filter, page.next, wanted);
      for (AuditRow& row : rows) {
        if (page.entries.size() == filter.limit) return page;
        if (row.number < first) {
          page.next = 0;
          return page;
        }
        page.next = row.number;
        if (!fits(row, filter)) continue;
        std::string note = row.note_digest.empty() ? "" : note_of(database, row.number);
        page.entries.push_back({row.number, parse_audit_stream(row.stream).value_or(AuditStream::kContent),
                                row.at, std::move(row.actor), std::move(row.action),
                                std::move(row.article_id), std::move(row.subject), row.revision,
                                split_changes(row.changes), std::move(note), std::move(row.hash)});
      }
      if (rows.size() < static_cast<std::size_t>(wanted)) {
        page.next = 0;
        break;
      }
    }
    return page;
  });
}

Result<std::int64_t> Store::verify_audit() {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::int64_t> {
    std::int64_t last = 0;
    std::string before;
    std::string wrong;
    while (wrong.empty()) {
      bool any = false;
      each_row(
          database,
          "select " GARNER_AUDIT_COLUMNS " from audit where number > :last order by number limit :limit",
          [&](AuditRow&& row) {
            any = true;
            if (!wrong.empty()) return;
            if (row.number != last + 1) {
              wrong = "is missing";
            } else if (hash_of(row, before) != row.hash) {
              wrong = "is not what was written";
            } else {
              last = row.number;
              before = std::move(row.hash);
            }
          },
          last, kPage);
      if (!any) break;
    }
    if (!wrong.empty()) return fail(broken(last + 1, wrong.c_str()).error());
    // Rows that were cut off at the end are missed by the counter that gave them their numbers.
    const auto given = database.one<std::int64_t>("select seq from sqlite_sequence where name = 'audit'");
    if (given && std::get<0>(*given) > last) return fail(broken(last + 1, "is missing").error());
    std::int64_t changed = 0;
    database.each<std::int64_t, std::string, std::string, std::string>(
        R"(
        select audit.number, salt, text, note_digest
        from audit_note
        join audit on audit.number = audit_note.number)",
        [&](std::int64_t number, const std::string& salt, const std::string& text,
            const std::string& digest) {
          if (changed == 0 && digest_of_parts({salt, text}) != digest) changed = number;
        });
    if (changed != 0) return fail(broken(changed, "has another note than was written").error());
    return last;
  });
}

Result<> Store::each_audit_note(const std::function<void(std::int64_t, const std::string&)>& visit) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<> {
    database.each<std::int64_t, std::string>(
        "select number, text from audit_note order by number",
        [&](std::int64_t number, const std::string& text) { visit(number, text); });
    return {};
  });
}

Result<> Store::forget_audit_note(std::int64_t number) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    database.run("delete from audit_note where number = :number", number);
    return {};
  });
}

}  // namespace garner
