// Channels side by side, and the five numbers (docs/metrics.md) that most of them feed.
#include <algorithm>
#include <array>
#include <map>
#include <unordered_set>

#include "indexer/analytics/reports.h"

namespace garner {
namespace {

struct ChannelFacts {
  double harvested = 0;  // ever
  double reported = 0;   // that there are, as the platform counts them; 0: not known
  double opened = 0, resolved = 0, captured = 0, in_time = 0, links = 0;
  bool served = false;  // an answer of the search box came from it
  std::string owner;
  Time last_at = 0;
};

struct AllChannels {
  std::map<std::string, ChannelFacts> channels;
  double resolved = 0, in_time = 0;
};

// The articles that askers were shown on the company's own site.
Result<std::vector<std::string>> served_articles(Store& store, const Window& window) {
  std::unordered_set<std::string> ids;
  const auto read =
      store.each_intent(window.from(), window.to(), IntentOrder::kByClient, [&](const Intent& intent) {
        if (intent.mode == "suggest" || intent.audience <= Audience::kInternal) return;
        ids.insert(intent.shown.begin(), intent.shown.end());
      });
  if (!read) return fail(read.error());
  return std::vector<std::string>(ids.begin(), ids.end());
}

Result<AllChannels> facts_of_channels(Store& store, const ReportScope& scope) {
  const Window& window = scope.window;
  AllChannels all;
  auto& channels = all.channels;
  const auto stats = store.stats();
  if (!stats) return fail(stats.error());
  for (const ChannelStats& known : stats->channels)
    channels[known.channel].harvested = static_cast<double>(known.conversations);
  const auto configured = store.channels();
  if (!configured) return fail(configured.error());
  for (const ConfiguredChannel& one : *configured) {
    ChannelFacts& channel = channels[one.settings.name];
    channel.owner = one.settings.owner;
    channel.reported = one.settings.conversations;
  }

  const auto read =
      store.each_conversation_fact(window.from(), window.to(), [&](const ConversationFact& fact) {
        ChannelFacts& channel = channels[fact.channel];
        channel.opened += static_cast<int>(window.contains(fact.opened_at));
        channel.last_at = std::max(channel.last_at, fact.closed_at);
        if (!fact.resolved || !window.contains(fact.closed_at)) return;
        const bool in_time = fact.usable_at != 0 && fact.usable_at - fact.closed_at <= kCaptureWithin;
        ++channel.resolved;
        ++all.resolved;
        channel.captured += static_cast<int>(fact.captured_at != 0);
        channel.in_time += static_cast<int>(in_time);
        all.in_time += static_cast<int>(in_time);
      });
  if (!read) return fail(read.error());
  const auto linked = store.each_link_fact(window.from(), window.to(), [&](const LinkFact& fact) {
    if (!fact.by_caller) return;
    const auto found = channels.find(fact.channel);
    if (found != channels.end()) ++found->second.links;
  });
  if (!linked) return fail(linked.error());
  const auto articles = served_articles(store, window);
  if (!articles) return fail(articles.error());
  const auto served = store.channels_of_articles(*articles);
  if (!served) return fail(served.error());
  for (const std::string& name : *served) {
    const auto found = channels.find(name);
    if (found != channels.end()) found->second.served = true;
  }
  return all;
}

// Of the channels that say how many conversations they have. One that was harvested beyond what it said when
// it was last asked is harvested whole.
Number untouched_share(const std::map<std::string, ChannelFacts>& channels) {
  double reported = 0, untouched = 0;
  for (const auto& [name, channel] : channels) {
    reported += channel.reported;
    untouched += std::max(0.0, channel.reported - channel.harvested);
  }
  return ratio(untouched, reported);
}

}  // namespace

Result<Report> report_channels(Store& store, const ReportScope& scope) {
  const auto all = facts_of_channels(store, scope);
  if (!all) return fail(all.error());
  Report report;
  report.columns = {"channel",      "conversations", "resolved",     "captured", "resolution_rate",
                    "capture_rate", "served",        "linked_cases", "owner",    "last_at"};
  const auto cell = [](const Number& number) { return number ? ReportCell(*number) : ReportCell(); };
  for (const auto& [name, channel] : all->channels) {
    report.rows.push_back(
        {.cells = {name, channel.opened, channel.resolved, channel.captured,
                   cell(ratio(channel.resolved, channel.opened)),
                   cell(ratio(channel.in_time, channel.resolved)), channel.served ? 1.0 : 0.0, channel.links,
                   channel.owner.empty() ? ReportCell() : ReportCell(channel.owner),
                   channel.last_at == 0 ? ReportCell() : ReportCell(day_of(channel.last_at))}});
  }
  std::stable_sort(report.rows.begin(), report.rows.end(), [](const ReportRow& a, const ReportRow& b) {
    return std::get<double>(a.cells[1]) > std::get<double>(b.cells[1]);
  });
  return report;
}

Result<Report> report_overview(Store& store, const ReportScope& scope) {
  const auto all = facts_of_channels(store, scope);
  if (!all) return fail(all.error());
  const auto& channels = all->channels;
  const auto share = [&](auto has) {
    const auto count =
        std::count_if(channels.begin(), channels.end(), [&](const auto& entry) { return has(entry.second); });
    return ratio(static_cast<double>(count), static_cast<double>(channels.size()));
  };
  Report report;
  report.columns = {"number", "value", "baseline"};
  report.measures = {
      {"untouched", "share",
       "conversations that never touch the organisation, of the channels that report how many they have: 1 - "
       "conversations harvested / conversations reported"},
      {"assimilated", "share",
       "conversations assimilated as knowledge: solved, and linked within 14 days to an article that is "
       "not_validated or validated / solved"},
      {"on_own_site", "share", "channels whose answers the search box showed to askers / channels"},
      {"tied_to_cases", "share",
       "channels in which a person or another system linked a case to an article / channels"},
      {"owned", "share", "channels with an owner, on this dashboard / channels"}};
  report.totals = {untouched_share(channels), ratio(all->in_time, all->resolved),
                   share([](const ChannelFacts& one) { return one.served; }),
                   share([](const ChannelFacts& one) { return one.links > 0; }),
                   share([](const ChannelFacts& one) { return !one.owner.empty(); })};
  // What companies reach, as published: docs/metrics.md.
  constexpr std::array<double, 5> kBaselines = {0.90, 0.01, 0.17, 0.08, 0.08};
  for (std::size_t i = 0; i < kBaselines.size(); ++i) {
    report.rows.push_back(
        {.cells = {std::string(report.measures[i].name),
                   report.totals[i] ? ReportCell(*report.totals[i]) : ReportCell(), kBaselines.at(i)}});
  }
  return report;
}

}  // namespace garner
