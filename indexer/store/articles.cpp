// Articles and the change log that the index follows.
#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "indexer/core/clock.h"
#include "indexer/core/names.h"
#include "indexer/store/impl.h"
#include "indexer/store/lines.h"

namespace garner {
namespace {

std::uint32_t to_offset(std::string_view text) {
  std::uint32_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// A source a row: channel, url, conversation id.
std::string join_sources(const std::vector<Source>& sources) {
  std::vector<Row> rows;
  rows.reserve(sources.size());
  for (const Source& s : sources) rows.push_back({s.channel, s.url, s.conversation_id});
  return join_rows(rows);
}

std::vector<Source> split_sources(std::string_view text) {
  std::vector<Source> sources;
  for (Row& row : split_rows(text)) {
    row.resize(3);
    sources.push_back({std::move(row[0]), std::move(row[1]), std::move(row[2])});
  }
  return sources;
}

#define GARNER_COLUMNS_WITH(provenance)                                                                      \
  "number, id, title, issue, environment, resolution, cause, asked_as, locale, tags, products, confidence, " \
  "audience, governance, sources, " provenance ", created_at, updated_at, reuse_count, extra"
#define GARNER_ARTICLE_COLUMNS GARNER_COLUMNS_WITH("provenance")
#define GARNER_OUTLINE_COLUMNS GARNER_COLUMNS_WITH("''")

// Reads the rows of a select of those columns.
template <typename... Args>
std::vector<NumberedArticle> articles_of(Database& database, const char* sql, const Args&... args) {
  using MaybeTime = std::optional<Time>;
  std::vector<NumberedArticle> found;
  database.each<Int, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text,
                MaybeTime, MaybeTime, Int, Text>(
      sql,
      [&](Int number, Text&& id, Text&& title, Text&& issue, Text&& environment, Text&& resolution,
          Text&& cause, Text&& asked_as, Text&& locale, Text&& tags, Text&& products, Text&& confidence,
          Text&& audience, Text&& governance, Text&& sources, Text&& provenance, MaybeTime created_at,
          MaybeTime updated_at, Int reuse_count, Text&& extra) {
        NumberedArticle& row = found.emplace_back();
        row.number = number;
        Article& a = row.article;
        a.id = std::move(id);
        a.title = std::move(title);
        a.issue = std::move(issue);
        a.environment = split_lines(environment);
        a.resolution = std::move(resolution);
        a.cause = std::move(cause);
        a.asked_as = split_lines(asked_as);
        a.locale = std::move(locale);
        a.tags = split_lines(tags);
        a.products = split_lines(products);
        a.confidence = parse_confidence(confidence).value_or(Confidence::kNotValidated);
        a.audience =
            parse_audience(audience).value_or(Audience::kTeam);  // a word not known shows it to nobody new
        a.governance = parse_governance(governance).value_or(Governance::kExperience);
        a.sources = split_sources(sources);
        a.provenance = split_provenance(provenance);
        a.created_at = created_at;
        a.updated_at = updated_at;
        a.reuse_count = reuse_count;
        a.extra = std::move(extra);
      },
      args...);
  return found;
}

// The one of this id, by a select of those columns.
Result<Article> the_article(Database& database, const char* sql, std::string_view id) {
  return database.read([&]() -> Result<Article> {
    auto found = articles_of(database, sql, id);
    if (found.empty()) return fail(ErrorCode::kNotFound, "there is no such article");
    return std::move(found[0].article);
  });
}

// Those of these numbers, in their order, by a select of those columns; numbers of none are passed over.
std::vector<NumberedArticle> articles_in_order(Database& database, const char* sql,
                                               const std::vector<Int>& numbers) {
  std::vector<NumberedArticle> all;
  all.reserve(numbers.size());
  for (const Int number : numbers) {
    auto found = articles_of(database, sql, number);
    if (!found.empty()) all.push_back(std::move(found[0]));
  }
  return all;
}

// The sources are where the article came from, but for the cases it only solved again, which are linked as
// such.
void link_sources(Database& database, std::int64_t number, const Article& article) {
  database.run("delete from link where article_number = :number and kind = 'created_from'", number);
  for (const Source& source : article.sources) {
    if (source.conversation_id.empty()) continue;
    const auto linked = database.one<std::int64_t>(
        R"(
        select count(*)
        from link
        where channel = :channel and conversation_id = :id and article_number = :number)",
        source.channel, source.conversation_id, number);
    if (std::get<0>(*linked) > 0) continue;
    database.run(
        R"(
        insert into link (channel, conversation_id, article_number, kind, at, id)
        values (:channel, :id, :number, 'created_from', :at, :link_id))",
        source.channel, source.conversation_id, number, article.created_at.value_or(now()),
        link_id(source.channel, source.conversation_id, number, "created_from"));
  }
}

}  // namespace

