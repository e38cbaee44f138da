// What articles were before, and what of them changed: every write of an article passes here, so that none is
// without its revision and its rows in the audit.
#include <fmt/format.h>

#include <array>

#include "indexer/core/clock.h"
#include "indexer/core/names.h"
#include "indexer/store/hash.h"
#include "indexer/store/impl.h"
#include "indexer/store/lines.h"

namespace garner {
namespace {

Row row_of(const char* name, const std::vector<std::string>& items) {
  Row row = {name};
  row.insert(row.end(), items.begin(), items.end());
  return row;
}

std::vector<Row> content_rows(const Article& a) {
  return {{"title", a.title},
          row_of("environment", a.environment),
          {"issue", a.issue},
          {"resolution", a.resolution},
          {"cause", a.cause},
          row_of("asked_as", a.asked_as),
          {"locale", a.locale},
          row_of("tags", a.tags),
          row_of("products", a.products),
          {"extra", a.extra}};
}

void read_content(std::string_view text, Article& a) {
  for (Row& row : split_rows(text)) {
    if (row.empty()) continue;
    const std::string name = std::move(row.front());
    row.erase(row.begin());
    const auto first = [&] { return row.empty() ? std::string() : std::move(row.front()); };
    if (name == "title") {
      a.title = first();
    } else if (name == "issue") {
      a.issue = first();
    } else if (name == "environment") {
      a.environment = std::move(row);
    } else if (name == "resolution") {
      a.resolution = first();
    } else if (name == "cause") {
      a.cause = first();
    } else if (name == "asked_as") {
      a.asked_as = std::move(row);
    } else if (name == "locale") {
      a.locale = first();
    } else if (name == "tags") {
      a.tags = std::move(row);
    } else if (name == "products") {
      a.products = std::move(row);
    } else if (name == "extra") {
      a.extra = first();
    }
  }
}

// The fields in which the two differ, by name alone: texts stay out of the audit.
std::vector<AuditChange> content_changes(const Article& before, const Article& after) {
  const std::vector<Row> was = content_rows(before), is = content_rows(after);
  std::vector<AuditChange> changes;
  for (std::size_t i = 0; i < was.size(); ++i) {
    if (was[i] != is[i]) changes.push_back({was[i].front(), "", ""});
  }
  return changes;
}

std::vector<AuditChange> state_changes(const Article& before, const Article& after) {
  std::vector<AuditChange> changes;
  const auto add = [&](const char* field, std::string_view from, std::string_view to) {
    if (from != to) changes.push_back({field, std::string(from), std::string(to)});
  };
  add("confidence", name_of(before.confidence), name_of(after.confidence));
  add("audience", name_of(before.audience), name_of(after.audience));
  add("governance", name_of(before.governance), name_of(after.governance));
  return changes;
}

AuditChange digest_change(const Article& article) {
  return {"digest", "", digest_of_parts({content_of(article)})};
}

void keep_revision(Database& database, std::int64_t number, const Article& was) {
  database.run(
      R"(
        insert into revision (article_number, revision, at, made_by, confidence, audience, governance, content,
          provenance)
        select number, revision, revised_at, revised_by, :confidence, :audience, :governance, :content,
          :provenance
        from article
        where number = :number)",
      name_of(was.confidence), name_of(was.audience), name_of(was.governance), content_of(was),
      join_provenance(was.provenance), number);
}

Revision revision_of(std::int64_t number, Time at, std::string by, std::string_view confidence,
                     std::string_view audience, std::string_view governance, std::string_view content,
                     std::string_view provenance) {
  Revision revision{number, at, std::move(by), {}};
  Article& article = revision.article;
  article.confidence = parse_confidence(confidence).value_or(Confidence::kNotValidated);
  article.audience = parse_audience(audience).value_or(Audience::kTeam);
  article.governance = parse_governance(governance).value_or(Governance::kExperience);
  read_content(content, article);
  article.provenance = split_provenance(provenance);
  return revision;
}

// Since when an article is as it is. What a harvest makes of a conversation is as old as that, whenever it
// was harvested: so a harvest that was killed and run again ends like one left alone.
Time time_of_revision(const Actor& actor, const Article& article) {
  if (actor.id != kHarvestActor) return now();
  return article.updated_at ? *article.updated_at : article.created_at.value_or(now());
}

}  // namespace

std::string content_of(const Article& article) {
  return join_rows(content_rows(article));
}

