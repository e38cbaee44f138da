// What waits for an editor: in the order of what is expected to be reused, claimed and released, decided.
#include "indexer/core/clock.h"
#include "indexer/store/hash.h"
#include "indexer/store/impl.h"

namespace garner {
namespace {

#define GARNER_QUEUE_COLUMNS                                                                               \
  "queue.channel, queue.conversation_id, article.id, queue.similarity, queue.reason, queue.at, queue.id, " \
  "queue.detail, queue.expected_reuse, queue.claimed_by, queue.claimed_until"
#define GARNER_BEHIND                                                                            \
  "and expected_reuse <= :at_most "                                                              \
  "and (expected_reuse < :expected or queue.at > :at or (queue.at = :same and queue.id > :id)) " \
  "order by expected_reuse desc, queue.at, queue.id limit :limit"
#define GARNER_QUEUE "from queue join article on article.number = queue.article_number "

template <typename... Args>
std::vector<QueueEntry> entries_of(Database& database, const char* sql, const Args&... args) {
  std::vector<QueueEntry> entries;
  database.each<Text, Text, Text, double, Text, Int, Text, Text, double, Text, Int>(
      sql,
      [&](Text&& channel, Text&& conversation, Text&& article, double similarity, Text&& reason, Time at,
          Text&& id, Text&& detail, double expected, Text&& claimed_by, Time claimed_until) {
        entries.push_back({std::move(channel), std::move(conversation), std::move(article), similarity,
                           std::move(reason), at, std::move(id), std::move(detail), expected,
                           std::move(claimed_by), claimed_until});
      },
      args...);
  return entries;
}

}  // namespace

std::string queue_id(std::int64_t article_number, std::string_view reason, std::string_view channel,
                     std::string_view conversation_id) {
  constexpr std::size_t kHexDigits = 20;
  return "q-" + digest_of_parts({std::to_string(article_number), reason, channel, conversation_id})
                    .substr(0, kHexDigits);
}

Result<> Store::add_to_queue(const QueueEntry& entry) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const auto status = article_status(entry.article_id);
    if (!status) return fail(status.error());
    database.run(
        R"(
        insert into queue (id, reason, article_number, channel, conversation_id, similarity, detail,
          expected_reuse, at, claimed_by, claimed_until, closed_until)
        values (:id, :reason, :number, :channel, :conversation_id, :similarity, :detail,
          :expected_reuse, :at, '', 0, 0)
        on conflict (article_number, reason, channel, conversation_id) do update set
          similarity = excluded.similarity, detail = excluded.detail,
          closed_until = case when queue.closed_until <= :now then 0 else queue.closed_until end)",
        queue_id(status->number, entry.reason, entry.channel, entry.conversation_id), entry.reason,
        status->number, entry.channel, entry.conversation_id, entry.similarity, entry.detail,
        entry.expected_reuse, entry.at, now());
    return {};
  });
}

Result<std::vector<QueueEntry>> Store::queue(const QueueList& list) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<QueueEntry>> {
    if (!list.article_id.empty()) {
      return entries_of(database,
                        "select " GARNER_QUEUE_COLUMNS " " GARNER_QUEUE
                        "where article.id = :article and closed_until = 0 order by queue.at limit :limit",
                        list.article_id, list.limit);
    }
    // In the order of the index (migrations.cpp).
    const QueuePlace after = list.after.value_or(QueuePlace{1e300, 0, ""});
    if (list.reason.empty()) {
      return entries_of(
          database, "select " GARNER_QUEUE_COLUMNS " " GARNER_QUEUE "where closed_until = 0 " GARNER_BEHIND,
          after.expected_reuse, after.expected_reuse, after.at, after.at, after.id, list.limit);
    }
    return entries_of(database,
                      "select " GARNER_QUEUE_COLUMNS " " GARNER_QUEUE
                      "where closed_until = 0 and queue.reason = :reason " GARNER_BEHIND,
                      list.reason, after.expected_reuse, after.expected_reuse, after.at, after.at, after.id,
                      list.limit);
  });
}

Result<QueueEntry> Store::queue_entry(std::string_view id) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<QueueEntry> {
    auto entries = entries_of(
        database, "select " GARNER_QUEUE_COLUMNS " " GARNER_QUEUE "where queue.id = :id and closed_until = 0",
        id);
    if (entries.empty()) return fail(ErrorCode::kNotFound, "there is no such entry in the queue");
    return std::move(entries[0]);
  });
}

Result<> Store::claim(std::string_view id, std::string_view by, Time until) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const auto entry = queue_entry(id);
    if (!entry) return fail(entry.error());
    if (!entry->claimed_by.empty() && entry->claimed_by != by && entry->claimed_until > now()) {
      return fail(ErrorCode::kConflict, "somebody else works on it",
                  "take another one, or wait until " + to_rfc3339(entry->claimed_until), "claimed");
    }
    database.run("update queue set claimed_by = :by, claimed_until = :until where id = :id", by, until, id);
    return {};
  });
}

Result<> Store::release(std::string_view id) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    database.run("update queue set claimed_by = '', claimed_until = 0 where id = :id", id);
    return {};
  });
}

Result<> Store::close_queue_entry(std::string_view id, Time until) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    database.run("update queue set closed_until = :until, claimed_by = '', claimed_until = 0 where id = :id",
                 until, id);
    return {};
  });
}

Result<> Store::drop_from_queue(std::string_view article_id, std::string_view reason) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    database.run(
        R"(
        delete from queue
        where article_number = (select number from article where id = :id) and reason = :reason
          and closed_until = 0)",
        article_id, reason);
    return {};
  });
}

Result<> Store::set_expected_reuse(std::string_view article_id, double value) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    database.run(
        R"(
        update queue
        set expected_reuse = :value
        where article_number = (select number from article where id = :id))",
        value, article_id);
    return {};
  });
}

}  // namespace garner