// A sentence a row: field, begin, end, channel, conversation id, message id, begin and end in the message.
std::string join_provenance(const std::vector<Provenance>& provenance) {
  std::vector<Row> rows;
  rows.reserve(provenance.size());
  for (const Provenance& p : provenance) {
    rows.push_back({p.field, std::to_string(p.begin), std::to_string(p.end), p.channel, p.conversation_id,
                    p.message_id, std::to_string(p.message_begin), std::to_string(p.message_end)});
  }
  return join_rows(rows);
}

std::vector<Provenance> split_provenance(std::string_view text) {
  std::vector<Provenance> provenance;
  for (Row& row : split_rows(text)) {
    row.resize(8);
    provenance.push_back({std::move(row[0]), to_offset(row[1]), to_offset(row[2]), std::move(row[3]),
                          std::move(row[4]), std::move(row[5]), to_offset(row[6]), to_offset(row[7])});
  }
  return provenance;
}

void log_change(Database& database, std::int64_t number, bool deleted) {
  database.run("insert into change (article_number, deleted) values (:number, :deleted)", number, deleted);
}

Result<> Store::put_article(const Article& article) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const Article& a = article;
    auto known = articles_of(database, "select " GARNER_ARTICLE_COLUMNS " from article where id = :id", a.id);
    std::optional<Article> before;
    if (!known.empty()) before = std::move(known[0].article);
    const auto row = database.one<std::int64_t>(
        R"(
        insert into article (id, title, issue, environment, resolution, cause, asked_as, locale, tags,
          products, confidence, audience, governance, sources, provenance, created_at, updated_at,
          reuse_count, extra, stored_at, revised_at)
        values (:id, :title, :issue, :environment, :resolution, :cause, :asked_as, :locale, :tags,
          :products, :confidence, :audience, :governance, :sources, :provenance, :created_at,
          :updated_at, :reuse_count, :extra, :stored_at, :revised_at)
        on conflict (id) do update set
          title = excluded.title, issue = excluded.issue, environment = excluded.environment,
          resolution = excluded.resolution, cause = excluded.cause, asked_as = excluded.asked_as,
          locale = excluded.locale, tags = excluded.tags, products = excluded.products,
          confidence = excluded.confidence, audience = excluded.audience,
          governance = excluded.governance, sources = excluded.sources,
          provenance = excluded.provenance, created_at = excluded.created_at,
          updated_at = excluded.updated_at, reuse_count = excluded.reuse_count, extra = excluded.extra,
          stored_at = excluded.stored_at
        returning number)",
        a.id, a.title, a.issue, join_lines(a.environment), a.resolution, a.cause, join_lines(a.asked_as),
        a.locale, join_lines(a.tags), join_lines(a.products), name_of(a.confidence), name_of(a.audience),
        name_of(a.governance), join_sources(a.sources), join_provenance(a.provenance), a.created_at,
        a.updated_at, a.reuse_count, a.extra, now(), now());
    const std::int64_t number = std::get<0>(row.value());
    record_change(database, impl_->actor, number, before, article);
    link_sources(database, number, article);
    log_change(database, number, false);
    return {};
  });
}

Result<> Store::delete_article(std::string_view id) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const auto row = database.one<std::int64_t>("select number from article where id = :id", id);
    if (!row) return fail(ErrorCode::kNotFound, "there is no such article");
    const std::int64_t number = std::get<0>(*row);
    append_audit(database, impl_->actor,
                 {.stream = AuditStream::kContent, .action = "deleted", .article_id = std::string(id)});
    remove_fingerprint(database, number);
    database.run("delete from article where number = :number", number);  // its links go with it
    log_change(database, number, true);
    return {};
  });
}

Result<Article> Store::article(std::string_view id) {
  return the_article(impl_->database, "select " GARNER_ARTICLE_COLUMNS " from article where id = :id", id);
}

Result<Article> Store::article_outline(std::string_view id) {
  return the_article(impl_->database, "select " GARNER_OUTLINE_COLUMNS " from article where id = :id", id);
}

Result<std::vector<NumberedArticle>> Store::articles_of_numbers(const std::vector<std::int64_t>& numbers) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<NumberedArticle>> {
    return articles_in_order(
        database, "select " GARNER_ARTICLE_COLUMNS " from article where number = :number", numbers);
  });
}

Result<std::vector<NumberedArticle>> Store::articles_after(std::int64_t after, std::int64_t up_to,
                                                           std::size_t limit, std::optional<Time> since) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<NumberedArticle>> {
    return articles_of(database,
                       "select " GARNER_ARTICLE_COLUMNS
                       " from article where number > :after and number <= :up_to and stored_at >= :since "
                       "order by number limit :limit",
                       after, up_to, since.value_or(0), limit);
  });
}

