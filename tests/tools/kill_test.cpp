// A harvest killed at any moment and run again ends like one that was left alone.
#include <poll.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <random>

#include "indexer/store/store.h"
#include "tests/tools/process.h"

namespace garner {
namespace {

std::int64_t stored(const Workplace& place) {
  Store::Options options;
  options.path = place.path("data/store.sqlite");
  options.read_only = true;
  const auto store = Store::open(options);
  if (!store) return 0;  // not there yet
  const auto stats = (*store)->stats();
  return stats && !stats->channels.empty() ? stats->channels.front().conversations : 0;
}

TEST_CASE("killed fifty times at random points and run again, a harvest ends as if undisturbed") {
  constexpr int kConversations = 1500;
  constexpr int kKills = 50;
  constexpr int kKillsOfIndexing = 10;  // when everything is stored
  const std::string input = solved_conversations(kConversations);

  const Workplace calm;
  calm.write("in.ndjson", input);
  const auto begin = std::chrono::steady_clock::now();
  REQUIRE(run(calm, {"--data", calm.path("data"), "harvest", "--authors", "plain", calm.path("in.ndjson")})
              .status == 0);
  const auto whole =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
  REQUIRE(run(calm, {"--data", calm.path("data"), "export", calm.path("out")}).status == 0);

  const Workplace place;
  place.write("in.ndjson", input);
  const std::vector<std::string> harvest = {"--data", place.path("data"),     "harvest", "--authors",
                                            "plain",  place.path("in.ndjson")};
  std::mt19937 random(3);
  // From the start of the program to about the commit of the next batch.
  std::uniform_int_distribution<std::int64_t> grace(0, whole.count() / 6);
  for (int kill = 0; kill < kKills; ++kill) {
    Process process(place, harvest);
    // So many must be stored, in whatever time that takes; then any moment will do.
    const std::int64_t until = std::min(kConversations, kConversations * kill / (kKills - kKillsOfIndexing));
    while (process.running() && stored(place) < until) ::poll(nullptr, 0, 10);
    for (auto left = grace(random); left > 0 && process.running(); left -= 10) ::poll(nullptr, 0, 10);
    process.signal(SIGKILL);
    process.wait();
    CHECK(stored(place) % 500 == 0);  // whole batches alone
  }
  const Outcome last = run(place, harvest);
  INFO(last.err);
  REQUIRE(last.status == 0);
  REQUIRE(run(place, {"--data", place.path("data"), "export", place.path("out")}).status == 0);
  CHECK((place.read("out") == calm.read("out")));
  const Outcome verified = run(place, {"--data", place.path("data"), "verify"});
  INFO(verified.err);
  CHECK(verified.status == 0);
}

}  // namespace
}  // namespace garner
