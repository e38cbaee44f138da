// /v1/analytics/{report}: numbers over a window of days, for staff, as JSON or CSV.
#include <fmt/format.h>

#include <algorithm>

#include "api/handlers.h"
#include "api/handlers/article_view.h"
#include "api/handlers/params.h"
#include "indexer/analytics/report.h"
#include "indexer/core/clock.h"

namespace garner::api {
namespace {

Json json_of(const Number& number) {
  return number ? Json(*number) : Json();
}

Json json_of(const ReportCell& cell) {
  if (const auto* number = std::get_if<double>(&cell)) return *number;
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  return {};
}

Json named(const std::vector<Measure>& measures, const std::vector<Number>& numbers) {
  Json json = Json::object();
  for (std::size_t i = 0; i < numbers.size(); ++i) json[std::string(measures[i].name)] = json_of(numbers[i]);
  return json;
}

Json json_of(const ReportKind& kind, const ReportScope& scope, const Report& report) {
  Json measures = Json::array();
  for (const Measure& measure : report.measures)
    measures.push_back({{"name", measure.name}, {"unit", measure.unit}, {"definition", measure.definition}});
  Json dates = Json::array();
  for (std::size_t i = 0; i < report.dates.size(); ++i) {
    Json date = {{"date", day_of(scope.window.starts()[i])}};
    date.update(named(report.measures, report.dates[i]));
    dates.push_back(std::move(date));
  }
  Json rows = Json::array();
  for (const ReportRow& row : report.rows) {
    Json json = Json::object();
    for (std::size_t i = 0; i < row.cells.size(); ++i)
      json[std::string(report.columns[i])] = json_of(row.cells[i]);
    rows.push_back(std::move(json));
  }
  return {{"report", kind.name},
          {"definition", kind.definition},
          {"from", day_of(scope.window.from())},
          {"to", day_of(scope.window.to() - 1)},
          {"interval", name_of(scope.window.interval())},
          {"measures", std::move(measures)},
          {"totals", named(report.measures, report.totals)},
          {"dates", std::move(dates)},
          {"rows", std::move(rows)}};
}

// A field of RFC 4180. What a spreadsheet would run as a formula becomes text (OWASP, "CSV Injection").
std::string csv_field(std::string text) {
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
    text.insert(text.begin(), '\'');
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string csv_field(const Number& number) {
  return number ? fmt::format("{}", *number) : std::string();
}

std::string csv_field(const ReportCell& cell) {
  if (const auto* number = std::get_if<double>(&cell)) return csv_field(Number(*number));
  if (const auto* text = std::get_if<std::string>(&cell)) return csv_field(*text);
  return {};
}

std::string csv_of_dates(const ReportScope& scope, const Report& report) {
  std::string csv = "date";
  for (const Measure& measure : report.measures) csv += ',' + std::string(measure.name);
  csv += "\r\n";
  for (std::size_t i = 0; i < report.dates.size(); ++i) {
    csv += day_of(scope.window.starts()[i]);
    for (const Number& number : report.dates[i]) csv += ',' + csv_field(number);
    csv += "\r\n";
  }
  return csv;
}

std::string csv_of_rows(const Report& report) {
  std::string csv;
  for (const std::string_view column : report.columns) (csv += csv.empty() ? "" : ",") += column;
  csv += "\r\n";
  for (const ReportRow& row : report.rows) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) (csv += i == 0 ? "" : ",") += csv_field(row.cells[i]);
    csv += "\r\n";
  }
  return csv;
}

// Words of those who may see more than the caller are left out, and articles that the caller may not see;
// the numbers count them.
Result<> keep_visible(Store& store, const Rights& caller, Report& report, std::size_t limit) {
  const auto named = std::find(report.columns.begin(), report.columns.end(), "article");
  const auto title = named - report.columns.begin() + 1;  // the column behind it
  if (named != report.columns.end()) report.columns.insert(report.columns.begin() + title, "title");
  std::vector<ReportRow> kept;
  for (ReportRow& row : report.rows) {
    if (kept.size() == limit) break;
    if (row.audience < caller.audience) continue;
    // Of words and channels nobody knows whether they meet the filter that a key is held to.
    if (row.article_id.empty() && !caller.limits.empty()) continue;
    if (!row.article_id.empty()) {
      const auto about = store.article_outline(row.article_id);
      if (!about && about.error().code != ErrorCode::kNotFound) return fail(about.error());
      if (!about || !may_see(caller, *about)) continue;
      row.cells.insert(row.cells.begin() + title, about->title);
    }
    kept.push_back(std::move(row));
  }
  report.rows = std::move(kept);
  return {};
}

const ReportKind* find_kind(const std::string& name) {
  const auto& kinds = report_kinds();
  const auto found =
      std::find_if(kinds.begin(), kinds.end(), [&](const ReportKind& kind) { return kind.name == name; });
  return found == kinds.end() ? nullptr : &*found;
}

}  // namespace

Reply get_report(Service& service, const Request& request) {
  if (auto hidden = for_staff_alone(request, "report")) return tl::make_unexpected(std::move(*hidden));
  const ReportKind* const kind = find_kind(request.captures.front());
  if (kind == nullptr) {
    std::string names;
    for (const ReportKind& known : report_kinds()) (names += names.empty() ? "" : ", ") += known.name;
    return tl::make_unexpected(not_found("there is no such report; there are " + names));
  }
  std::vector<FieldProblem> errors;
  Params params(request, errors);
  const auto limit = static_cast<std::size_t>(params.integer("limit", 100, 1, kMaxReportRows));
  const auto interval = parse_interval(params.text("interval", "day"));
  if (!interval) errors.push_back({"?interval", "must be day, week or month"});
  const std::string format = params.text("format", "json"), part = params.text("part", "dates");
  if (format != "json" && format != "csv") errors.push_back({"?format", "must be json or csv"});
  if (part != "dates" && part != "rows") errors.push_back({"?part", "must be dates or rows"});
  const auto window =
      Window::of(params.text("from"), params.text("to"), interval.value_or(Interval::kDay), now());
  if (!window) {
    const std::string& message = window.error().message;
    const std::size_t name = message.find(' ');
    errors.push_back({"?" + message.substr(0, name), message.substr(name + 1)});
  }
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));

  const ReportScope scope{*window, params.text("channel"), params.text("locale")};
  Report report;
  const auto read = service.read([&](Store& store) -> Result<> {
    auto made = kind->make(store, scope);
    if (!made) return fail(made.error());
    report = std::move(*made);
    return keep_visible(store, request.caller, report, limit);
  });
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  if (format == "json") return Response{.body = dump(json_of(*kind, scope, report))};
  const std::string name = fmt::format("garner-{}-{}.csv", kind->name, day_of(scope.window.to() - 1));
  return Response{.body = part == "rows" ? csv_of_rows(report) : csv_of_dates(scope, report),
                  .content_type = "text/csv; charset=utf-8",
                  .headers = {{"Content-Disposition", "attachment; filename=\"" + name + "\""}}};
}

}  // namespace garner::api
