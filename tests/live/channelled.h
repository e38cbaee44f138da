// A channel of one platform on the loopback, and a store for it.
#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "indexer/live/poller.h"
#include "tests/live/platform.h"
#include "tests/store/temp_store.h"

namespace garner {

struct Channelled {
  explicit Channelled(const std::string& format, const std::string& query = "") {
    settings.name = "c";
    settings.format = format;
    settings.query = query;
    settings.url = platform.url();
    settings.request_gap_ms = 0;
    store = place.open();
  }
  PollReport poll() {
    Poller poller(*store, [](Fetcher::Milliseconds) { return true; });
    auto report = poller.poll(settings);
    if (!report) FAIL(report.error().message);
    INFO(reasons());
    CHECK(report->counts.quarantined == 0);
    return *report;
  }
  std::string reasons() const {
    std::string all;
    for (const auto& entry : store->quarantine(10).value_or(std::vector<QuarantineEntry>()))
      all += entry.position + ": " + entry.reason + "\n";
    return all;
  }
  Conversation stored(const std::string& id) {
    auto found = store->conversation("c", id);
    if (!found) FAIL("no conversation " << id);
    return found->conversation;
  }
  std::string cursor() const { return store->poll_state("c")->cursor; }

  TempStore place;
  Platform platform;
  ChannelSettings settings;
  std::unique_ptr<Store> store;
};

}  // namespace garner
