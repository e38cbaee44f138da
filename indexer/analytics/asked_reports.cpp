// Searches, those without result, those without click, and gaps. All four read what was asked in the order of
// its words, so that one cluster at a time is in memory.
#include <algorithm>
#include <cmath>

#include "indexer/analytics/reports.h"

namespace garner {
namespace {

// What was asked in the same words.
struct Cluster {
  std::string key, text;
  Audience audience = Audience::kPublic;  // the narrowest of those who asked
  Time last_at = 0;
  std::int64_t times = 0, clients = 0, without_results = 0, without_click = 0, dismissed = 0;
  double gap = 0;
};

// How much a client without an answer weighs in the gap score: half as much each 14 days.
double weight_of(Time at, Time end) {
  constexpr double kHalfLife = 14.0 * static_cast<double>(kDayMs);
  return std::exp2(-static_cast<double>(end - at) / kHalfLife);
}

// Keeps the best of many rows by their rank, without keeping them all.
class Best {
 public:
  void add(double rank, Cluster cluster) {
    if (rank <= 0) return;
    kept_.push_back({rank, std::move(cluster)});
    if (kept_.size() >= 2 * kMaxReportRows) cut();
  }
  std::vector<Cluster> take() {
    cut();
    std::vector<Cluster> all;
    all.reserve(kept_.size());
    for (auto& [rank, cluster] : kept_) all.push_back(std::move(cluster));
    return all;
  }

 private:
  void cut() {
    // Of two that rank alike the one asked later stands first.
    std::stable_sort(kept_.begin(), kept_.end(), [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first > b.first : a.second.last_at > b.second.last_at;
    });
    if (kept_.size() > kMaxReportRows) kept_.resize(kMaxReportRows);
  }

