// What running Garner needs beside its knowledge: quarantine, tasks, figures.
#include <fmt/format.h>
#include <openssl/evp.h>

#include "indexer/core/names.h"
#include "indexer/store/impl.h"
#include "indexer/store/lines.h"

namespace garner {
namespace {

// Hex SHA-256. The parts are set apart by their lengths, so that no two triples give the same bytes.
std::string digest_of(const QuarantineEntry& entry) {
  std::string all;
  for (const std::string* part : {&entry.file, &entry.position, &entry.raw}) {
    all += fmt::format("{}:", part->size());
    all += *part;
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  EVP_Digest(all.data(), all.size(), bytes.data(), &size, EVP_sha256(), nullptr);
  std::string hex;
  for (unsigned i = 0; i < size; ++i) hex += fmt::format("{:02x}", bytes.at(i));
  return hex;
}

// Quarantined input comes back byte by byte, though SQL text holds no NUL.
std::string escape_nul(std::string_view raw) {
  std::string text;
  text.reserve(raw.size());
  for (const char c : raw) {
    if (c == '\0') {
      text += "\\0";
    } else if (c == '\\') {
      text += "\\\\";
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace

std::string unescape_nul(std::string_view text) {
  std::string raw;
  raw.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      raw += text[i];
    } else {
      raw += text[++i] == '0' ? '\0' : text[i];
    }
  }
  return raw;
}

Result<> Store::add_to_quarantine(const QuarantineEntry& entry) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    database.run(
        R"(
        insert into quarantine (digest, file, position, reason, format, channel, raw, at)
        values (:digest, :file, :position, :reason, :format, :channel, :raw, :at)
        on conflict (digest) do update set at = excluded.at)",
        digest_of(entry), entry.file, entry.position, entry.reason, entry.format, entry.channel,
        escape_nul(entry.raw), entry.at);
    return {};
  });
}

Result<std::vector<QuarantineEntry>> Store::quarantine(std::size_t limit, std::int64_t after) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<QuarantineEntry>> {
    std::vector<QuarantineEntry> entries;
    database.each<std::int64_t, Text, Text, Text, Text, Text, Text, std::int64_t>(
        R"(
        select id, file, position, reason, format, channel, raw, at
        from quarantine
        where id > :after
        order by id
        limit :limit)",
        [&](std::int64_t id, Text&& file, Text&& position, Text&& reason, Text&& format, Text&& channel,
            const Text& raw, std::int64_t at) {
          entries.push_back({id, std::move(file), std::move(position), std::move(reason), std::move(format),
                             std::move(channel), unescape_nul(raw), at});
        },
        after, limit);
    return entries;
  });
}

Result<QuarantineEntry> Store::quarantine_entry(std::int64_t id) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<QuarantineEntry> {
    std::optional<QuarantineEntry> entry;
    database.each<Text, Text, Text, Text, Text, Text, std::int64_t>(
        "select file, position, reason, format, channel, raw, at from quarantine where id = :id",
        [&](Text&& file, Text&& position, Text&& reason, Text&& format, Text&& channel, const Text& raw,
            std::int64_t at) {
          entry = QuarantineEntry{id,
                                  std::move(file),
                                  std::move(position),
                                  std::move(reason),
                                  std::move(format),
                                  std::move(channel),
                                  unescape_nul(raw),
                                  at};
        },
        id);
    if (!entry) return fail(ErrorCode::kNotFound, "there is no such entry in the quarantine");
    return std::move(*entry);
  });
}

Result<> Store::put_task(const Task& task) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    database.run(
        R"(
        insert into task (uid, kind, status, detail, created_at, finished_at)
        values (:uid, :kind, :status, :detail, :created_at, :finished_at)
        on conflict (uid) do update set
          kind = excluded.kind, status = excluded.status, detail = excluded.detail,
          created_at = excluded.created_at, finished_at = excluded.finished_at)",
        task.uid, task.kind, task.status, task.detail, task.created_at, task.finished_at);
    return {};
  });
}

Result<Task> Store::task(std::string_view uid) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<Task> {
    auto row = database.one<std::string, std::string, std::string, std::int64_t, std::optional<Time>>(
        "select kind, status, detail, created_at, finished_at from task where uid = :uid", uid);
    if (!row) return fail(ErrorCode::kNotFound, "there is no such task");
    auto& [kind, status, detail, created_at, finished_at] = *row;
    return Task{std::string(uid),  std::move(kind), std::move(status),
                std::move(detail), created_at,      finished_at};
  });
}

Result<std::vector<Task>> Store::tasks(std::string_view after, std::size_t limit) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<Task>> {
    std::int64_t before = INT64_MAX;
    if (!after.empty()) {
      const auto row = database.one<std::int64_t>("select rowid from task where uid = :uid", after);
      if (!row) return fail(ErrorCode::kNotFound, "there is no such task");
      before = std::get<0>(*row);
    }
    std::vector<Task> tasks;
    database.each<Text, Text, Text, Text, std::int64_t, std::optional<Time>>(
        R"(
        select uid, kind, status, detail, created_at, finished_at
        from task
        where rowid < :before
        order by rowid desc
        limit :limit)",
        [&](Text&& uid, Text&& kind, Text&& status, Text&& detail, std::int64_t created_at,
            std::optional<Time> finished_at) {
          tasks.push_back({std::move(uid), std::move(kind), std::move(status), std::move(detail), created_at,
                           finished_at});
        },
        before, limit);
    return tasks;
  });
}

Result<Stats> Store::stats() {
  Database& database = impl_->database;
  return database.read([&]() -> Result<Stats> {
    Stats stats;
    // Conversations withdrawn at the source are kept for their identity and are counted nowhere.
    database.each<std::string, Int, Int, Int, Int>(
        R"(
        select channel, count(*), sum(case when resolution like 'resolved%' then 1 else 0 end),
          sum(case when outcome = 'captured' then 1 else 0 end), sum(message_count)
        from conversation
        where deleted = 0
        group by channel
        order by channel)",
        [&](std::string&& channel, Int conversations, Int resolved, Int captured, Int messages) {
          stats.channels.push_back({std::move(channel), conversations, resolved, captured, messages});
        });
    database.each<std::string, Int>(
        "select confidence, count(*) from article group by confidence",
        [&](const std::string& name, Int count) {
          if (const auto confidence = parse_confidence(name)) {
            stats.articles_by_confidence.at(static_cast<std::size_t>(*confidence)) = count;
          }
        });
    const auto counts = database.one<Int, Int, Int, Int>(
        R"(
        select (select count(*) from link), (select count(*) from queue where closed_until = 0),
          (select count(*) from quarantine), (select count(*) from event))");
    std::tie(stats.links, stats.queued, stats.quarantined, stats.events) = counts.value();
    return stats;
  });
}

}  // namespace garner
