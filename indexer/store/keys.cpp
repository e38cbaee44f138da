// API keys, and the answers that are kept for requests which are sent again.
#include <fmt/format.h>

#include "indexer/core/names.h"
#include "indexer/store/impl.h"
#include "indexer/store/lines.h"

namespace garner {
namespace {

Result<> found(std::int64_t rows) {
  if (rows == 0) return fail(ErrorCode::kNotFound, "there is no such key");
  return {};
}

void audit_key(Database& database, const Actor& actor, const char* action, const ApiKey& key) {
  append_audit(database, actor,
               {.stream = AuditStream::kAdministration,
                .action = action,
                .subject = key.id,
                .changes = {{"scopes", "", fmt::format("{}", fmt::join(key.scopes, " "))},
                            {"audience", "", std::string(name_of(key.audience))},
                            {"role", "", std::string(name_of(key.role))},
                            {"filter", "", key.filter}}});
}

}  // namespace

Result<> Store::add_key(const ApiKey& key) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const std::int64_t added = database.run(
        R"(
        insert into api_key (id, secret_hash, description, scopes, audience, filter, origins, max_per_minute,
          created_at, expires_at, last_used_at, revoked_at, role)
        values (:id, :secret_hash, :description, :scopes, :audience, :filter, :origins, :max_per_minute,
          :created_at, :expires_at, :last_used_at, :revoked_at, :role)
        on conflict do nothing)",
        key.id, key.secret_hash, key.description, join_lines(key.scopes), name_of(key.audience), key.filter,
        join_lines(key.origins), key.max_per_minute, key.created_at, key.expires_at, key.last_used_at,
        key.revoked_at, name_of(key.role));
    if (added == 0) return fail(ErrorCode::kConflict, "there is a key of that id or secret already");
    audit_key(database, impl_->actor, "key_made", key);
    return {};
  });
}

Result<> Store::change_key(const ApiKey& key) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const std::int64_t rows = database.run(
        R"(
        update api_key
        set description = :description, scopes = :scopes, audience = :audience, filter = :filter,
          origins = :origins, max_per_minute = :max_per_minute, expires_at = :expires_at,
          role = :role
        where id = :id)",
        key.description, join_lines(key.scopes), name_of(key.audience), key.filter, join_lines(key.origins),
        key.max_per_minute, key.expires_at, name_of(key.role), key.id);
    if (rows > 0) audit_key(database, impl_->actor, "key_changed", key);
    return found(rows);
  });
}

Result<std::vector<ApiKey>> Store::keys() {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<ApiKey>> {
    using MaybeTime = std::optional<Time>;
    std::vector<ApiKey> keys;
    database.each<Text, Text, Text, Text, Text, Text, Text, std::int64_t, std::int64_t, MaybeTime, MaybeTime,
                  MaybeTime, Text>(
        R"(
        select id, secret_hash, description, scopes, audience, filter, origins, max_per_minute, created_at,
          expires_at, last_used_at, revoked_at, role
        from api_key
        order by created_at, id)",
        [&](Text&& id, Text&& secret_hash, Text&& description, const Text& scopes, const Text& audience,
            Text&& filter, const Text& origins, std::int64_t max_per_minute, Time created_at,
            MaybeTime expires_at, MaybeTime last_used_at, MaybeTime revoked_at, const Text& role) {
          keys.push_back({std::move(id), std::move(secret_hash), std::move(description), split_lines(scopes),
                          parse_audience(audience).value_or(Audience::kPublic),  // the least a key may see
                          std::move(filter), split_lines(origins), max_per_minute, created_at, expires_at,
                          last_used_at, revoked_at,
                          parse_editor_role(role).value_or(EditorRole::kCandidate)});
        });
    return keys;
  });
}

Result<> Store::revoke_key(std::string_view id, Time at) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    // A key revoked before keeps the time at which it really ended.
    const std::int64_t rows =
        database.run("update api_key set revoked_at = coalesce(revoked_at, :at) where id = :id", at, id);
    if (rows > 0) {
      append_audit(
          database, impl_->actor,
          {.stream = AuditStream::kAdministration, .action = "key_revoked", .subject = std::string(id)});
    }
    return found(rows);
  });
}

Result<> Store::touch_key(std::string_view id, Time at) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    return found(database.run("update api_key set last_used_at = :at where id = :id", at, id));
  });
}

Result<> Store::keep_answer(const KeptAnswer& answer) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    database.run("delete from kept_answer where at < :oldest", answer.at - kKeepAnswersMs);
    database.run(
        R"(
        insert into kept_answer (key_id, name, request_digest, status, content_type, location, body, at)
        values (:key_id, :name, :request_digest, :status, :content_type, :location, :body, :at)
        on conflict do nothing)",
        answer.key_id, answer.name, answer.request_digest, std::int64_t{answer.status}, answer.content_type,
        answer.location, answer.body, answer.at);
    return {};
  });
}

Result<std::optional<KeptAnswer>> Store::kept_answer(std::string_view key_id, std::string_view name) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::optional<KeptAnswer>> {
    auto row = database.one<Text, std::int64_t, Text, Text, Text, std::int64_t>(
        R"(
        select request_digest, status, content_type, location, body, at
        from kept_answer
        where key_id = :key_id and name = :name)",
        key_id, name);
    if (!row) return std::nullopt;
    auto& [digest, status, content_type, location, body, at] = *row;
    return KeptAnswer{
        std::string(key_id),     std::string(name),   std::move(digest), static_cast<int>(status),
        std::move(content_type), std::move(location), std::move(body),   at};
  });
}

}  // namespace garner
