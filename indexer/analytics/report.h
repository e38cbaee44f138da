// Report: numbers over a window, by interval, and the rows behind them. Every report has this one form, so
// that the API, the CSV and the dashboard need not know them. Plain values.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "indexer/analytics/window.h"
#include "indexer/core/model.h"
#include "indexer/core/result.h"
#include "indexer/store/store.h"

namespace garner {

// Nothing: there is no data (the denominator of a ratio is 0); 0: there is, and it says none.
using Number = std::optional<double>;
// numerator / denominator, or nothing.
Number ratio(double numerator, double denominator);
// Of unsorted values; `share` 0.5 is the median. By the nearest rank; nothing of none.
Number quantile(std::vector<double> values, double share);

// Shares are 0 to 1, times hours.
struct Measure {
  std::string_view name;
  std::string_view unit;  // "count", "share", "hours", "score"
  std::string_view definition;
};

using ReportCell = std::variant<std::monostate, double, std::string>;
struct ReportRow {
  std::vector<ReportCell> cells;          // as Report::columns
  std::string article_id = {};            // the row is about this article: for those who may see it
  Audience audience = Audience::kPublic;  // of whose words are in it
};

struct Report {
  std::vector<Measure> measures = {};
  std::vector<Number> totals = {};              // as measures
  std::vector<std::vector<Number>> dates = {};  // by interval of the window, each as measures
  std::vector<std::string_view> columns = {};
  std::vector<ReportRow> rows = {};  // at most kMaxReportRows, the most important first
};
inline constexpr std::size_t kMaxReportRows = 1000;

struct ReportScope {
  Window window;
  std::string channel = {}, locale = {};  // empty: all; of reports on conversations
};

// One report: its name in the API, what it is for, and how it is made. `make` reads the store in one pass or
// two; it takes as long as the window has rows.
struct ReportKind {
  std::string_view name;
  std::string_view definition;
  Result<Report> (*make)(Store& store, const ReportScope& scope);
};
const std::vector<ReportKind>& report_kinds();

// Counts of one kind, over the whole window and in each of its intervals.
template <typename Tally>
class Series {
 public:
  explicit Series(const Window& window) : window_(window), dates_(window.starts().size()) {}

  // `count(Tally&)` is called for the whole and for the interval of `at`, where that is in the window.
  template <typename Count>
  void add(Time at, Count&& count) {
    if (!window_.contains(at)) return;
    count(total_);
    count(dates_[window_.interval_of(at)]);
  }

  // `numbers(const Tally&)` -> as many numbers as there are measures.
  template <typename Numbers>
  void fill(Report& report, Numbers&& numbers) const {
    report.totals = numbers(total_);
    for (const Tally& tally : dates_) report.dates.push_back(numbers(tally));
  }

  const Tally& total() const { return total_; }

 private:
  const Window& window_;
  Tally total_;
  std::vector<Tally> dates_;
};

}  // namespace garner
