// Synonyms, stop words and curations. Each write is also a change of article number 0, so that the index
// follows them like articles.
#include "indexer/core/search_settings.h"

#include <fmt/format.h>

#include <charconv>

#include "indexer/store/impl.h"
#include "indexer/store/lines.h"

namespace garner {
namespace {

std::string rows_of(const std::vector<Pin>& pins) {
  std::vector<Row> rows;
  for (const Pin& pin : pins) rows.push_back({pin.article_id, std::to_string(pin.position)});
  return join_rows(rows);
}

std::vector<Pin> pins_of(const std::string& rows) {
  std::vector<Pin> pins;
  for (const Row& row : split_rows(rows)) {
    if (row.size() != 2) continue;
    Pin pin{row[0], 1};
    std::from_chars(row[1].data(), row[1].data() + row[1].size(), pin.position);
    pins.push_back(std::move(pin));
  }
  return pins;
}

// `count` is that of the kind after the write.
Result<> within_bounds(std::int64_t count) {
  if (static_cast<std::size_t>(count) <= kMaxSettings) return {};
  return fail(ErrorCode::kConflict, fmt::format("there are {} of these already", kMaxSettings),
              "take out what is no longer used");
}

Result<> deleted(Database& database, std::int64_t rows, const char* what) {
  if (rows == 0) return fail(ErrorCode::kNotFound, fmt::format("there is no such {}", what));
  log_change(database, kSearchSettingsNumber, false);
  return {};
}

}  // namespace

Result<> Store::put_synonym(const Synonym& synonym) {
  if (auto sound = check(synonym); !sound) return sound;
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    database.run(
        R"(
        insert into synonym (id, root, words, locale)
        values (:id, :root, :words, :locale)
        on conflict (id) do update set root = excluded.root, words = excluded.words, locale = excluded.locale)",
        synonym.id, synonym.root, join_lines(synonym.words), synonym.locale);
    log_change(database, kSearchSettingsNumber, false);
    return within_bounds(std::get<0>(database.one<std::int64_t>("select count(*) from synonym").value()));
  });
}

Result<> Store::delete_synonym(std::string_view id) {
  Database& database = impl_->database;
  return database.write(
      [&] { return deleted(database, database.run("delete from synonym where id = :id", id), "synonym"); });
}

Result<> Store::put_stop_words(const StopWords& stop_words) {
  if (auto sound = check(stop_words); !sound) return sound;
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    database.run(
        R"(
        insert into stop_words (locale, words)
        values (:locale, :words)
        on conflict (locale) do update set words = excluded.words)",
        stop_words.locale, join_lines(stop_words.words));
    log_change(database, kSearchSettingsNumber, false);
    return within_bounds(std::get<0>(database.one<std::int64_t>("select count(*) from stop_words").value()));
  });
}

Result<> Store::delete_stop_words(std::string_view locale) {
  Database& database = impl_->database;
  return database.write([&] {
    return deleted(database, database.run("delete from stop_words where locale = :locale", locale),
                   "list of stop words");
  });
}

Result<> Store::put_curation(const Curation& curation) {
  if (auto sound = check(curation); !sound) return sound;
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    database.run(
        R"(
        insert into curation (id, query, contains, pins, hidden, valid_from, valid_to)
        values (:id, :query, :contains, :pins, :hidden, :valid_from, :valid_to)
        on conflict (id) do update set query = excluded.query, contains = excluded.contains,
          pins = excluded.pins, hidden = excluded.hidden, valid_from = excluded.valid_from,
          valid_to = excluded.valid_to)",
        curation.id, curation.query, curation.contains, rows_of(curation.pins), join_lines(curation.hidden),
        curation.from, curation.to);
    log_change(database, kSearchSettingsNumber, false);
    return within_bounds(std::get<0>(database.one<std::int64_t>("select count(*) from curation").value()));
  });
}

Result<> Store::delete_curation(std::string_view id) {
  Database& database = impl_->database;
  return database.write(
      [&] { return deleted(database, database.run("delete from curation where id = :id", id), "curation"); });
}

Result<SearchSettings> Store::search_settings() {
  Database& database = impl_->database;
  return database.read([&]() -> Result<SearchSettings> {
    using MaybeTime = std::optional<Time>;
    SearchSettings settings;
    database.each<Text, Text, Text,
                  Text>("select id, root, words, locale from synonym order by id", [&](Text&& id, Text&& root,
                                                                                       const Text& words,
                                                                                       Text&& locale) {
      settings.synonyms.push_back({std::move(id), std::move(root), split_lines(words), std::move(locale)});
    });
    database.each<Text, Text>("select locale, words from stop_words order by locale",
                              [&](Text&& locale, const Text& words) {
                                settings.stop_words.push_back({std::move(locale), split_lines(words)});
                              });
    database.each<Text, Text, std::int64_t, Text, Text, MaybeTime, MaybeTime>(
        "select id, query, contains, pins, hidden, valid_from, valid_to from curation order by id",
        [&](Text&& id, Text&& query, std::int64_t contains, const Text& pins, const Text& hidden,
            MaybeTime from, MaybeTime to) {
          settings.curations.push_back(
              {std::move(id), std::move(query), contains != 0, pins_of(pins), split_lines(hidden), from, to});
        });
    return settings;
  });
}

}  // namespace garner
