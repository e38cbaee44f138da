// What ties articles to conversations: links and near-duplicate keys.
#include <algorithm>
#include <unordered_map>

#include "indexer/store/hash.h"
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

// SQL has no unsigned numbers.
std::int64_t to_sql(std::uint64_t key) {
  return static_cast<std::int64_t>(key);
}

// In steps: SQLite holds a copy of each page that one statement changes, and all of them together change all
// pages of the large table.
void merge_fingerprints(Database& database) {
  constexpr std::int64_t kStep = 4096;
  std::int64_t last = INT64_MAX;
  for (std::int64_t first = INT64_MIN;; first = last + 1) {
    const auto end = database.one<std::int64_t>(
        "select key from fingerprint_recent where key >= :first order by key limit 1 offset :step", first,
        kStep);
    last = end ? std::get<0>(*end) : INT64_MAX;
    database.run(
        R"(
        insert into fingerprint (key, article_number)
        select key, article_number
        from fingerprint_recent
        where key >= :first and key <= :last
        order by key, article_number
        on conflict do nothing)",
        first, last);
    if (last == INT64_MAX) break;
  }
  database.run("delete from fingerprint_recent");
}

}  // namespace

Result<std::int64_t> number_of(Database& database, std::string_view article_id) {
  const auto row = database.one<std::int64_t>("select number from article where id = :id", article_id);
  if (!row) return fail(ErrorCode::kNotFound, "there is no such article");
  return std::get<0>(*row);
}

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

std::string link_id(std::string_view channel, std::string_view conversation_id, std::int64_t article_number,
                    std::string_view kind) {
  constexpr std::size_t kHexDigits = 20;
  return "l-" + digest_of_parts({channel, conversation_id, std::to_string(article_number), kind})
                    .substr(0, kHexDigits);
}

void name_links(Database& database) {
  struct Named {
    std::string channel, conversation_id, kind;
    std::int64_t number = 0;
  };
  std::vector<Named> links;
  database.each<std::string, std::string, std::string, std::int64_t>(
      "select channel, conversation_id, kind, article_number from link where id = ''",
      [&](std::string&& channel, std::string&& id, std::string&& kind, std::int64_t number) {
        links.push_back({std::move(channel), std::move(id), std::move(kind), number});
      });
  for (const Named& link : links) {
    database.run(
        R"(
        update link
        set id = :link_id
        where channel = :channel and conversation_id = :id and article_number = :number and kind = :kind)",
        link_id(link.channel, link.conversation_id, link.number, link.kind), link.channel,
        link.conversation_id, link.number, link.kind);
  }
}

namespace {

#define GARNER_LINK_COLUMNS \
  "article.id, link.kind, link.channel, link.conversation_id, link.at, link.id, link.linked_by, link.agent"

template <typename... Args>
std::vector<Link> links_of(Database& database, const char* sql, const Args&... args) {
  std::vector<Link> links;
  database.each<Text, Text, Text, Text, std::int64_t, Text, Text, Text>(
      sql,
      [&](Text&& article_id, Text&& kind, Text&& channel, Text&& conversation_id, std::int64_t at, Text&& id,
          Text&& by, Text&& agent) {
        links.push_back({std::move(article_id), std::move(kind), std::move(channel),
                         std::move(conversation_id), at, std::move(id), std::move(by), std::move(agent)});
      },
      args...);
  return links;
}

}  // namespace

Result<bool> Store::add_link(const Link& link) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<bool> {
    const auto number = number_of(database, link.article_id);
    if (!number) return fail(number.error());
    const std::string id = link_id(link.channel, link.conversation_id, *number, link.kind);
    const std::int64_t added = database.run(
        R"(
        insert into link (channel, conversation_id, article_number, kind, at, id, linked_by, agent)
        values (:channel, :id, :number, :kind, :at, :link_id, :linked_by, :agent)
        on conflict do nothing)",
        link.channel, link.conversation_id, *number, link.kind, link.at, id, impl_->actor.id, link.agent);
    if (added == 0) return false;
    append_audit(database, impl_->actor,
                 {.stream = AuditStream::kUse,
                  .action = "linked",
                  .article_id = link.article_id,
                  .subject = id,
                  .changes = {{"kind", "", link.kind}, {"channel", "", link.channel}}});
    return true;
  });
}

Result<Link> Store::link(std::string_view id) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<Link> {
    auto links = links_of(database,
                          "select " GARNER_LINK_COLUMNS
                          " from link join article on article.number = link.article_number "
                          "where link.id = :id",
                          id);
    if (links.empty()) return fail(ErrorCode::kNotFound, "there is no such link");
    return std::move(links[0]);
  });
}

Result<> Store::remove_link(std::string_view id) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const auto known = link(id);
    if (!known) return fail(known.error());
    database.run("delete from link where id = :id", id);
    append_audit(database, impl_->actor,
                 {.stream = AuditStream::kUse,
                  .action = "unlinked",
                  .article_id = known->article_id,
                  .subject = std::string(id),
                  .changes = {{"kind", known->kind, ""}}});
    return {};
  });
}

Result<> Store::remove_links(std::string_view channel, std::string_view conversation_id) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    for (const Link& link : links_of(database,
                                     "select " GARNER_LINK_COLUMNS
                                     " from link join article on article.number = link.article_number "
                                     "where link.channel = :channel and link.conversation_id = :id",
                                     channel, conversation_id)) {
      if (auto removed = remove_link(link.id); !removed) return removed;
    }
    // What an editor has decided of it stays decided.
    database.run("delete from queue where channel = :channel and conversation_id = :id and closed_until = 0",
                 channel, conversation_id);
    return {};
  });
}

Result<Time> Store::last_reuse(std::int64_t article_number) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<Time> {
    return std::get<0>(database
                           .one<Int>(
                               R"(
        select coalesce(max(at), 0)
        from link
        where article_number = :number and kind <> 'created_from')",
                               article_number)
                           .value());
  });
}

Result<std::vector<Link>> Store::links_of_article(std::string_view article_id) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<Link>> {
    return links_of(database,
                    "select " GARNER_LINK_COLUMNS
                    " from link join article on article.number = link.article_number "
                    "where article.id = :id order by link.at, link.channel, link.conversation_id, link.kind",
                    article_id);
  });
}

Result<std::vector<Link>> Store::links_of_case(std::string_view channel, std::string_view conversation_id) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<Link>> {
    return links_of(database,
                    "select " GARNER_LINK_COLUMNS
                    " from link join article on article.number = link.article_number "
                    "where link.channel = :channel and link.conversation_id = :id order by link.at, link.id",
                    channel, conversation_id);
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

}  // namespace garner
