// What it takes to forget a person: the key of the pseudonyms, who was erased, and no trace in the file.
#include <fmt/format.h>
#include <openssl/rand.h>

#include <array>
#include <utility>

#include "indexer/store/impl.h"

namespace garner {
namespace {

constexpr std::size_t kKeyBytes = 32;

// Empty where the system has no randomness.
std::string random_key() {
  std::array<unsigned char, kKeyBytes> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return "";
  std::string hex;
  for (const unsigned char byte : bytes) hex += fmt::format("{:02x}", byte);
  return hex;
}

}  // namespace

Result<std::string> Store::author_key() {
  Database& database = impl_->database;
  return database.write([&]() -> Result<std::string> {
    constexpr const char* kSelect = "select value from meta where name = 'author_key'";
    auto row = database.one<std::string>(kSelect);
    if (row) return std::get<0>(std::move(*row));
    const std::string key = random_key();
    if (key.empty()) return fail(ErrorCode::kUnavailable, "the system gives no random numbers");
    database.run("insert into meta (name, value) values ('author_key', :key)", key);
    return key;
  });
}

Result<> Store::add_erased_author(const ErasedAuthor& erased, Time at) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    database.run(
        R"(
        insert into erased (pseudonym, channel, at)
        values (:pseudonym, :channel, :at)
        on conflict do nothing)",
        erased.pseudonym, erased.channel, at);
    return {};
  });
}

Result<std::vector<ErasedAuthor>> Store::erased_authors() {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<ErasedAuthor>> {
    std::vector<ErasedAuthor> all;
    database.each<std::string, std::string>(
        "select pseudonym, channel from erased order by pseudonym, channel",
        [&](std::string&& pseudonym, std::string&& channel) {
          all.push_back({std::move(pseudonym), std::move(channel)});
        });
    return all;
  });
}

Result<std::int64_t> Store::count_events_of(std::string_view person) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::int64_t> {
    return std::get<0>(database
                           .one<std::int64_t>(
                               R"(
        select (select count(*) from event
          where user_id = :user_id or client_id = :client_id or session_id = :session_id)
          + (select count(*) from query where client_id = :asker))",
                               person, person, person, person)
                           .value());
  });
}

Result<std::int64_t> Store::remove_events_of(std::string_view person) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<std::int64_t> {
    const std::int64_t removed = database.run("delete from query where client_id = :client_id", person) +
                                 database.run(
                                     "delete from event where user_id = :user_id or client_id = :client_id "
                                     "or session_id = :session_id",
                                     person, person, person);
    if (removed != 0) garner::recount_use(database);
    // Votes go too; of the links that an agent made, who it was.
    const std::int64_t votes = database.run("delete from feedback where client = :voter", person);
    database.run("update link set agent = '' where agent = :agent", person);
    return removed + votes;
  });
}

Result<> Store::change_comments(const std::function<std::string(const std::string& comment)>& change) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    struct Changed {
      Text key, comment;
      std::int64_t number = 0;
    };
    std::vector<Changed> changed;
    const auto look = [&](std::int64_t number, Text&& key, const Text& comment) {
      Text after = change(comment);
      if (after != comment) changed.push_back({std::move(key), std::move(after), number});
    };
    database.each<std::int64_t, Text, Text>("select 0, id, comment from flag where comment <> ''", look);
    for (const Changed& each : std::exchange(changed, {}))
      database.run("update flag set comment = :comment where id = :id", each.comment, each.key);
    database.each<std::int64_t, Text, Text>("select 0, id, note from scheduled where note <> ''", look);
    for (const Changed& each : std::exchange(changed, {}))
      database.run("update scheduled set note = :note where id = :id", each.comment, each.key);
    database.each<std::int64_t, Text, Text>(
        "select article_number, client, comment from feedback where comment <> ''", look);
    for (const Changed& each : changed) {
      database.run(
          "update feedback set comment = :comment where article_number = :number and client = :client",
          each.comment, each.number, each.key);
    }
    return {};
  });
}

Result<> Store::each_quarantined(const std::function<Result<>(const QuarantineEntry&)>& visit) {
  Database& database = impl_->database;
  std::int64_t last = 0;
  while (true) {
    // One at a time: the raw input may be large.
    const auto next = database.read([&]() -> Result<std::optional<QuarantineEntry>> {
      std::optional<QuarantineEntry> entry;
      database.each<std::int64_t, Text, Text, Text, Text, Text, Text, std::int64_t>(
          R"(
        select id, file, position, reason, format, channel, raw, at
        from quarantine
        where id > :last
        order by id
        limit 1)",
          [&](std::int64_t id, Text&& file, Text&& position, Text&& reason, Text&& format, Text&& channel,
              const Text& raw, std::int64_t at) {
            entry = QuarantineEntry{id,
                                    std::move(file),
                                    std::move(position),
                                    std::move(reason),
                                    std::move(format),
                                    std::move(channel),
                                    unescape_nul(raw),
                                    at};
          },
          last);
      return entry;
    });
    if (!next) return fail(next.error());
    if (!*next) return {};
    last = (*next)->id;
    if (Result<> visited = visit(**next); !visited) return visited;
  }
}

Result<> Store::delete_quarantined(std::int64_t id) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    if (database.run("delete from quarantine where id = :id", id) == 0)
      return fail(ErrorCode::kNotFound, "there is no such quarantine entry");
    return {};
  });
}

Result<> Store::scrub() {
  try {
    Database& database = impl_->database;
    database.each<std::int64_t>("pragma secure_delete = on", [](std::int64_t) {});
    database.run("vacuum");
    bool busy = false;
    database.each<std::int64_t, std::int64_t, std::int64_t>(
        "pragma wal_checkpoint(truncate)",
        [&](std::int64_t blocked, std::int64_t /*pages*/, std::int64_t /*written*/) { busy = blocked != 0; });
    if (!busy) return {};
  } catch (const std::exception&) {
    return fail(error_of_exception());
  }
  return fail(ErrorCode::kLocked, "another process reads the store: what was deleted is still in its log",
              "stop it, such as a running server, and run it again");
}

}  // namespace garner
