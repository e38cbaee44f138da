// garner stats: what is in there.
#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "indexer/core/names.h"
#include "tools/garner/data.h"
#include "tools/garner/options.h"
#include "tools/garner/output.h"

namespace garner {
namespace {

constexpr Confidence kConfidences[] = {Confidence::kWip, Confidence::kNotValidated, Confidence::kValidated,
                                       Confidence::kArchived};

// Of the resolved conversations, those that are kept. Nothing where none is resolved.
std::optional<double> capture_rate(std::int64_t captured, std::int64_t resolved) {
  if (resolved == 0) return std::nullopt;
  return static_cast<double>(captured) / static_cast<double>(resolved);
}

std::int64_t count_of(const Stats& stats, Confidence confidence) {
  return stats.articles_by_confidence.at(static_cast<std::size_t>(confidence));
}

void print_document(const Stats& stats) {
  const auto rate = [](std::int64_t captured, std::int64_t resolved) -> nlohmann::ordered_json {
    const auto value = capture_rate(captured, resolved);
    return value ? nlohmann::ordered_json(*value) : nullptr;
  };
  nlohmann::ordered_json document = {{"channels", nlohmann::ordered_json::array()}};
  for (const ChannelStats& channel : stats.channels) {
    document["channels"].push_back({{"channel", channel.channel},
                                    {"conversations", channel.conversations},
                                    {"messages", channel.messages},
                                    {"resolved", channel.resolved},
                                    {"captured", channel.captured},
                                    {"capture_rate", rate(channel.captured, channel.resolved)}});
  }
  for (const Confidence confidence : kConfidences)
    document["articles"][std::string(name_of(confidence))] = count_of(stats, confidence);
  document["links"] = stats.links;
  document["queued"] = stats.queued;
  document["quarantined"] = stats.quarantined;
  document["events"] = stats.events;
  print_json(document);
}

void print_table(const Stats& stats) {
  std::cout << bold(fmt::format("{:<20} {:>13} {:>9} {:>9} {:>9}  {}", "channel", "conversations", "messages",
                                "resolved", "captured", "rate"))
            << '\n';
  for (const ChannelStats& channel : stats.channels) {
    const auto rate = capture_rate(channel.captured, channel.resolved);
    std::cout << fmt::format("{:<20} {:>13} {:>9} {:>9} {:>9}  {}\n", channel.channel, channel.conversations,
                             channel.messages, channel.resolved, channel.captured,
                             rate ? fmt::format("{:.0f} %", 100 * *rate) : "");
  }
  std::cout << '\n';
  for (const Confidence confidence : kConfidences) {
    std::cout << fmt::format("{:<20} {:>13}\n", fmt::format("articles {}", name_of(confidence)),
                             count_of(stats, confidence));
  }
  std::cout << fmt::format("{:<20} {:>13}\n{:<20} {:>13}\n{:<20} {:>13}\n", "links", stats.links, "queued",
                           stats.queued, "quarantined", stats.quarantined);
}

Result<Exit> run_stats(const Globals& globals) {
  const auto store = open_existing_store(globals);
  if (!store) return fail(store.error());
  const auto stats = (*store)->stats();
  if (!stats) return fail(stats.error());
  globals.json ? print_document(*stats) : print_table(*stats);
  return Exit::kDone;
}

}  // namespace

void add_stats(const Command& program, Globals& globals) {
  const Command command = program.subcommand("stats", "what is in there, and the capture rate");
  command.runs([&globals] { return run_stats(globals); });
}

}  // namespace garner
