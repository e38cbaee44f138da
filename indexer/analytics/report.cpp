#include "indexer/analytics/report.h"

#include <algorithm>
#include <cmath>

#include "indexer/analytics/reports.h"

namespace garner {

Number ratio(double numerator, double denominator) {
  if (denominator == 0) return std::nullopt;
  return numerator / denominator;
}

Number quantile(std::vector<double> values, double share) {
  if (values.empty()) return std::nullopt;
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
  const auto nth = values.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(rank, 1) - 1);
  std::nth_element(values.begin(), nth, values.end());
  return *nth;
}

const std::vector<ReportKind>& report_kinds() {
  static const std::vector<ReportKind> kinds = {
      {"overview", "The five numbers that Garner exists to move, beside what is usual", report_overview},
      {"searches", "What was searched for", report_searches},
      {"no-results", "Searches that found nothing", report_no_results},
      {"no-clicks", "Searches that found something of which nothing was taken within 30 minutes",
       report_no_clicks},
      {"ctr", "Searches of which a result was taken", report_ctr},
      {"click-positions", "The places of the results that were clicked first", report_click_positions},
      {"suggestions", "Suggestions to agents, and those of which something was attached or inserted",
       report_suggestions},
      {"deflection", "Visits of askers that ended with an answer, and with no case within 72 hours",
       report_deflection},
      {"reuse", "Articles that solved further cases", report_reuse},
      {"gaps", "What people ask and find no answer to: the work that helps most of them first", report_gaps},
      {"channels", "Where conversations come from, and what becomes of them there", report_channels},
      {"capture", "How far conversations come: solved, captured, usable, published", report_capture},
  };
  return kinds;
}

}  // namespace garner
