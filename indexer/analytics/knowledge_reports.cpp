// How far conversations come, and how often articles are used again.
#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>

#include "indexer/analytics/reports.h"

namespace garner {
namespace {

constexpr double kHourMs = 3600.0 * 1000.0;

bool within(Time reached, Time since, Time most) {
  return reached != 0 && reached - since <= most;
}

// Hours from the solution until then; what was there before took no time.
double hours_since(Time solved, Time reached) {
  return static_cast<double>(std::max<Time>(reached - solved, 0)) / kHourMs;
}

}  // namespace

Result<Report> report_capture(Store& store, const ReportScope& scope) {
  struct Funnel {
    double opened = 0, opened_resolved = 0, resolved = 0, assumed = 0;
    double captured = 0, usable = 0, published = 0, in_time = 0, in_time_published = 0;
    std::vector<double> to_capture, to_publish;
  };
  Report report;
  report.measures = {
      {"conversations", "count", "conversations that were opened"},
      {"resolved", "count", "conversations that were solved"},
      {"captured", "count", "of those, with an article that came of them or that they were linked to"},
      {"usable", "count", "of those, with an article that is not_validated or validated"},
      {"published", "count", "of those, with one that customers or everybody may read"},
      {"resolution_rate", "share", "conversations opened and solved / conversations opened"},
      {"assumed_share", "share", "solved by what was written, marked by nobody / solved"},
      {"capture_rate", "share",
       "solved, and linked within 14 days to an article that is not_validated or validated / solved"},
      {"assimilation_rate", "share", "the same of articles that customers or everybody may read / solved"},
      {"hours_to_capture", "hours", "from the solution to the article, median"},
      {"hours_to_capture_p90", "hours", "from the solution to the article, 90th percentile"},
      {"hours_to_publish", "hours", "from the solution until customers could read the article, median"},
      {"published_at_once", "share", "of what was published: without any delay after the solution"},
      {"published_in_an_hour", "share", "of what was published: within an hour of the solution"},
      {"published_in_a_day", "share", "of what was published: within a day of the solution"}};
  const Window& window = scope.window;
  Series<Funnel> series(window);
  const auto read =
      store.each_conversation_fact(window.from(), window.to(), [&](const ConversationFact& fact) {
        if (!scope.channel.empty() && fact.channel != scope.channel) return;
        if (!scope.locale.empty() && fact.locale != scope.locale) return;
        series.add(fact.opened_at, [&](Funnel& tally) {
          ++tally.opened;
          tally.opened_resolved += static_cast<int>(fact.resolved);
        });
        if (!fact.resolved) return;
        const Time solved = fact.closed_at;
        series.add(solved, [&](Funnel& tally) {
          ++tally.resolved;
          tally.assumed += static_cast<int>(fact.assumed);
          tally.captured += static_cast<int>(fact.captured_at != 0);
          tally.usable += static_cast<int>(fact.usable_at != 0);
          tally.published += static_cast<int>(fact.assimilated_at != 0);
          tally.in_time += static_cast<int>(within(fact.usable_at, solved, kCaptureWithin));
          tally.in_time_published += static_cast<int>(within(fact.assimilated_at, solved, kCaptureWithin));
          if (fact.created_at != 0) tally.to_capture.push_back(hours_since(solved, fact.created_at));
          if (fact.published_at != 0) tally.to_publish.push_back(hours_since(solved, fact.published_at));
        });
      });
  if (!read) return fail(read.error());
  series.fill(report, [](const Funnel& tally) {
    const auto published_within = [&](double hours) {
      const auto soon = std::count_if(tally.to_publish.begin(), tally.to_publish.end(),
                                      [&](double took) { return took <= hours; });
      return ratio(static_cast<double>(soon), static_cast<double>(tally.to_publish.size()));
    };
    return std::vector<Number>{tally.opened,
                               tally.resolved,
                               tally.captured,
                               tally.usable,
                               tally.published,
                               ratio(tally.opened_resolved, tally.opened),
                               ratio(tally.assumed, tally.resolved),
                               ratio(tally.in_time, tally.resolved),
                               ratio(tally.in_time_published, tally.resolved),
                               quantile(tally.to_capture, 0.5),
                               quantile(tally.to_capture, 0.9),
                               quantile(tally.to_publish, 0.5),
                               published_within(0),
                               published_within(1),
                               published_within(24)};
  });
  return report;
}

Result<Report> report_reuse(Store& store, const ReportScope& scope) {
  struct Reuse {
    double links = 0, in_debt = 0, cases = 0, known = 0;
    std::set<std::string> articles;
  };
  const auto stats = store.stats();
  if (!stats) return fail(stats.error());
  const auto live = static_cast<double>(
      stats->articles_by_confidence.at(static_cast<std::size_t>(Confidence::kNotValidated)) +
      stats->articles_by_confidence.at(static_cast<std::size_t>(Confidence::kValidated)));
  Report report;
  report.measures = {
      {"reuse_rate", "share", "articles linked as resolved or reference / articles that are live now"},
      {"reused_articles", "count", "articles linked as resolved or reference"},
      {"links", "count", "links of cases to articles as resolved or reference"},
      {"known_share", "share", "cases whose article was there before them / cases with an article"},
      {"known_cases", "count", "cases whose article was there before them"},
      {"new_cases", "count", "cases whose article was made for them"},
      {"freshness_debt", "share", "links to articles that are not validated, or flagged / links"}};
  report.columns = {"article", "links", "last_at"};
  Series<Reuse> series(scope.window);
  struct Used {
    double links = 0;
    Time last_at = 0;
  };
  std::unordered_map<std::string, Used> used;
  std::string last_case;
  const auto read = store.each_link_fact(scope.window.from(), scope.window.to(), [&](const LinkFact& fact) {
    if (!scope.channel.empty() && fact.channel != scope.channel) return;
    const bool reused = fact.kind != "created_from";
    std::string name = fact.channel + '\n' + fact.conversation_id;
    const bool first_of_case = name != last_case;
    if (first_of_case) last_case = std::move(name);
    series.add(fact.at, [&](Reuse& tally) {
      if (first_of_case) {
        ++tally.cases;
        tally.known += static_cast<int>(reused && fact.article_at <= fact.case_at);
      }
      if (!reused) return;
      ++tally.links;
      tally.in_debt += static_cast<int>(fact.in_debt);
      tally.articles.insert(fact.article_id);
    });
    if (!reused) return;
    Used& one = used[fact.article_id];
    ++one.links;
    one.last_at = std::max(one.last_at, fact.at);
  });
  if (!read) return fail(read.error());
  series.fill(report, [&](const Reuse& tally) {
    const auto articles = static_cast<double>(tally.articles.size());
    return std::vector<Number>{ratio(articles, live),
                               articles,
                               tally.links,
                               ratio(tally.known, tally.cases),
                               tally.known,
                               tally.cases - tally.known,
                               ratio(tally.in_debt, tally.links)};
  });
  std::vector<std::pair<std::string, Used>> most(used.begin(), used.end());
  std::sort(most.begin(), most.end(), [](const auto& a, const auto& b) {
    return std::make_tuple(-a.second.links, -a.second.last_at, a.first) <
           std::make_tuple(-b.second.links, -b.second.last_at, b.first);
  });
  if (most.size() > kMaxReportRows) most.resize(kMaxReportRows);
  for (const auto& [id, one] : most)
    report.rows.push_back({.cells = {id, one.links, day_of(one.last_at)}, .article_id = id});
  return report;
}

}  // namespace garner
