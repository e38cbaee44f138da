// garner quarantine: what could not be read, why, and another try.
#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "indexer/core/clock.h"
#include "indexer/harvest_counts.h"
#include "indexer/live/fetcher.h"
#include "indexer/live/quarantine_retry.h"
#include "tools/garner/data.h"
#include "tools/garner/options.h"
#include "tools/garner/output.h"

namespace garner {
namespace {

using nlohmann::ordered_json;

struct QuarantineOptions {
  std::size_t limit = 100;
  std::int64_t id = 0;
  std::vector<std::int64_t> ids;
};

ordered_json json_of(const QuarantineEntry& entry) {
  return {{"id", entry.id},
          {"file", entry.file},
          {"position", entry.position},
          {"reason", entry.reason},
          {"format", entry.format},
          {"channel", entry.channel},
          {"at", to_rfc3339(entry.at)}};
}

Result<Exit> list_quarantine(const Globals& globals, const QuarantineOptions& options) {
  auto store = open_existing_store(globals);
  if (!store) return fail(store.error());
  const auto entries = (*store)->quarantine(options.limit);
  if (!entries) return fail(entries.error());
  if (globals.json) {
    ordered_json document = {{"quarantine", ordered_json::array()}};
    for (const QuarantineEntry& entry : *entries) document["quarantine"].push_back(json_of(entry));
    print_json(document);
    return Exit::kDone;
  }
  for (const QuarantineEntry& entry : *entries) {
    std::cout << fmt::format("{:>6}  {}, {}: {}\n", entry.id, entry.file, entry.position, entry.reason);
  }
  if (entries->empty()) remark(globals, "The quarantine is empty.");
  return Exit::kDone;
}

Result<Exit> show(const Globals& globals, const QuarantineOptions& options) {
  auto store = open_existing_store(globals);
  if (!store) return fail(store.error());
  const auto entry = (*store)->quarantine_entry(options.id);
  if (!entry) return fail(entry.error());
  if (globals.json) {
    ordered_json document = json_of(*entry);
    document["raw"] = entry->raw;
    print_json(document);
    return Exit::kDone;
  }
  std::cout << fmt::format("{}, {}: {}\n{}, as {}, channel {}\n\n{}\n", entry->file, entry->position,
                           entry->reason, to_rfc3339(entry->at),
                           entry->format.empty() ? "an unknown format" : entry->format,
                           entry->channel.empty() ? "not named" : entry->channel, entry->raw);
  return Exit::kDone;
}

Result<Exit> retry(const Globals& globals, const QuarantineOptions& options) {
  auto store = open_store(globals);
  if (!store) return fail(store.error());
  std::vector<QuarantineEntry> entries;
  if (options.ids.empty()) {
    auto all = (*store)->quarantine(SIZE_MAX >> 1);
    if (!all) return fail(all.error());
    entries = std::move(*all);
  }
  for (const std::int64_t id : options.ids) {
    auto entry = (*store)->quarantine_entry(id);
    if (!entry) return fail(entry.error());
    entries.push_back(std::move(*entry));
  }
  const std::size_t tried = entries.size();
  QuarantineRetry run(**store, sleep_for);
  {
    ProgressLine line(globals, "entries");
    const auto show = [&](std::uint64_t done) { line.show(done, tried, done); };
    if (auto done = run.run(std::move(entries), show); !done) return fail(done.error());
  }
  if (const auto index = update_index(globals); !index) return fail(index.error());
  if (globals.json) {
    ordered_json document = {{"tried", tried}, {"mended", run.mended}};
    for (const auto& [name, count] : named(run.counts)) document[std::string(name)] = count;
    print_json(document);
  } else {
    std::cout << fmt::format("{} of {} entries could be read now.\n", with_commas(run.mended),
                             with_commas(tried));
  }
  return run.mended == tried ? Exit::kDone : Exit::kQuarantined;
}

}  // namespace

void add_quarantine(const Command& program, Globals& globals) {
  const Command command =
      program.subcommand("quarantine", "what could not be read: look at it, try it again");
  command.require_subcommand();
  const auto options = std::make_shared<QuarantineOptions>();

  const Command list_command = command.subcommand("list", "each entry with its place and the reason");
  list_command.option("--limit", options->limit, "entries at most").shows_default();
  list_command.runs([&globals, options] { return list_quarantine(globals, *options); });

  const Command show_command = command.subcommand("show", "one entry with the input itself");
  show_command.option("id", options->id, "as list gives it").required();
  show_command.runs([&globals, options] { return show(globals, *options); });

  const Command retry_command =
      command.subcommand("retry", "reads entries again: after the file was mended, or garner");
  retry_command.option("ids", options->ids, "as list gives them; none: all");
  retry_command.runs([&globals, options] { return retry(globals, *options); });
}

}  // namespace garner