Result<> Store::each_article(std::optional<Time> since,
                             const std::function<Result<>(const Article&)>& visit) {
  Database& database = impl_->database;
  std::int64_t last = 0;
  while (true) {
    const auto page = database.read([&]() -> Result<std::vector<NumberedArticle>> {
      return articles_of(
          database,
          "select " GARNER_ARTICLE_COLUMNS
          " from article where number > :last and stored_at >= :since order by number limit :limit",
          last, since.value_or(0), kPage);
    });
    if (!page) return fail(page.error());
    if (page->empty()) return {};
    last = page->back().number;
    for (const NumberedArticle& row : *page) {
      if (Result<> visited = visit(row.article); !visited) return visited;
    }
  }
}

Result<std::vector<NumberedArticle>> Store::list_articles(const ArticleList& list) {
  constexpr std::array<Confidence, 4> kConfidences = {Confidence::kWip, Confidence::kNotValidated,
                                                      Confidence::kValidated, Confidence::kArchived};
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<NumberedArticle>> {
    std::vector<Int> numbers;
    const auto keep = [&](Int number) { numbers.push_back(number); };
    const auto shows = [&](Confidence confidence) {
      if (list.confidence && *list.confidence != confidence) return false;
      return list.staff || confidence == Confidence::kNotValidated || confidence == Confidence::kValidated;
    };
    // An index has each audience and confidence in the order of the list.
    for (int level = static_cast<int>(list.audience); level <= static_cast<int>(Audience::kPublic); ++level) {
      const std::string_view audience = name_of(static_cast<Audience>(level));
      for (const Confidence confidence : kConfidences) {
        if (!shows(confidence)) continue;
        if (list.review == ReviewStep::kNone) {
          database.each<Int>(
              R"(
        select number
        from article
        where audience = :audience and confidence = :confidence and number > :after
        order by number
        limit :limit)",
              keep, audience, name_of(confidence), list.after, list.limit);
        } else {
          database.each<Int>(
              R"(
        select number
        from article
        where review = :review and review <> 'none' and audience = :audience and confidence = :confidence
          and number > :after
        order by number
        limit :limit)",
              keep, name_of(list.review), audience, name_of(confidence), list.after, list.limit);
        }
      }
    }
    std::sort(numbers.begin(), numbers.end());
    if (numbers.size() > list.limit) numbers.resize(list.limit);
    return articles_in_order(
        database, "select " GARNER_OUTLINE_COLUMNS " from article where number = :number", numbers);
  });
}

Result<> Store::each_title(const std::function<void(std::int64_t number, std::string_view title,
                                                    const std::vector<Source>& sources)>& visit) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<> {
    database.each<Int, Text, Text>(
        "select number, title, sources from article order by number",
        [&](Int number, Text&& title, Text&& sources) { visit(number, title, split_sources(sources)); });
    return {};
  });
}

Result<std::int64_t> Store::article_count() {
  return impl_->database.read([&]() -> Result<std::int64_t> {
    return std::get<0>(impl_->database.one<std::int64_t>("select count(*) from article").value());
  });
}

Result<std::int64_t> Store::last_article_number() {
  return impl_->database.read([&]() -> Result<std::int64_t> {
    return std::get<0>(
        impl_->database.one<std::int64_t>("select coalesce(max(number), 0) from article").value());
  });
}

Result<std::string> Store::article_of_conversation(std::string_view channel,
                                                   std::string_view conversation_id) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::string> {
    auto row = database.one<std::string>(
        R"(
        select article.id
        from link
        join article on article.number = link.article_number
        where link.channel = :channel and link.conversation_id = :id and link.kind
          in ('created_from', 'resolved')
        order by link.kind, link.article_number
        limit 1)",
        channel, conversation_id);
    return row ? std::get<0>(std::move(*row)) : std::string();
  });
}

Result<std::vector<Change>> Store::changes_after(std::int64_t sequence, std::size_t limit) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<Change>> {
    std::vector<Change> changes;
    database.each<std::int64_t, std::int64_t, std::int64_t>(
        R"(
        select sequence, article_number, deleted
        from change
        where sequence > :sequence
        order by sequence
        limit :limit)",
        [&](std::int64_t at, std::int64_t number, std::int64_t deleted) {
          changes.push_back({at, number, deleted != 0});
        },
        sequence, limit);
    return changes;
  });
}

Result<std::int64_t> Store::last_change() {
  return impl_->database.read([&]() -> Result<std::int64_t> {
    return std::get<0>(
        impl_->database.one<std::int64_t>("select coalesce(max(sequence), 0) from change").value());
  });
}

}  // namespace garner
