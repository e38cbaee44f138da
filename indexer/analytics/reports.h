// The makers of the reports, as report_kinds() names them. Definitions are those of metrics in
// docs/metrics.md.
#pragma once

#include "indexer/analytics/report.h"

namespace garner {

// asked_reports.cpp: what was searched for, and with what success
Result<Report> report_searches(Store& store, const ReportScope& scope);
Result<Report> report_no_results(Store& store, const ReportScope& scope);
Result<Report> report_no_clicks(Store& store, const ReportScope& scope);
Result<Report> report_gaps(Store& store, const ReportScope& scope);

// click_reports.cpp: what was taken of the answers
Result<Report> report_ctr(Store& store, const ReportScope& scope);
Result<Report> report_click_positions(Store& store, const ReportScope& scope);
Result<Report> report_suggestions(Store& store, const ReportScope& scope);
Result<Report> report_deflection(Store& store, const ReportScope& scope);

// knowledge_reports.cpp: what became of conversations, and of articles
Result<Report> report_capture(Store& store, const ReportScope& scope);
Result<Report> report_reuse(Store& store, const ReportScope& scope);

// channel_reports.cpp
Result<Report> report_channels(Store& store, const ReportScope& scope);
Result<Report> report_overview(Store& store, const ReportScope& scope);

// An answer counts as not clicked when nothing of it was taken for this long.
inline constexpr Time kClickWithin = 30LL * 60 * 1000;
inline bool is_clicked(const Intent& intent) {
  return intent.taken_at != 0 && intent.taken_at <= intent.at + kClickWithin;
}

// Capture rate and assimilation rate count what is linked this soon after the solution.
inline constexpr Time kCaptureWithin = 14 * kDayMs;

}  // namespace garner
