// Poller: one poll of a configured channel: gets what is new since the last one, harvests it, and remembers
// how far it came. What was harvested stays, wherever a poll ends; the next one goes on there. Not
// thread-safe.
#pragma once

#include "indexer/core/channel_settings.h"
#include "indexer/core/result.h"
#include "indexer/harvest.h"
#include "indexer/live/fetcher.h"
#include "indexer/live/live_source.h"
#include "indexer/store/store.h"

namespace garner {

struct PollReport {
  HarvestCounts counts;
  int requests = 0;
  bool complete = true;    // false: the page limit ended it, the next poll goes on
  bool unchanged = false;  // the platform says that nothing has changed (304)
};

class Poller {
 public:
  // `store` must outlive it. `wait` as in Fetcher.
  Poller(Store& store, Fetcher::Wait wait) : store_(store), wait_(std::move(wait)) {}

  using Progress = std::function<void(const PollReport&)>;
  // Errors: those of the settings, the platform's and the store's; the first two are noted in the channel's
  // PollState too. A poll before PollState::not_before asks nothing and is unchanged.
  Result<PollReport> poll(const ChannelSettings& settings, const Progress& progress = {});
  // Gets a page again that went to the quarantine. Errors: as of poll, where it fails still.
  Result<PollReport> retry(const ChannelSettings& settings, const QuarantineEntry& entry);

 private:
  struct Round;
  // Opens what a round needs, and does `work` in it.
  Result<PollReport> in_round(const ChannelSettings& settings, const Progress& progress,
                              const std::function<Result<>(Round&)>& work);
  Result<> run(Round& round);
  Result<> walk(Round& round, PageRequest request, bool outermost);
  Result<> take_detail(Round& round, const PageRequest& detail);
  Result<std::optional<Page>> get(Round& round, const PageRequest& request, bool first);

  Store& store_;
  Fetcher::Wait wait_;
};

// The options of a harvest for a channel.
HarvestOptions harvest_options(const ChannelSettings& settings);

}  // namespace garner
