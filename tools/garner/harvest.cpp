// garner harvest: exports -> store -> index.
#include "indexer/harvest.h"

#include <fmt/format.h>

#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "indexer/live/poller.h"
#include "tools/garner/data.h"
#include "tools/garner/options.h"
#include "tools/garner/output.h"

namespace garner {
namespace {

struct HarvestCommand {
  HarvestOptions harvest;
  std::string authors = "pseudonym";
  bool names_authors = false;  // said for this harvest, whatever the channel says
  std::vector<std::string> paths, live;
};

void print(const Globals& globals, const HarvestCounts& counts, const std::optional<IndexCounts>& index,
           double seconds) {
  if (globals.json) {
    nlohmann::ordered_json document;
    for (const auto& [name, count] : named(counts)) document[std::string(name)] = count;
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

Result<HarvestCounts> harvest_files(const Globals& globals, const HarvestCommand& options, Store& store) {
  HarvestOptions harvest = options.harvest;
  const auto configured = store.channel(harvest.channel);
  if (!configured) return fail(configured.error());
  if (*configured) {  // what was said about the channel holds for its files too
    harvest = harvest_options((*configured)->settings);
    harvest.format = options.harvest.format;
    harvest.mapping = options.harvest.mapping;
    if (options.names_authors) harvest.authors = options.harvest.authors;
  }
  Harvester harvester(store, harvest);
  ProgressLine line(globals, "conversations");
  return harvester.harvest(options.paths, [&](const HarvestProgress& at) {
    line.show(at.bytes, at.total_bytes, at.counts->conversations);
  });
}

// Each channel is polled, whatever becomes of the others; an error of one is told at the end.
Result<HarvestCounts> harvest_live(const Globals& globals, const HarvestCommand& options, Store& store) {
  HarvestCounts counts;
  std::optional<Error> failed;
  for (const std::string& name : options.live) {
    const auto configured = store.channel(name);
    if (!configured) return fail(configured.error());
    if (!*configured) {
      return fail(ErrorCode::kInvalidInput, fmt::format("there is no channel {}", name),
                  "garner channel list shows those that are configured");
    }
    ProgressLine line(globals, "conversations");
    Poller poller(store, sleep_for);
    const auto report = poller.poll((*configured)->settings,
                                    [&](const PollReport& at) { line.show(0, 0, at.counts.conversations); });
    if (!report) {
      failed = report.error();
      failed->message = name + ": " + failed->message;
      continue;
    }
    counts += report->counts;
    if (!report->complete)
      remark(globals, fmt::format("{}: its page limit ended the poll; the next one goes on there", name));
  }
  if (failed) return fail(*failed);
  return counts;
}

Result<Exit> run_harvest(const Globals& globals, const HarvestCommand& options) {
  if (options.paths.empty() == options.live.empty()) {
    return fail(ErrorCode::kInvalidInput, "name either files to read or channels to poll",
                "garner harvest PATH..., or garner harvest --live CHANNEL");
  }
  const Stopwatch watch;
  auto store = open_store(globals);
  if (!store) return fail(store.error());
  const auto counts = options.live.empty() ? harvest_files(globals, options, **store)
                                           : harvest_live(globals, options, **store);
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

void add_harvest(const Command& program, Globals& globals) {
  const Command command = program.subcommand("harvest", "read exports, capture what was solved, index it");
  const auto options = std::make_shared<HarvestCommand>();
  command.option("--channel", options->harvest.channel,
                 "what the conversations belong to, where the export does not say");
  command.option("--format", options->harvest.format,
                 "format of the export; found from its content when not given");
  command.option("--map", options->harvest.mapping,
                 "what the columns of --format csv or jsonl mean: body=text,thread=case,author=user");
  command.option("--region", options->harvest.region, "country of phone numbers without a country code")
      .shows_default();
  const Option authors =
      command
          .option(
              "--authors", options->authors,
              "what is stored of authors: pseudonym (a keyed hash), or plain (as the platform names them)")
          .one_of({"pseudonym", "plain"})
          .shows_default();
  command.option("--live", options->live, "polls this configured channel once, instead of reading files");
  command.option("paths", options->paths, "files and folders, - for standard input");
  command.runs([&globals, options, authors] {
    if (authors.given())
      options->harvest.authors =
          options->authors == "plain" ? AuthorNaming::kPlain : AuthorNaming::kPseudonym;
    options->names_authors = authors.given();
    return run_harvest(globals, *options);
  });
}

}  // namespace garner
