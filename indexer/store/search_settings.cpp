// Synonyms, stop words and curations. Each write is also a change of article number 0, so that the index
// follows them like articles.
#include "indexer/core/search_settings.h"

#include <fmt/format.h>

#include <charconv>

#include "indexer/store/hash.h"
#include "indexer/store/impl.h"
#include "indexer/store/lines.h"

namespace garner {
namespace {

std::string rows_of(const std::vector<Pin>& pins) {
  std::vector<Row> rows;
  rows.reserve(pins.size());
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

// Notes a write for the index and in the audit. `digest`: of what it says; empty: it is gone.
void note_change(Database& database, const Actor& actor, const char* action, std::string_view id,
                 const std::string& digest) {
  log_change(database, kSearchSettingsNumber, false);
  AuditEntry entry{.stream = AuditStream::kAdministration, .action = action, .subject = std::string(id)};
  if (!digest.empty()) entry.changes = {{"digest", "", digest}};
  append_audit(database, actor, entry);
}

Result<> no_such(const char* what) {
  return fail(ErrorCode::kNotFound, fmt::format("there is no such {}", what));
}

}  // namespace

Result<> Store::put_synonym(const Synonym& synonym) {
  if (auto sound = check(synonym); !sound) return sound;
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const std::string words = join_lines(synonym.words);
    const std::int64_t written = database.run(
        R"(
        insert into synonym (id, root, words, locale)
        values (:id, :root, :words, :locale)
        on conflict (id) do update set root = excluded.root, words = excluded.words, locale = excluded.locale
        where synonym.root <> excluded.root or synonym.words <> excluded.words
          or synonym.locale <> excluded.locale)",
        synonym.id, synonym.root, words, synonym.locale);
    if (written == 0) return {};
    note_change(database, impl_->actor, "synonym_set", synonym.id,
                digest_of_parts({synonym.root, words, synonym.locale}));
    return within_bounds(std::get<0>(database.one<std::int64_t>("select count(*) from synonym").value()));
  });
}

Result<> Store::delete_synonym(std::string_view id) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    if (database.run("delete from synonym where id = :id", id) == 0) return no_such("synonym");
    note_change(database, impl_->actor, "synonym_removed", id, "");
    return {};
  });
}

Result<> Store::put_stop_words(const StopWords& stop_words) {
  if (auto sound = check(stop_words); !sound) return sound;
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const std::string words = join_lines(stop_words.words);
    const std::int64_t written = database.run(
        R"(
        insert into stop_words (locale, words)
        values (:locale, :words)
        on conflict (locale) do update set words = excluded.words
        where stop_words.words <> excluded.words)",
        stop_words.locale, words);
    if (written == 0) return {};
    note_change(database, impl_->actor, "stopwords_set", stop_words.locale, digest_of_parts({words}));
    return within_bounds(std::get<0>(database.one<std::int64_t>("select count(*) from stop_words").value()));
  });
}

Result<> Store::delete_stop_words(std::string_view locale) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    if (database.run("delete from stop_words where locale = :locale", locale) == 0)
      return no_such("list of stop words");
    note_change(database, impl_->actor, "stopwords_removed", locale, "");
    return {};
  });
}

Result<> Store::put_curation(const Curation& curation) {
  if (auto sound = check(curation); !sound) return sound;
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const std::string pins = rows_of(curation.pins), hidden = join_lines(curation.hidden);
    const std::int64_t written = database.run(
        R"(
        insert into curation (id, query, contains, pins, hidden, valid_from, valid_to)
        values (:id, :query, :contains, :pins, :hidden, :valid_from, :valid_to)
        on conflict (id) do update set query = excluded.query, contains = excluded.contains,
          pins = excluded.pins, hidden = excluded.hidden, valid_from = excluded.valid_from,
          valid_to = excluded.valid_to
        where curation.query <> excluded.query or curation.contains <> excluded.contains
          or curation.pins <> excluded.pins or curation.hidden <> excluded.hidden
          or coalesce(curation.valid_from, -1) <> coalesce(excluded.valid_from, -1)
          or coalesce(curation.valid_to, -1) <> coalesce(excluded.valid_to, -1))",
        curation.id, curation.query, curation.contains, pins, hidden, curation.from, curation.to);
    if (written == 0) return {};
    const auto time = [](const std::optional<Time>& at) { return at ? std::to_string(*at) : std::string(); };
    note_change(database, impl_->actor, "curation_set", curation.id,
                digest_of_parts({curation.query, curation.contains ? "1" : "0", pins, hidden,
                                 time(curation.from), time(curation.to)}));
    return within_bounds(std::get<0>(database.one<std::int64_t>("select count(*) from curation").value()));
  });
}

Result<> Store::delete_curation(std::string_view id) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    if (database.run("delete from curation where id = :id", id) == 0) return no_such("curation");
    note_change(database, impl_->actor, "curation_removed", id, "");
    return {};
  });
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
