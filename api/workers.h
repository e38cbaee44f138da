// Workers: a fixed number of threads behind a bounded queue. Thread-safe.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace garner::api {

class Workers {
 public:
  using Task =
      std::function<void(std::size_t worker)>;  // `worker`: 0 to threads - 1, for what each thread owns
  Workers(std::size_t threads, std::size_t max_waiting);
  ~Workers();  // runs what waits, then joins

  // False when the queue is full: the caller answers "overloaded".
  bool submit(Task task);

 private:
  void run(std::size_t worker);

  const std::size_t max_waiting_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> waiting_;
  bool stop_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace garner::api
