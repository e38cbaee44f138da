#include "indexer/live/quarantine_retry.h"

#include <filesystem>

#include "indexer/core/clock.h"
#include "indexer/live/poller.h"

namespace garner {
namespace {

// Whether what was kept of the record can be read now. Harvesting it to find out would put what is rejected
// again into the quarantine once more, at another place.
bool is_sound(const QuarantineEntry& entry) {
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

}  // namespace

Result<> QuarantineRetry::run(std::vector<QuarantineEntry> entries,
                              const std::function<void(std::uint64_t done)>& progress) {
  entries_ = std::move(entries);
  std::uint64_t done = 0;
  for (const QuarantineEntry& entry : entries_) {
    if (progress) progress(++done);
    if (auto tried = try_again(entry); !tried) return tried;
  }
  return {};
}

Result<> QuarantineRetry::try_again(const QuarantineEntry& entry) {
  std::error_code none;
  if (entry.file.starts_with("live/")) return is_sound(entry) ? read_raw(entry) : get_page(entry);
  // A table, which nobody can read without the mapping that it was harvested with.
  if (!entry.format.empty() && channel_of_format(entry.format) == nullptr) return {};
  if (std::filesystem::exists(entry.file, none))
    return files_read_.insert(entry.file).second ? read_file(entry) : Result<>{};
  return is_sound(entry) ? read_raw(entry) : Result<>{};
}

Result<> QuarantineRetry::read_file(const QuarantineEntry& entry) {
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

Result<> QuarantineRetry::read_raw(const QuarantineEntry& entry) {
  if (auto read = harvest(entry, input_of(entry.raw, entry.file)); !read) return read;
  ++mended;
  return store_.delete_quarantined(entry.id);
}

Result<> QuarantineRetry::get_page(const QuarantineEntry& entry) {
  if (!wait_) return {};
  const auto channel = store_.channel(entry.channel);
  if (!channel) return fail(channel.error());
  if (!*channel) return {};
  Poller poller(store_, *wait_);
  const auto report = poller.retry((*channel)->settings, entry);
  if (!report && report.error().code == ErrorCode::kLocked) return fail(report.error());
  if (!report) return {};  // still fails: stays
  counts += report->counts;
  ++mended;
  return store_.delete_quarantined(entry.id);
}

// As it was harvested at first: with what is configured for the channel, such as its consent.
Result<> QuarantineRetry::harvest(const QuarantineEntry& entry, std::unique_ptr<Input> input) {
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

}  // namespace garner
