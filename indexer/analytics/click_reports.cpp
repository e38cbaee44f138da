// What was taken of the answers: clicks and their places, suggestions, and visits that needed nobody.
#include <algorithm>
#include <array>
#include <tuple>

#include "indexer/analytics/reports.h"

namespace garner {
namespace {

constexpr std::size_t kPlaces = 11;  // the last stands for all from there on

// The intents of one client, no more than half an hour apart: what web analytics call a session.
struct Visit {
  std::string client_id;
  Time first_at = 0, last_at = 0;
  bool confirmed = false;  // somebody said so
  bool assumed = false;    // or read for ten seconds
};
constexpr Time kVisitGap = 30LL * 60 * 1000;
constexpr Time kCaseWithin = 3 * kDayMs;

template <typename Count>
Result<> each_search(Store& store, const ReportScope& scope, const Count& count) {
  return store.each_intent(scope.window.from(), scope.window.to(), IntentOrder::kByClient,
                           [&](const Intent& intent) {
                             if (intent.mode == "search") count(intent);
                           });
}

// Whether the client of the visit opened a case from its beginning up to 72 hours after its end. `cases` are
// in the order of client and time.
bool opened_a_case(const std::vector<CaseOpened>& cases, const Visit& visit) {
  const auto found =
      std::lower_bound(cases.begin(), cases.end(), visit, [](const CaseOpened& one, const Visit& wanted) {
        return std::tie(one.client_id, one.at) < std::tie(wanted.client_id, wanted.first_at);
      });
  return found != cases.end() && found->client_id == visit.client_id &&
         found->at <= visit.last_at + kCaseWithin;
}

}  // namespace

Result<Report> report_ctr(Store& store, const ReportScope& scope) {
  struct Clicks {
    double searches = 0, clicked = 0, reciprocal = 0;
  };
  Report report;
  report.measures = {
      {"click_through", "share", "searches of which a result was taken within 30 minutes / searches"},
      {"click_mrr", "score",
       "mean over all searches of 1 / the place of the first click; 0 where there is none"},
      {"clicked", "count", "searches of which a result was taken within 30 minutes"},
      {"searches", "count", "searches"}};
  Series<Clicks> series(scope.window);
  const auto read = each_search(store, scope, [&](const Intent& intent) {
    series.add(intent.at, [&](Clicks& tally) {
      ++tally.searches;
      if (!is_clicked(intent)) return;
      ++tally.clicked;
      if (intent.place > 0) tally.reciprocal += 1.0 / static_cast<double>(intent.place);
    });
  });
  if (!read) return fail(read.error());
  series.fill(report, [](const Clicks& tally) {
    return std::vector<Number>{ratio(tally.clicked, tally.searches), ratio(tally.reciprocal, tally.searches),
                               tally.clicked, tally.searches};
  });
  return report;
}

Result<Report> report_click_positions(Store& store, const ReportScope& scope) {
  struct Places {
    double clicks = 0, sum = 0;
  };
  Report report;
  report.measures = {{"mean_position", "score", "mean place of the first click of a search, from 1"},
                     {"clicks", "count", "searches whose first click tells its place"}};
  report.columns = {"position", "clicks", "share"};
  Series<Places> series(scope.window);
  std::array<double, kPlaces> clicks{};
  const auto read = each_search(store, scope, [&](const Intent& intent) {
    if (intent.place == 0 || !is_clicked(intent)) return;
    ++clicks.at(std::min(static_cast<std::size_t>(intent.place), kPlaces) - 1);
    series.add(intent.at, [&](Places& tally) {
      ++tally.clicks;
      tally.sum += static_cast<double>(intent.place);
    });
  });
  if (!read) return fail(read.error());
  series.fill(report, [](const Places& tally) {
    return std::vector<Number>{ratio(tally.sum, tally.clicks), tally.clicks};
  });
  for (std::size_t place = 1; place <= kPlaces; ++place) {
    const double at_place = clicks.at(place - 1);
    const Number share = ratio(at_place, series.total().clicks);
    report.rows.push_back({.cells = {std::to_string(place) + (place == kPlaces ? "+" : ""), at_place,
                                     share ? ReportCell(*share) : ReportCell()}});
  }
  return report;
}

Result<Report> report_suggestions(Store& store, const ReportScope& scope) {
  struct Shown {
    double shown = 0, empty = 0, accepted = 0, dismissed = 0;
  };
  Report report;
  report.measures = {
      {"acceptance", "share", "suggestions of which something was attached or inserted / suggestions shown"},
      {"accepted", "count", "suggestions of which something was attached or inserted"},
      {"dismissed", "count", "suggestions of which something was dismissed"},
      {"shown", "count", "suggestions that showed something"},
      {"silent", "count", "messages for which there was nothing to suggest"}};
  Series<Shown> series(scope.window);
  const auto read = store.each_intent(scope.window.from(), scope.window.to(), IntentOrder::kByClient,
                                      [&](const Intent& intent) {
                                        if (intent.mode != "suggest") return;
                                        series.add(intent.at, [&](Shown& tally) {
                                          ++(intent.shown.empty() ? tally.empty : tally.shown);
                                          tally.accepted += static_cast<int>(intent.inserted);
                                          tally.dismissed += static_cast<int>(intent.dismissed);
                                        });
                                      });
  if (!read) return fail(read.error());
  series.fill(report, [](const Shown& tally) {
    return std::vector<Number>{ratio(tally.accepted, tally.shown), tally.accepted, tally.dismissed,
                               tally.shown, tally.empty};
  });
  return report;
}

Result<Report> report_deflection(Store& store, const ReportScope& scope) {
  struct Visits {
    double visits = 0, confirmed = 0, assumed = 0;
  };
  Report report;
  report.measures = {
      {"deflection_confirmed", "share",
       "visits that ended with helpful or solved, and no case by that client within 72 hours / visits of "
       "askers with a search or a question"},
      {"deflection_assumed", "share",
       "the same where an article was read for 10 seconds in place of the yes"},
      {"confirmed", "count", "visits that ended with helpful or solved, and no case within 72 hours"},
      {"assumed", "count", "visits in which an article was read for 10 seconds, and no case within 72 hours"},
      {"visits", "count", "visits of askers with a search or a question; half an hour of silence ends one"}};
  const Window& window = scope.window;
  const auto cases = store.cases_opened(window.from(), window.to() + kCaseWithin);
  if (!cases) return fail(cases.error());
  Series<Visits> series(window);
  Visit visit;
  const auto finish = [&] {
    if (visit.client_id.empty()) return;
    const bool alone = !opened_a_case(*cases, visit);
    series.add(visit.first_at, [&](Visits& tally) {
      ++tally.visits;
      tally.confirmed += static_cast<int>(alone && visit.confirmed);
      tally.assumed += static_cast<int>(alone && visit.assumed);
    });
  };
  const auto read =
      store.each_intent(window.from(), window.to(), IntentOrder::kByClient, [&](const Intent& intent) {
        if (intent.audience <= Audience::kInternal) return;  // staff does not deflect itself
        if (intent.client_id != visit.client_id || intent.at > visit.last_at + kVisitGap) {
          finish();
          visit = {.client_id = intent.client_id, .first_at = intent.at};
        }
        visit.last_at = intent.at;
        visit.confirmed = visit.confirmed || intent.confirmed;
        visit.assumed = visit.assumed || intent.read;
      });
  if (!read) return fail(read.error());
  finish();
  series.fill(report, [](const Visits& tally) {
    return std::vector<Number>{ratio(tally.confirmed, tally.visits), ratio(tally.assumed, tally.visits),
                               tally.confirmed, tally.assumed, tally.visits};
  });
  return report;
}

}  // namespace garner
