// What articles said before, and what has changed between two revisions.
#include <charconv>

#include "api/handlers/article_view.h"
#include "api/handlers/editing_tools.h"
#include "api/handlers/params.h"
#include "api/handlers_editing.h"
#include "api/visible.h"
#include "indexer/channel/interchange_value.h"
#include "indexer/core/clock.h"
#include "indexer/core/names.h"
#include "indexer/knowledge/diff.h"

namespace garner::api {
namespace {

Json summary_of(const Revision& revision) {
  return {{"revision", revision.revision},
          {"at", to_rfc3339(revision.at)},
          {"by", revision.by.empty() ? Json() : Json(revision.by)},
          {"title", revision.article.title},
          {"state",
           {{"confidence", name_of(revision.article.confidence)},
            {"audience", name_of(revision.article.audience)},
            {"governance", name_of(revision.article.governance)}}}};
}

Json content_json(const Article& article) {
  return {{"title", article.title},
          {"issue", article.issue},
          {"environment", article.environment},
          {"resolution", article.resolution},
          {"cause", article.cause},
          {"asked_as", article.asked_as},
          {"locale", article.locale},
          {"tags", article.tags},
          {"products", article.products},
          {"provenance", to_value(article.provenance)}};
}

// With the store, for an article that this caller may see.
using ReadWork = std::function<Result<>(Store&, const ArticleView&)>;
Result<> read_article(Service& service, const Request& request, const ReadWork& work) {
  return service.read([&](Store& store) -> Result<> {
    const auto view = view_article(store, request.captures.front(), request.caller);
    if (!view) return fail(view.error());
    return work(store, *view);
  });
}

// One of its revisions that this caller may see.
Result<Revision> visible_revision(Store& store, const ArticleView& view, std::int64_t number,
                                  const Rights& caller) {
  auto revision = store.revision(view.article.id, number);
  if (!revision || may_see(caller, view.article, *revision)) return revision;
  return fail(ErrorCode::kNotFound, "there is no such revision");
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  return text;
}

Json diff_json(Analyzer& analyzer, const std::string& before, const std::string& after) {
  Json runs = Json::array();
  for (const DiffRun& run : diff_words(analyzer, before, after)) {
    const bool is_new = run.kind == DiffKind::kNew;
    const char* op = run.kind == DiffKind::kSame ? "same" : is_new ? "new" : "gone";
    runs.push_back({{"op", op},
                    {"text", is_new ? after.substr(run.after_begin, run.after_end - run.after_begin)
                                    : before.substr(run.before_begin, run.before_end - run.before_begin)}});
  }
  return runs;
}

}  // namespace

std::optional<std::int64_t> parse_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1) return std::nullopt;
  return number;
}

Reply get_revisions(Service& service, const Request& request) {
  if (auto hidden = for_staff_alone(request, "article")) return tl::make_unexpected(std::move(*hidden));
  std::vector<FieldProblem> errors;
  Params params(request, errors);
  const auto limit = static_cast<std::size_t>(params.integer("limit", 20, 1, 100));
  const std::int64_t after = params.integer("after", 0, 1, INT64_MAX);
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  Json data = Json::array();
  Json cursor;
  const auto read = read_article(service, request, [&](Store& store, const ArticleView& view) -> Result<> {
    const auto found = store.revisions(view.article.id, after, limit + 1);
    if (!found) return fail(found.error());
    for (std::size_t i = 0; i < std::min(limit, found->size()); ++i) {
      if (may_see(request.caller, view.article, (*found)[i])) data.push_back(summary_of((*found)[i]));
    }
    if (found->size() > limit) cursor = std::to_string((*found)[limit - 1].revision);
    return {};
  });
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  return list_of(std::move(data), cursor);
}

Reply get_revision(Service& service, const Request& request) {
  if (auto hidden = for_staff_alone(request, "revision")) return tl::make_unexpected(std::move(*hidden));
  const auto number = parse_number(request.captures.back());
  if (!number) return tl::make_unexpected(not_found("there is no such revision"));
  Json json;
  const auto read = read_article(service, request, [&](Store& store, const ArticleView& view) -> Result<> {
    const auto revision = visible_revision(store, view, *number, request.caller);
    if (!revision) return fail(revision.error());
    json = summary_of(*revision);
    json["content"] = content_json(revision->article);
    return {};
  });
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  return Response{.body = dump(json)};
}

Reply get_diff(Service& service, const Request& request) {
  if (auto hidden = for_staff_alone(request, "article")) return tl::make_unexpected(std::move(*hidden));
  std::vector<FieldProblem> errors;
  Params params(request, errors);
  const std::int64_t from = params.integer("from", 0, 1, INT64_MAX);
  const std::int64_t to = params.integer("to", 0, 1, INT64_MAX);
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  Revision before, after;
  const auto read = read_article(service, request, [&](Store& store, const ArticleView& view) -> Result<> {
    auto newer = visible_revision(store, view, to == 0 ? view.status.revision : to, request.caller);
    if (!newer) return fail(newer.error());
    auto older = visible_revision(
        store, view, from == 0 ? std::max<std::int64_t>(newer->revision - 1, 1) : from, request.caller);
    if (!older) return fail(older.error());
    before = std::move(*older);
    after = std::move(*newer);
    return {};
  });
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  const Article& a = before.article;
  const Article& b = after.article;
  Analyzer analyzer;
  Json fields = Json::object();
  const auto add = [&](const char* name, const std::string& was, const std::string& is) {
    if (was != is) fields[name] = diff_json(analyzer, was, is);
  };
  add("title", a.title, b.title);
  add("issue", a.issue, b.issue);
  add("environment", joined(a.environment), joined(b.environment));
  add("resolution", a.resolution, b.resolution);
  add("cause", a.cause, b.cause);
  add("asked_as", joined(a.asked_as), joined(b.asked_as));
  add("tags", joined(a.tags), joined(b.tags));
  add("products", joined(a.products), joined(b.products));
  add("locale", a.locale, b.locale);
  return Response{
      .body = dump({{"from", summary_of(before)}, {"to", summary_of(after)}, {"fields", std::move(fields)}})};
}

}  // namespace garner::api
