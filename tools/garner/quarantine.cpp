// garner quarantine: what could not be read, why, and another try.
#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "indexer/channel/input.h"
#include "indexer/core/clock.h"
#include "indexer/harvest.h"
#include "indexer/live/poller.h"
#include "tools/garner/data.h"
#include "tools/garner/options.h"
#include "tools/garner/output.h"

namespace garner {
namespace {

using nlohmann::ordered_json;

struct Options {
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

Result<Exit> list(const Globals& globals, const Options& options) {
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

Result<Exit> show(const Globals& globals, const Options& options) {
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

// One run of `retry`.
class Retry {
 public:
  Retry(Store& store, std::vector<QuarantineEntry> entries) : store_(store), entries_(std::move(entries)) {}

  // A file that is still there is read again, once for all its entries: what has been mended in it is taken,
  // the rest is known or rejected again. What came another way is tried from what the quarantine kept of it.
  Result<> run(const Globals& globals) {
    ProgressLine line(globals, "entries");
    std::set<std::string> files_read;
    std::uint64_t done = 0;
    for (const QuarantineEntry& entry : entries_) {
      ++done;
      line.show(done, entries_.size(), done);
      Result<> tried;
      if (std::error_code none; entry.file.starts_with("live/")) {
        tried = is_sound(entry) ? read_raw(entry) : get_page(entry);
      } else if (!entry.format.empty() && channel_of_format(entry.format) == nullptr) {
        // A table, which nobody can read without the mapping that it was harvested with.
      } else if (std::filesystem::exists(entry.file, none)) {
        if (files_read.insert(entry.file).second) tried = read_file(entry);
      } else if (is_sound(entry)) {
        tried = read_raw(entry);
      }
      if (!tried) return tried;
    }
    return {};
  }

  HarvestCounts counts;
  std::uint64_t mended = 0;

 private:
  Result<> read_file(const QuarantineEntry& entry) {
    const Time begin = now();
    if (auto read = harvest(entry, nullptr); !read) return read;
    // Those rejected again have been touched since.
    for (const QuarantineEntry& other : entries_) {
      if (other.file != entry.file) continue;
      const auto after = store_.quarantine_entry(other.id);
      if (!after) return fail(after.error());
      if (after->at >= begin) continue;
      if (auto gone = store_.delete_quarantined(other.id); !gone) return gone;
      ++mended;
    }
    return {};
  }

  // Whether what was kept of the record can be read now. Harvesting it to find out would put what is rejected
  // again into the quarantine once more, at another place.
  static bool is_sound(const QuarantineEntry& entry) {
    if (entry.raw.size() >= kMaxRejectedBytes) return false;  // cut: not the whole record
    const Channel* const channel =
        entry.format.empty() ? recognise(entry.raw) : channel_of_format(entry.format);
    if (channel == nullptr) return false;
    std::size_t taken = 0, rejected = 0;
    const auto count = [](std::size_t& counter) {
      return [&counter](auto&& /*found*/) -> Result<> {
        ++counter;
        return {};
      };
    };
    Sink sink;
    sink.conversation = count(taken);
    sink.article = count(taken);
    sink.reject = count(rejected);
    const auto parsed = channel->parse(*input_of(entry.raw, entry.file), sink);
    return parsed && taken > 0 && rejected == 0;
  }

  Result<> read_raw(const QuarantineEntry& entry) {
    if (auto read = harvest(entry, input_of(entry.raw, entry.file)); !read) return read;
    ++mended;
    return store_.delete_quarantined(entry.id);
  }

  Result<> get_page(const QuarantineEntry& entry) {
    const auto channel = store_.channel(entry.channel);
    if (!channel) return fail(channel.error());
    if (!*channel) return {};
    Poller poller(store_, sleep_for);
    const auto report = poller.retry((*channel)->settings, entry);
    if (!report && report.error().code == ErrorCode::kLocked) return fail(report.error());
    if (!report) return {};  // still fails: stays
    counts += report->counts;
    ++mended;
    return store_.delete_quarantined(entry.id);
  }

  // As it was harvested at first: with what is configured for the channel, such as its consent.
  Result<> harvest(const QuarantineEntry& entry, std::unique_ptr<Input> input) {
    const auto channel = store_.channel(entry.channel);
    if (!channel) return fail(channel.error());
    HarvestOptions options;
    if (*channel) options = harvest_options((*channel)->settings);
    options.channel = entry.channel;
    options.format = entry.format;
    if (entry.file.starts_with("ingest/")) options.partial = true;
    Harvester harvester(store_, options);
    auto done =
        input ? harvester.harvest(std::move(input)) : harvester.harvest(std::vector<std::string>{entry.file});
    if (!done) return fail(done.error());
    counts += *done;
    return {};
  }

  Store& store_;
  std::vector<QuarantineEntry> entries_;
};

Result<Exit> retry(const Globals& globals, const Options& options) {
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
  Retry run(**store, std::move(entries));
  if (auto done = run.run(globals); !done) return fail(done.error());
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
  const auto options = std::make_shared<Options>();

  const Command list_command = command.subcommand("list", "each entry with its place and the reason");
  list_command.option("--limit", options->limit, "entries at most").shows_default();
  list_command.runs([&globals, options] { return list(globals, *options); });

  const Command show_command = command.subcommand("show", "one entry with the input itself");
  show_command.option("id", options->id, "as list gives it").required();
  show_command.runs([&globals, options] { return show(globals, *options); });

  const Command retry_command =
      command.subcommand("retry", "reads entries again: after the file was mended, or garner");
  retry_command.option("ids", options->ids, "as list gives them; none: all");
  retry_command.runs([&globals, options] { return retry(globals, *options); });
}

}  // namespace garner
