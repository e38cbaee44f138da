#include "api/workers.h"

#include <algorithm>

namespace garner::api {

Workers::Workers(std::size_t threads, std::size_t abreast, std::size_t max_waiting,
                 std::chrono::milliseconds short_time)
    : abreast_(abreast), max_waiting_(max_waiting), short_time_(short_time), begun_(threads) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this, i] { run(i); });
}

Workers::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool Workers::submit(Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (stop_ || waiting_.size() >= max_waiting_) return false;
    waiting_.push_back(std::move(task));
  }
  wake_.notify_one();
  return true;
}

Workers::Clock::time_point Workers::next_turn() const {
  const auto now = Clock::now();
  std::size_t running = 0;
  auto first = Clock::time_point::max();
  for (const auto& begun : begun_) {
    if (!begun || now - *begun >= short_time_) continue;
    ++running;
    first = std::min(first, *begun);
  }
  return running < abreast_ ? now : first + short_time_;
}

std::optional<Workers::Task> Workers::next(std::unique_lock<std::mutex>& lock) {
  while (!waiting_.empty() || !stop_) {
    if (waiting_.empty()) {
      wake_.wait(lock);
    } else if (const auto turn = next_turn(); turn > Clock::now()) {
      wake_.wait_until(lock, turn);
    } else {
      Task task = std::move(waiting_.front());
      waiting_.pop_front();
      return task;
    }
  }
  return std::nullopt;
}

void Workers::run(std::size_t worker) {
  std::unique_lock lock(mutex_);
  while (auto task = next(lock)) {
    begun_[worker] = Clock::now();
    if (!waiting_.empty()) wake_.notify_one();  // to see to the next one
    lock.unlock();
    (*task)(worker);
    lock.lock();
    begun_[worker].reset();
  }
  wake_.notify_all();  // who waits for a turn need not any more
}

}  // namespace garner::api
