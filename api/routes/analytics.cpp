// Numbers for the people who run the knowledge.
#include "api/handlers.h"
#include "api/routes/areas.h"

namespace garner::api {

std::vector<Route> analytics_routes() {
  return {
      {.method = "GET",
       .pattern = "/v1/analytics/{report}",
       .scope = "read",
       .handler = get_report,
       .summary =
           "A report over a window of days, for staff: overview, searches, no-results, no-clicks, ctr, "
           "click-positions, suggestions, deflection, reuse, gaps, channels or capture. null is no data, 0 "
           "is none",
       .parameters = {{"from", "string", "the first day, as 2026-03-01; 30 days up to `to` when left out"},
                      {"to", "string", "the last day; today when left out"},
                      {"interval", "string", "day, week or month: what `dates` go by; day when left out"},
                      {"channel", "string", "of capture and reuse: this channel alone"},
                      {"locale", "string", "of capture: conversations in this language alone"},
                      {"limit", "integer", "rows, 1 to 1,000, 100 when left out"},
                      {"format", "string", "json, or csv"},
                      {"part", "string", "of csv: dates, or rows; dates when left out"}},
       .examples = {{"/v1/analytics/overview"},
                    {"/v1/analytics/capture?from=2026-01-01&to=2026-11-30&interval=month"},
                    {"/v1/analytics/gaps?limit=5"},
                    {"/v1/analytics/reuse?from=2026-01-01&interval=week"},
                    {"/v1/analytics/weather", "", 404},
                    {"/v1/analytics/searches?from=yesterday&interval=hour", "", 422}},
       .response = "Report"},
  };
}

}  // namespace garner::api
