// Workers: a fixed number of threads behind a bounded queue. Short tasks are done one after the other on a
// few of them, in the order they came: shared out among many threads, each would take as long as all. Tasks
// that turn out to be long have the others, so that they hold nobody up. Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace garner::api {

class Workers {
 public:
  using Task =
      std::function<void(std::size_t worker)>;  // `worker`: 0 to threads - 1, for what each thread owns
  // `abreast`: how many tasks run at once, not counting those that have run for `short_time`.
  Workers(std::size_t threads, std::size_t abreast, std::size_t max_waiting,
          std::chrono::milliseconds short_time = std::chrono::milliseconds(20));
  ~Workers();  // runs what waits, then joins

  // False when the queue is full: the caller answers "overloaded".
  bool submit(Task task);

 private:
  using Clock = std::chrono::steady_clock;
  void run(std::size_t worker);
  // Waits for a task that may begin; nothing when there will be none.
  std::optional<Task> next(std::unique_lock<std::mutex>& lock);
  // When the next task may begin, by what runs: now, or when the first of these is no short one any more.
  Clock::time_point next_turn() const;

  const std::size_t abreast_;
  const std::size_t max_waiting_;
  const std::chrono::milliseconds short_time_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> waiting_;
  std::vector<std::optional<Clock::time_point>> begun_;  // what each worker does, since when
  bool stop_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace garner::api
