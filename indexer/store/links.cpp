// What ties articles to conversations: links, near-duplicate keys, the editor's queue.
#include <algorithm>
#include <unordered_map>

#include "indexer/store/impl.h"
#include "indexer/store/lines.h"

namespace garner {
namespace {

// The recent keys are merged into the large table when the number of an article is a multiple of this.
// Anything from 2,048 to 32,768 costs the same.
constexpr std::int64_t kMergeEvery = 8192;

// Articles looked at for one key. A key that more share is boilerplate and says nothing. 1,000 of them
// cost a third of a harvest at 100,000 articles; what is really the same shares rarer keys too.
constexpr std::int64_t kMaxPerKey = 32;

Result<std::int64_t> number_of(Database& database, std::string_view article_id) {
  const auto row = database.one<std::int64_t>("select number from article where id = :id", article_id);
  if (!row) return fail(ErrorCode::kNotFound, "there is no such article");
  return std::get<0>(*row);
}

// SQL has no unsigned numbers.
std::int64_t to_sql(std::uint64_t key) {
  return static_cast<std::int64_t>(key);
}

void merge_fingerprints(Database& database) {
  database.run(R"(
        insert into fingerprint (key, article_number)
        select key, article_number
        from fingerprint_recent
        where true  -- or SQLite would read "on conflict" as the condition of a join
        order by key, article_number
        on conflict do nothing)");
  database.run("delete from fingerprint_recent");
}

}  // namespace

void remove_fingerprint(Database& database, std::int64_t article_number) {
  const auto row = database.one<std::string>(
      "select keys from fingerprint_keys where article_number = :number", article_number);
  if (!row) return;
  for (const std::string& line : split_lines(std::get<0>(*row))) {
    const std::int64_t key = std::stoll(line);
    database.run("delete from fingerprint where key = :key and article_number = :number", key,
                 article_number);
    database.run("delete from fingerprint_recent where key = :key and article_number = :number", key,
                 article_number);
  }
  database.run("delete from fingerprint_keys where article_number = :number", article_number);
}

Result<> Store::add_link(const Link& link) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const auto number = number_of(database, link.article_id);
    if (!number) return fail(number.error());
    database.run(
        R"(
        insert into link (channel, conversation_id, article_number, kind, at)
        values (:channel, :id, :number, :kind, :at)
        on conflict do nothing)",
        link.channel, link.conversation_id, *number, link.kind, link.at);
    return {};
  });
}

Result<> Store::remove_links(std::string_view channel, std::string_view conversation_id) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    database.run("delete from link where channel = :channel and conversation_id = :id", channel,
                 conversation_id);
    database.run("delete from queue where channel = :channel and conversation_id = :id", channel,
                 conversation_id);
    return {};
  });
}

Result<std::vector<Link>> Store::links_of_article(std::string_view article_id) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<Link>> {
    std::vector<Link> links;
    database.each<std::string, std::string, std::string, std::int64_t>(
        R"(
        select link.kind, link.channel, link.conversation_id, link.at
        from link
        join article on article.number = link.article_number
        where article.id = :id
        order by link.at, link.channel, link.conversation_id, link.kind)",
        [&](std::string&& kind, std::string&& channel, std::string&& conversation_id, std::int64_t at) {
          links.push_back(
              {std::string(article_id), std::move(kind), std::move(channel), std::move(conversation_id), at});
        },
        article_id);
    return links;
  });
}

Result<> Store::put_fingerprint(std::string_view article_id, const std::vector<std::uint64_t>& keys) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const auto number = number_of(database, article_id);
    if (!number) return fail(number.error());
    remove_fingerprint(database, *number);
    std::vector<std::string> lines;
    lines.reserve(keys.size());
    for (const std::uint64_t key : keys) {
      lines.push_back(std::to_string(to_sql(key)));
      database.run(
          R"(
        insert into fingerprint_recent (key, article_number)
        values (:key, :number)
        on conflict do nothing)",
          to_sql(key), *number);
    }
    database.run("insert into fingerprint_keys (article_number, keys) values (:number, :keys)", *number,
                 join_lines(lines));
    if (*number % kMergeEvery == 0) merge_fingerprints(database);
    return {};
  });
}

Result<std::vector<std::string>> Store::articles_sharing(const std::vector<std::uint64_t>& keys,
                                                         std::size_t limit) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<std::string>> {
    std::unordered_map<std::int64_t, int> shared;
    for (const std::uint64_t key : keys) {
      database.each<std::int64_t>(
          R"(
        select article_number
        from fingerprint
        where key = :key
        union all
        select article_number
        from fingerprint_recent
        where key = :recent_key
        limit :limit)",
          [&](std::int64_t number) { ++shared[number]; }, to_sql(key), to_sql(key), kMaxPerKey);
    }
    std::vector<std::pair<int, std::int64_t>> best;  // most shared first, then the oldest article
    best.reserve(shared.size());
    for (const auto& [number, count] : shared) best.emplace_back(-count, number);
    std::sort(best.begin(), best.end());
    if (best.size() > limit) best.resize(limit);

    std::vector<std::string> ids;
    for (const auto& [count, number] : best) {
      auto row = database.one<std::string>("select id from article where number = :number", number);
      if (row) ids.push_back(std::get<0>(std::move(*row)));
    }
    return ids;
  });
}

Result<> Store::add_to_queue(const QueueEntry& entry) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const auto number = number_of(database, entry.article_id);
    if (!number) return fail(number.error());
    database.run(
        R"(
        insert into queue (channel, conversation_id, article_number, similarity, reason, at)
        values (:channel, :id, :number, :similarity, :reason, :at)
        on conflict (channel, conversation_id, article_number) do update set
          similarity = excluded.similarity, reason = excluded.reason)",
        entry.channel, entry.conversation_id, *number, entry.similarity, entry.reason, entry.at);
    return {};
  });
}

Result<std::vector<QueueEntry>> Store::queue(std::size_t limit) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<QueueEntry>> {
    std::vector<QueueEntry> entries;
    database.each<std::string, std::string, std::string, double, std::string, std::int64_t>(
        R"(
        select queue.channel, queue.conversation_id, article.id, queue.similarity, queue.reason,
          queue.at
        from queue
        join article on article.number = queue.article_number
        order by queue.at, queue.channel, queue.conversation_id, article.id
        limit :limit)",
        [&](std::string&& channel, std::string&& conversation_id, std::string&& article_id, double similarity,
            std::string&& reason, std::int64_t at) {
          entries.push_back({std::move(channel), std::move(conversation_id), std::move(article_id),
                             similarity, std::move(reason), at});
        },
        limit);
    return entries;
  });
}

}  // namespace garner
