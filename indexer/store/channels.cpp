// Configured channels, and how far each has been polled.
#include "indexer/store/impl.h"
#include "indexer/store/lines.h"

namespace garner {
namespace {

// The settings as rows of field and value; a field that this version does not know is left out.
std::string to_rows(const ChannelSettings& settings) {
  std::vector<Row> rows;
  for (const ChannelField& field : channel_fields()) {
    rows.push_back({std::string(field.name), get_field(settings, field.name)});
  }
  return join_rows(rows);
}

ChannelSettings settings_of(std::string name, const std::string& rows) {
  ChannelSettings settings;
  for (const Row& row : split_rows(rows)) {
    if (row.size() == 2) static_cast<void>(set_field(settings, row[0], row[1]));
  }
  settings.name = std::move(name);
  return settings;
}

// Tokens and secrets by their names alone.
std::vector<AuditChange> settings_changes(const ChannelSettings& before, const ChannelSettings& after) {
  std::vector<AuditChange> changes;
  for (const ChannelField& field : channel_fields()) {
    const std::string was = get_field(before, field.name), is = get_field(after, field.name);
    if (was == is) continue;
    changes.push_back({std::string(field.name), field.secret ? "" : was, field.secret ? "" : is});
  }
  return changes;
}

}  // namespace

Result<> Store::put_channel(const ConfiguredChannel& channel) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const auto known = this->channel(channel.settings.name);
    if (!known) return fail(known.error());
    const std::vector<AuditChange> changes =
        settings_changes(*known ? (*known)->settings : ChannelSettings{}, channel.settings);
    if (*known && changes.empty() && (*known)->from_file == channel.from_file) return {};
    append_audit(database, impl_->actor,
                 {.stream = AuditStream::kAdministration,
                  .action = "channel_set",
                  .subject = channel.settings.name,
                  .changes = changes});
    database.run(
        R"(
        insert into channel (name, settings, from_file)
        values (:name, :settings, :from_file)
        on conflict (name) do update set settings = excluded.settings, from_file = excluded.from_file)",
        channel.settings.name, to_rows(channel.settings), static_cast<std::int64_t>(channel.from_file));
    return {};
  });
}

Result<> Store::delete_channel(std::string_view name) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    database.run("delete from poll where channel = :name", name);
    if (database.run("delete from channel where name = :name", name) == 0)
      return fail(ErrorCode::kNotFound, "there is no such channel");
    append_audit(
        database, impl_->actor,
        {.stream = AuditStream::kAdministration, .action = "channel_removed", .subject = std::string(name)});
    return {};
  });
}

Result<std::vector<ConfiguredChannel>> Store::channels() {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<ConfiguredChannel>> {
    std::vector<ConfiguredChannel> channels;
    database.each<Text, Text, Int>(
        "select name, settings, from_file from channel order by name",
        [&](Text&& name, const Text& settings, Int from_file) {
          channels.push_back({settings_of(std::move(name), settings), from_file != 0});
        });
    return channels;
  });
}

Result<std::optional<ConfiguredChannel>> Store::channel(std::string_view name) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::optional<ConfiguredChannel>> {
    const auto row = database.one<std::string, std::int64_t>(
        "select settings, from_file from channel where name = :name", name);
    if (!row) return std::optional<ConfiguredChannel>();
    const auto& [settings, from_file] = *row;
    return std::optional(ConfiguredChannel{settings_of(std::string(name), settings), from_file != 0});
  });
}

Result<PollState> Store::poll_state(std::string_view channel) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<PollState> {
    using MaybeTime = std::optional<Time>;
    PollState state;
    database.each<Text, Text, MaybeTime, MaybeTime, Text, std::int64_t>(
        R"(
        select cursor, validator, polled_at, not_before, error, failures
        from poll
        where channel = :channel)",
        [&](Text&& cursor, Text&& validator, MaybeTime polled_at, MaybeTime not_before, Text&& error,
            std::int64_t failures) {
          state = {std::move(cursor), std::move(validator), polled_at,
                   not_before,        std::move(error),     failures};
        },
        channel);
    return state;
  });
}

Result<> Store::put_poll_state(std::string_view channel, const PollState& state) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    database.run(
        R"(
        insert into poll (channel, cursor, validator, polled_at, not_before, error, failures)
        values (:channel, :cursor, :validator, :polled_at, :not_before, :error, :failures)
        on conflict (channel) do update set
          cursor = excluded.cursor, validator = excluded.validator, polled_at = excluded.polled_at,
          not_before = excluded.not_before, error = excluded.error, failures = excluded.failures)",
        channel, state.cursor, state.validator, state.polled_at, state.not_before, state.error,
        state.failures);
    return {};
  });
}

}  // namespace garner
