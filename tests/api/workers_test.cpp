// Workers: short tasks few at a time and in order, long ones beside them.
#include "api/workers.h"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

using namespace garner::api;

TEST_CASE("short tasks run in the order they came, no more at once than are let") {
  std::mutex mutex;
  std::vector<int> order;
  std::atomic<int> running = 0, most = 0;
  {
    Workers workers(6, 1, 100, std::chrono::hours(1));
    for (int i = 0; i < 50; ++i) {
      REQUIRE(workers.submit([&, i](std::size_t worker) {
        most = std::max<int>(most, ++running);
        {
          const std::lock_guard lock(mutex);
          order.push_back(i);
        }
        --running;
        if (worker >= 6) order.clear();
      }));
    }
  }
  REQUIRE(order.size() == 50);
  CHECK(std::is_sorted(order.begin(), order.end()));
  CHECK(most == 1);
}

TEST_CASE("a task that takes long holds nobody up") {
  Workers workers(3, 1, 100);
  std::promise<void> end;
  const std::shared_future<void> ended = end.get_future().share();
  for (int i = 0; i < 2; ++i) REQUIRE(workers.submit([ended](std::size_t) { ended.wait(); }));
  std::promise<void> done;
  REQUIRE(workers.submit([&](std::size_t) { done.set_value(); }));
  CHECK(done.get_future().wait_for(std::chrono::seconds(30)) ==
        std::future_status::ready);  // not behind the two
  end.set_value();
}

TEST_CASE("more than may wait is refused") {
  std::promise<void> end;
  const std::shared_future<void> ended = end.get_future().share();
  Workers workers(1, 1, 2);
  std::promise<void> begun;
  REQUIRE(workers.submit([&begun, ended](std::size_t) {
    begun.set_value();
    ended.wait();
  }));
  begun.get_future().wait();
  std::atomic<int> ran = 0;
  CHECK(workers.submit([&](std::size_t) { ++ran; }));
  CHECK(workers.submit([&](std::size_t) { ++ran; }));
  CHECK_FALSE(workers.submit([&](std::size_t) { ++ran; }));
  end.set_value();
  while (ran < 2) std::this_thread::yield();
}