  std::vector<std::pair<double, Cluster>> kept_;
};

// Passes every intent to `count`, and every cluster to `finish` when it is whole.
template <typename Count, typename Finish>
Result<> each_cluster(Store& store, const Window& window, bool searches_alone, Count&& count,
                      Finish&& finish) {
  Cluster cluster;
  std::string client;
  double gap_of_client = 0;
  const auto end_client = [&] {
    cluster.gap += gap_of_client;
    gap_of_client = 0;
  };
  const auto end_cluster = [&] {
    end_client();
    if (cluster.times > 0) finish(std::move(cluster));
    cluster = {};
  };
  auto read = store.each_intent(window.from(), window.to(), IntentOrder::kByWords, [&](const Intent& intent) {
    if (searches_alone && intent.mode != "search") return;
    count(intent);
    const std::string& key = intent.words.empty() ? intent.text : intent.words;
    if (cluster.times == 0 || key != cluster.key) {
      end_cluster();
      cluster.key = key;
      client.clear();
    }
    if (cluster.times == 0 || intent.client_id != client) {
      end_client();
      client = intent.client_id;
      ++cluster.clients;
    }
    ++cluster.times;
    cluster.audience = std::min(cluster.audience, intent.audience);
    if (intent.at >= cluster.last_at) {
      cluster.last_at = intent.at;
      cluster.text = intent.text;
    }
    const bool without_click = !intent.shown.empty() && !is_clicked(intent);
    cluster.without_results += static_cast<int>(intent.shown.empty());
    cluster.without_click += static_cast<int>(without_click);
    cluster.dismissed += static_cast<int>(intent.dismissed);
    if (intent.shown.empty() || without_click || intent.dismissed)
      gap_of_client = std::max(gap_of_client, weight_of(intent.at, window.to()));
  });
  end_cluster();
  return read;
}

double to_number(std::int64_t count) {
  return static_cast<double>(count);
}

struct Asked {
  double searches = 0, without_results = 0, with_results = 0, without_click = 0;
};

void count(Asked& tally, const Intent& intent) {
  ++tally.searches;
  ++(intent.shown.empty() ? tally.without_results : tally.with_results);
  if (!intent.shown.empty() && !is_clicked(intent)) ++tally.without_click;
}

// The three reports on searches: which measure is the point, and which clusters are shown, by `rank`.
template <typename Numbers, typename Rank, typename Cells>
Result<Report> report_on_searches(Store& store, const ReportScope& scope, Report report, Numbers numbers,
                                  Rank rank, Cells cells) {
  Series<Asked> series(scope.window);
  Best best;
  const auto read = each_cluster(
      store, scope.window, true,
      [&](const Intent& intent) { series.add(intent.at, [&](Asked& tally) { count(tally, intent); }); },
      [&](Cluster&& cluster) {
        const double value = rank(cluster);
        best.add(value, std::move(cluster));
      });
  if (!read) return fail(read.error());
  series.fill(report, numbers);
  for (Cluster& cluster : best.take())
    report.rows.push_back({.cells = cells(cluster), .audience = cluster.audience});
  return report;
}

}  // namespace

Result<Report> report_searches(Store& store, const ReportScope& scope) {
  Report report;
  report.measures = {{"searches", "count", "searches; one that is still being typed counts once"}};
  report.columns = {"query", "searches", "clients", "without_results", "without_click", "last_at"};
  return report_on_searches(
      store, scope, std::move(report), [](const Asked& tally) { return std::vector<Number>{tally.searches}; },
      [](const Cluster& cluster) { return to_number(cluster.times); },
      [](const Cluster& cluster) {
        return std::vector<ReportCell>{cluster.text,
                                       to_number(cluster.times),
                                       to_number(cluster.clients),
                                       to_number(cluster.without_results),
                                       to_number(cluster.without_click),
                                       day_of(cluster.last_at)};
      });
}

Result<Report> report_no_results(Store& store, const ReportScope& scope) {
  Report report;
  report.measures = {{"no_result_rate", "share", "searches that found nothing / searches"},
                     {"without_results", "count", "searches that found nothing"},
                     {"searches", "count", "searches"}};
  report.columns = {"query", "without_results", "clients", "last_at"};
  return report_on_searches(
      store, scope, std::move(report),
      [](const Asked& tally) {
        return std::vector<Number>{ratio(tally.without_results, tally.searches), tally.without_results,
                                   tally.searches};
      },
      [](const Cluster& cluster) { return to_number(cluster.without_results); },
      [](const Cluster& cluster) {
        return std::vector<ReportCell>{cluster.text, to_number(cluster.without_results),
                                       to_number(cluster.clients), day_of(cluster.last_at)};
      });
}

Result<Report> report_no_clicks(Store& store, const ReportScope& scope) {
  Report report;
  report.measures = {
      {"no_click_rate", "share",
       "searches with results of which none was taken within 30 minutes / searches with results"},
      {"without_click", "count", "searches with results of which none was taken within 30 minutes"},
      {"with_results", "count", "searches with results"}};
  report.columns = {"query", "without_click", "clients", "last_at"};
  return report_on_searches(
      store, scope, std::move(report),
      [](const Asked& tally) {
        return std::vector<Number>{ratio(tally.without_click, tally.with_results), tally.without_click,
                                   tally.with_results};
      },
      [](const Cluster& cluster) { return to_number(cluster.without_click); },
      [](const Cluster& cluster) {
        return std::vector<ReportCell>{cluster.text, to_number(cluster.without_click),
                                       to_number(cluster.clients), day_of(cluster.last_at)};
      });
}

Result<Report> report_gaps(Store& store, const ReportScope& scope) {
  struct Unmet {
    double asked = 0, unmet = 0;
  };
  Report report;
  report.measures = {
      {"unmet_share", "share", "questions with no result, no click or a dismissal / questions"},
      {"unmet", "count", "questions with no result, no click or a dismissal"},
      {"asked", "count", "searches, suggestions and questions before posting"}};
  report.columns = {"query",           "gap_score",     "clients",   "asked",
                    "without_results", "without_click", "dismissed", "last_at"};
  Series<Unmet> series(scope.window);
  Best best;
  const auto read = each_cluster(
      store, scope.window, false,
      [&](const Intent& intent) {
        series.add(intent.at, [&](Unmet& tally) {
          ++tally.asked;
          if (intent.shown.empty() || !is_clicked(intent) || intent.dismissed) ++tally.unmet;
        });
      },
      [&](Cluster&& cluster) {
        const double rank = cluster.gap;
        best.add(rank, std::move(cluster));
      });
  if (!read) return fail(read.error());
  series.fill(report, [](const Unmet& tally) {
    return std::vector<Number>{ratio(tally.unmet, tally.asked), tally.unmet, tally.asked};
  });
  for (Cluster& cluster : best.take()) {
    report.rows.push_back(
        {.cells = {cluster.text, cluster.gap, to_number(cluster.clients), to_number(cluster.times),
                   to_number(cluster.without_results), to_number(cluster.without_click),
                   to_number(cluster.dismissed), day_of(cluster.last_at)},
         .audience = cluster.audience});
  }
  return report;
}

}  // namespace garner
