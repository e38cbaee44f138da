// /v1/analytics: for staff, as JSON and as CSV, and nobody's words or articles for who may not see them.
#include "tests/api/running_app.h"

using namespace garner;
using namespace garner::api;

namespace {

constexpr const char* kWindow = "from=2026-03-01&to=2026-03-31";

std::string path(const std::string& report, const std::string& more = {}) {
  return "/v1/analytics/" + report + "?" + kWindow + more;
}

void add(const RunningApp& running, const std::vector<LoggedQuery>& queries) {
  REQUIRE(running.app->service().write([&](Store& store) { return store.add_queries(queries); }));
}

LoggedQuery asked(const std::string& id, const std::string& client, const std::string& text,
                  Audience audience = Audience::kPublic) {
  return {id, "search", text, text + " ", "en", audience, client, {}, *parse_rfc3339("2026-03-05T10:00:00Z")};
}

}  // namespace

TEST_CASE("every report answers in one form") {
  const RunningApp running;
  ingest(running);
  auto client = running.client(running.staff);
  for (const char* name : {"overview", "searches", "no-results", "no-clicks", "ctr", "click-positions",
                           "suggestions", "deflection", "reuse", "gaps", "channels", "capture"}) {
    INFO(name);
    const Json report = body_of(client.Get(path(name, "&interval=week")));
    CHECK(report["report"] == name);
    CHECK(report["from"] == "2026-03-01");
    CHECK(report["to"] == "2026-03-31");
    for (const Json& measure : report["measures"]) CHECK(report["totals"].contains(measure["name"]));
  }
  const Json capture = body_of(client.Get(path("capture", "&interval=month")));
  CHECK(capture["totals"]["conversations"] == 1);
  CHECK(capture["totals"]["resolved"] == 1);
  CHECK(capture["totals"]["captured"] == 1);
  REQUIRE(capture["dates"].size() == 1);
  CHECK(capture["dates"][0]["date"] == "2026-03-01");
}

TEST_CASE("reports are for staff, and their windows are checked") {
  const RunningApp running;
  CHECK(outcome_of(running.client(running.customer).Get(path("capture"))) == "404 not_found");
  CHECK(outcome_of(running.client().Get(path("capture"))) == "401 unauthorized");
  auto client = running.client(running.staff);
  CHECK(outcome_of(client.Get(path("weather"))) == "404 not_found");
  for (const char* wrong : {"from=tomorrow", "to=2026-02-31", "from=2026-03-02&to=2026-03-01",
                            "interval=hour", "format=xml", "part=some", "limit=0", "from=1995-01-01"}) {
    INFO(wrong);
    const auto result = client.Get(std::string("/v1/analytics/capture?") + wrong);
    CHECK(outcome_of(result) == "422 invalid_input");
    CHECK(body_of(result)["errors"].size() == 1);
  }
}

TEST_CASE("rows are text for a spreadsheet, and none of them a formula") {
  const RunningApp running;
  add(running,
      {asked("q1", "ann", "=HYPERLINK(\"https://evil.example\",\"x\")"), asked("q2", "bob", "ink, black")});
  const auto result = running.client(running.staff).Get(path("no-results", "&format=csv&part=rows"));
  REQUIRE(result);
  CHECK(result->get_header_value("Content-Type") == "text/csv; charset=utf-8");
  CHECK(result->get_header_value("Content-Disposition") ==
        "attachment; filename=\"garner-no-results-2026-03-31.csv\"");
  CHECK(result->body.starts_with("query,without_results,clients,last_at\r\n"));
  CHECK(result->body.find("\"'=HYPERLINK(\"\"https://evil.example\"\",\"\"x\"\")\",1,1,2026-03-05\r\n") !=
        std::string::npos);
  CHECK(result->body.find("\"ink, black\",1,1,2026-03-05\r\n") != std::string::npos);
  const auto dates = running.client(running.staff).Get(path("no-results", "&format=csv&interval=month"));
  CHECK(dates->body == "date,no_result_rate,without_results,searches\r\n2026-03-01,1,2,2\r\n");
}

TEST_CASE("words of those who see more are counted, not shown; so are articles") {
  RunningApp running;
  ingest(running);
  add(running, {asked("q1", "ann", "merger talks", Audience::kTeam), asked("q2", "bob", "ink")});
  const std::string internal = running.add_key({"read"}, Audience::kInternal);
  const Json gaps = body_of(running.client(internal).Get(path("gaps")));
  CHECK(gaps["totals"]["unmet"] == 2);
  REQUIRE(gaps["rows"].size() == 1);
  CHECK(gaps["rows"][0]["query"] == "ink");
  CHECK(body_of(running.client(running.staff).Get(path("gaps")))["rows"].size() == 2);

  REQUIRE(running.app->service().write([](Store& store) -> Result<> {
    for (const char* id : {"a-public", "a-internal"}) {
      if (auto added =
              store.add_link({id, "resolved", "crm", "case-1", *parse_rfc3339("2026-03-05T10:00:00Z")});
          !added)
        return fail(added.error());
    }
    return {};
  }));
  const std::string narrow =
      running.add_key({"read"}, Audience::kInternal, [](ApiKey& key) { key.filter = "tag:scan"; });
  const Json reuse = body_of(running.client(narrow).Get(path("reuse")));
  CHECK(reuse["totals"]["links"] == 2);
  REQUIRE(reuse["rows"].size() == 1);
  CHECK(reuse["rows"][0]["article"] == "a-public");
  CHECK(reuse["rows"][0]["title"] == "Scanner makes <stripes> & noise");
  CHECK(body_of(running.client(internal).Get(path("reuse")))["rows"].size() == 2);
}
