// garner harvest: exports -> store -> index.
#include "indexer/harvest.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "tools/garner/commands.h"
#include "tools/garner/data.h"
#include "tools/garner/output.h"

namespace garner {
namespace {

struct Options {
  HarvestOptions harvest;
  std::vector<std::string> paths;
};

void print(const Globals& globals, const HarvestCounts& counts, const std::optional<IndexCounts>& index,
           double seconds) {
  if (globals.json) {
    nlohmann::ordered_json document = {{"conversations", counts.conversations},
                                       {"resolved", counts.resolved},
                                       {"captured", counts.captured},
                                       {"linked", counts.linked},
                                       {"queued", counts.queued},
                                       {"unchanged", counts.unchanged},
                                       {"withdrawn", counts.withdrawn},
                                       {"articles", counts.articles},
                                       {"quarantined", counts.quarantined}};
    if (index) document["documents"] = index->documents;
    document["seconds"] = seconds;
    print_json(document);
    return;
  }
  std::cout << fmt::format(
      "{} conversations read in {:.1f} s, {} of them known already, {} newly seen as resolved.\n",
      with_commas(counts.conversations), seconds, with_commas(counts.unchanged),
      with_commas(counts.resolved));
  std::cout << fmt::format(
      "{} captured as articles, {} linked to articles that say it already, {} to be compared by an editor.\n",
      with_commas(counts.captured), with_commas(counts.linked), with_commas(counts.queued));
  if (counts.withdrawn > 0)
    std::cout << fmt::format("{} withdrawn at their source.\n", with_commas(counts.withdrawn));
  if (counts.articles > 0)
    std::cout << fmt::format("{} articles taken over.\n", with_commas(counts.articles));
  if (index) std::cout << fmt::format("{} articles can be searched.\n", with_commas(index->documents));
}

Result<Exit> run(const Globals& globals, const Options& options) {
  const Stopwatch watch;
  auto store = open_store(globals);
  if (!store) return fail(store.error());
  Result<HarvestCounts> counts;
  {
    Harvester harvester(**store, options.harvest);
    ProgressLine line(globals, "conversations");
    counts = harvester.harvest(options.paths, [&](const HarvestProgress& at) {
      line.show(at.bytes, at.total_bytes, at.counts->conversations);
    });
  }
  if (!counts) return fail(counts.error());
  const auto index = update_index(globals);
  if (!index) return fail(index.error());
  print(globals, *counts, *index, watch.seconds());
  if (counts->quarantined == 0) return Exit::kDone;
  const auto entries = (*store)->quarantine(1);
  if (entries && !entries->empty()) {
    remark(globals, fmt::format("{} could not be read and are in the quarantine, such as {}, {}: {}",
                                with_commas(counts->quarantined), entries->front().file,
                                entries->front().position, entries->front().reason));
  }
  return Exit::kQuarantined;
}

}  // namespace

void add_harvest(CLI::App& app, Globals& globals) {
  auto* command = app.add_subcommand("harvest", "read exports, capture what was solved, index it");
  const auto options = std::make_shared<Options>();
  command->add_option("--channel", options->harvest.channel,
                      "what the conversations belong to, where the export does not say");
  command->add_option("--format", options->harvest.format,
                      "format of the export; found from its content when not given");
  command->add_option("--region", options->harvest.region, "country of phone numbers without a country code")
      ->capture_default_str();
  command->add_option("paths", options->paths, "files and folders, - for standard input")->required();
  command->callback(
      [&globals, options] { globals.run = [&globals, options] { return run(globals, *options); }; });
}

}  // namespace garner
