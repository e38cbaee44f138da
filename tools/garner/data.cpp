#include "tools/garner/data.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "indexer/core/log.h"
#include "tools/garner/output.h"

namespace garner {
namespace {

Error nothing_there(const Globals& globals) {
  return {ErrorCode::kNotFound, fmt::format("there is no store in {}", globals.data),
          "name the data folder with --data, or fill it with: garner harvest PATH"};
}

bool has_store(const Globals& globals) {
  std::error_code unknown;
  return std::filesystem::exists(globals.store_path(), unknown);
}

// The store holds the channels that the config file names as the file has them, and those of the API as they
// are.
Result<> take_channels(const std::vector<ChannelSettings>& wanted, Store& store) {
  const auto known = store.channels();
  if (!known) return fail(known.error());
  const auto changes = [&]() -> Result<> {
    for (const ConfiguredChannel& old : *known) {
      const bool named = std::any_of(wanted.begin(), wanted.end(), [&](const ChannelSettings& settings) {
        return settings.name == old.settings.name;
      });
      if (!old.from_file || named) continue;
      if (auto gone = store.delete_channel(old.settings.name); !gone) return gone;
    }
    for (const ChannelSettings& settings : wanted) {
      const bool same = std::any_of(known->begin(), known->end(), [&](const ConfiguredChannel& old) {
        return old.from_file && old.settings == settings;
      });
      if (same) continue;
      if (auto put = store.put_channel({settings, true}); !put) return put;
    }
    return {};
  };
  store.act_as({"config", "", false, ""});
  auto done = store.transaction(changes);
  store.act_as({});
  return done;
}

}  // namespace

Result<std::unique_ptr<Store>> open_store(const Globals& globals) {
  std::error_code error;
  std::filesystem::create_directories(globals.data, error);
  if (error) {
    return fail(ErrorCode::kUnavailable,
                fmt::format("the data folder {} cannot be made: {}", globals.data, error.message()),
                "choose another one with --data");
  }
  Store::Options options;
  options.path = globals.store_path();
  auto store = Store::open(options);
  if (!store || !globals.channels) return store;
  if (auto taken = take_channels(*globals.channels, **store); !taken) return fail(taken.error());
  return store;
}

Result<std::unique_ptr<Store>> open_existing_store(const Globals& globals) {
  if (!has_store(globals)) return fail(nothing_there(globals));
  return open_store(globals);
}

Result<std::unique_ptr<Searcher>> open_searcher(const Globals& globals) {
  if (!has_store(globals)) return fail(nothing_there(globals));
  return Searcher::open({globals.index_path()});
}

Result<std::optional<IndexCounts>> update_index(const Globals& globals, bool rebuild) {
  IndexWriter::Options options;
  options.path = globals.index_path();
  options.store_path = globals.store_path();
  auto writer = IndexWriter::open(options);
  if (!writer) {
    if (writer.error().code != ErrorCode::kLocked || rebuild) return fail(writer.error());
    log(LogLevel::kInfo, "index_left_to_its_owner");
    remark(globals,
           "Another process owns the index, such as a running server: it takes up the changes by itself.");
    return std::nullopt;
  }
  ProgressLine line(globals, "articles indexed");
  const auto progress = [&](const IndexProgress& at) { line.show(at.done, at.total, at.done); };
  const auto counts = rebuild ? (*writer)->rebuild(progress) : (*writer)->catch_up(progress);
  if (!counts) return fail(counts.error());
  if (const auto used = (*writer)->follow_use(); !used) return fail(used.error());
  return *counts;
}

}  // namespace garner
