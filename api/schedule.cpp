#include "api/schedule.h"

#include "indexer/core/clock.h"
#include "indexer/core/log.h"
#include "indexer/live/poller.h"

namespace garner::api {
namespace {

constexpr std::chrono::milliseconds kLook{1000};  // how often it is looked what is due

bool is_due(const ChannelSettings& settings, const PollState& state) {
  if (settings.url.empty() || settings.interval_s == 0 || settings.consent == Consent::kNone) return false;
  if (live_source_of(settings.format) == nullptr) return false;
  // A channel that fails is asked less and less often, up to eight times its interval.
  constexpr std::int64_t kLongest = 3;
  const std::int64_t interval = static_cast<std::int64_t>(settings.interval_s)
                                << std::min(state.failures, kLongest);
  return !state.polled_at || now() >= *state.polled_at + interval * 1000;
}

}  // namespace

Schedule::Schedule(Service& service, std::string store_path)
    : service_(service), store_path_(std::move(store_path)), thread_([this] { run(); }) {}

Schedule::~Schedule() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

bool Schedule::wait(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, time, [this] { return stop_; });
}

void Schedule::run() {
  while (wait(kLook)) {
    service_.tend_knowledge();
    bool any = false;  // is due: a store to write to is opened only then
    const auto looked = service_.read([&](Store& store) -> Result<> {
      const auto channels = store.channels();
      if (!channels) return fail(channels.error());
      for (const ConfiguredChannel& channel : *channels) {
        const auto state = store.poll_state(channel.settings.name);
        if (!state) return fail(state.error());
        any = any || is_due(channel.settings, *state);
      }
      return {};
    });
    if (!looked || !any) continue;
    auto store = Store::open({store_path_, false});
    if (!store) {
      log(LogLevel::kWarning, "poll_failed", {{"error", store.error().message}});
      continue;
    }
    poll_due(**store);
  }
}

void Schedule::poll_due(Store& store) {
  const auto channels = store.channels();
  if (!channels) return;
  for (const ConfiguredChannel& channel : *channels) {
    const auto state = store.poll_state(channel.settings.name);
    if (!state || !is_due(channel.settings, *state)) continue;
    Poller poller(store, [this](std::chrono::milliseconds time) { return wait(time); });
    const auto report = poller.poll(channel.settings);
    if (report) {
      log(LogLevel::kInfo, "polled",
          {{"channel", channel.settings.name},
           {"requests", std::to_string(report->requests)},
           {"conversations", std::to_string(report->counts.conversations)}});
    } else {
      log(LogLevel::kWarning, "poll_failed",
          {{"channel", channel.settings.name}, {"error", report.error().message}});
    }
  }
}

}  // namespace garner::api
