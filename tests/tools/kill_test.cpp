// A harvest killed at any moment and run again ends like one that was left alone.
#include <poll.h>

#include <catch2/catch.hpp>
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

TEST_CASE("killed at random points and run again, a harvest ends as if undisturbed") {
  constexpr int kConversations = 3000;
  constexpr int kKills = 5;
  const std::string input = solved_conversations(kConversations);

  const Workplace calm;
  calm.write("in.ndjson", input);
  REQUIRE(run(calm, {"--data", calm.path("data"), "harvest", "--authors", "plain", calm.path("in.ndjson")})
              .status == 0);
  REQUIRE(run(calm, {"--data", calm.path("data"), "export", calm.path("out")}).status == 0);

  const Workplace place;
  place.write("in.ndjson", input);
  const std::vector<std::string> harvest = {"--data", place.path("data"),     "harvest", "--authors",
                                            "plain",  place.path("in.ndjson")};
  std::mt19937 random(3);
  for (int kill = 0; kill < kKills; ++kill) {
    Process process(place, harvest);
    // Somewhere within the next piece of the work: as many as are stored by then, and up to a few polls more.
    const std::int64_t until = kConversations * kill / kKills;
    auto grace = random() % 20;
    while (process.running() && (stored(place) < until || grace-- > 0)) ::poll(nullptr, 0, 1);
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