void record_change(Database& database, const Actor& actor, std::int64_t number,
                   const std::optional<Article>& before, const Article& after) {
  AuditEntry entry;
  entry.article_id = after.id;
  if (!before) {
    entry.revision = 1;
    entry.action = actor.action.empty() ? "created" : actor.action;
    entry.changes = {{"confidence", "", std::string(name_of(after.confidence))},
                     {"audience", "", std::string(name_of(after.audience))},
                     {"governance", "", std::string(name_of(after.governance))},
                     digest_change(after)};
    append_audit(database, actor, entry);
    database.run(
        R"(
        update article
        set revised_at = :at, revised_by = :by, edited = :edited
        where number = :number)",
        time_of_revision(actor, after), actor.id, actor.person, number);
    return;
  }
  std::vector<AuditChange> content = content_changes(*before, after);
  const std::vector<AuditChange> state = state_changes(*before, after);
  if (content.empty() && state.empty()) return;
  keep_revision(database, number, *before);
  const bool by_hand = actor.person && !content.empty();
  const auto row = database.one<std::int64_t>(
      R"(
        update article
        set revision = revision + 1, revised_at = :at, revised_by = :by,
          edited = case when :by_hand = 1 then 1 else edited end
        where number = :number
        returning revision)",
      time_of_revision(actor, after), actor.id, by_hand, number);
  entry.revision = std::get<0>(row.value());
  if (!content.empty()) {
    content.push_back(digest_change(after));
    entry.stream = AuditStream::kContent;
    entry.action = actor.action.empty() ? "edited" : actor.action;
    entry.changes = std::move(content);
    append_audit(database, actor, entry);
  }
  if (!state.empty()) {
    entry.stream = AuditStream::kState;
    entry.action = "transitioned";
    entry.changes = state;
    append_audit(database, actor, entry);
  }
}

Result<ArticleStatus> Store::article_status(std::string_view id) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<ArticleStatus> {
    const auto row = database.one<Int, Int, Int, Text, Int, Text, Text, Int>(
        R"(
        select number, revision, revised_at, revised_by, edited, review, merged_into, stored_at
        from article
        where id = :id)",
        id);
    if (!row) return fail(ErrorCode::kNotFound, "there is no such article");
    const auto& [number, revision, at, by, edited, review, merged_into, stored_at] = *row;
    return ArticleStatus{number,      revision,    at,
                         by,          edited != 0, parse_review_step(review).value_or(ReviewStep::kNone),
                         merged_into, stored_at};
  });
}

Result<> Store::set_review(std::string_view id, ReviewStep step) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const auto status = article_status(id);
    if (!status) return fail(status.error());
    if (status->review == step) return {};
    database.run("update article set review = :review where id = :id", name_of(step), id);
    append_audit(database, impl_->actor,
                 {.stream = AuditStream::kQuality,
                  .action = "reviewed",
                  .article_id = std::string(id),
                  .revision = status->revision,
                  .changes = {{"review", std::string(name_of(status->review)), std::string(name_of(step))}}});
    return {};
  });
}

Result<> Store::set_merged_into(std::string_view id, std::string_view successor) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const std::int64_t changed =
        database.run("update article set merged_into = :successor where id = :id", successor, id);
    if (changed == 0) return fail(ErrorCode::kNotFound, "there is no such article");
    return {};
  });
}

Result<std::vector<Revision>> Store::revisions(std::string_view id, std::int64_t before, std::size_t limit) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<Revision>> {
    const auto status = article_status(id);
    if (!status) return fail(status.error());
    std::vector<Revision> all;
    if (before <= 0 || before > status->revision) {
      auto current = article(id);
      if (!current) return fail(current.error());
      all.push_back({status->revision, status->revised_at, status->revised_by, std::move(*current)});
    }
    if (all.size() == limit) return all;
    database.each<std::int64_t, std::int64_t, Text, Text, Text, Text, Text, Text>(
        R"(
        select revision, at, made_by, confidence, audience, governance, content, provenance
        from revision
        where article_number = :number and revision < :before
        order by revision desc
        limit :limit)",
        [&](std::int64_t number, Time at, Text&& by, const Text& confidence, const Text& audience,
            const Text& governance, const Text& content, const Text& provenance) {
          all.push_back(
              revision_of(number, at, std::move(by), confidence, audience, governance, content, provenance));
          all.back().article.id = std::string(id);
        },
        status->number, before > 0 ? before : status->revision, limit - all.size());
    return all;
  });
}

Result<Revision> Store::revision(std::string_view id, std::int64_t number) {
  auto found = revisions(id, number + 1, 1);
  if (!found) return fail(found.error());
  if (found->empty() || found->front().revision != number)
    return fail(ErrorCode::kNotFound, "there is no such revision");
  return std::move(found->front());
}

Result<> Store::each_old_sentence(
    const std::function<void(const std::string& article_id, const Provenance& sentence)>& visit) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<> {
    database.each<Text, Text>(
        R"(
        select article.id, revision.provenance
        from revision
        join article on article.number = revision.article_number
        where revision.provenance <> '')",
        [&](const Text& id, const Text& provenance) {
          for (const Provenance& sentence : split_provenance(provenance)) visit(id, sentence);
        });
    return {};
  });
}

Result<> Store::each_revision(std::string_view id, const std::function<Result<>(Revision&)>& change) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const auto status = article_status(id);
    if (!status) return fail(status.error());
    auto all = revisions(id, status->revision, static_cast<std::size_t>(status->revision));
    if (!all) return fail(all.error());
    for (Revision& revision : *all) {
      const Article was = revision.article;
      if (auto done = change(revision); !done) return done;
      const std::string content = content_of(revision.article);
      const std::string provenance = join_provenance(revision.article.provenance);
      if (content == content_of(was) && provenance == join_provenance(was.provenance)) continue;
      database.run(
          R"(
        update revision
        set content = :content, provenance = :provenance
        where article_number = :number and revision = :revision)",
          content, provenance, status->number, revision.revision);
    }
    return {};
  });
}

}  // namespace garner
