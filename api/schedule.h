// Schedule: polls the configured channels, each at its interval, on a thread of its own. Thread-safe.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "api/service.h"

namespace garner::api {

class Schedule {
 public:
  // `store_path`: polls write through a connection of their own. `service` must outlive it.
  Schedule(Service& service, std::string store_path);
  // Ends a poll under way after the request it waits for.
  ~Schedule();
  Schedule(const Schedule&) = delete;
  Schedule& operator=(const Schedule&) = delete;

 private:
  void run();
  // Waits; false when the server stops.
  bool wait(std::chrono::milliseconds time);
  void poll_due(Store& store);

  Service& service_;
  std::string store_path_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stop_ = false;
  std::thread thread_;  // the last member: starts when all else is there
};

}  // namespace garner::api
