// Metrics: what the server counts, as Prometheus text. Thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace garner::api {

class Metrics {
 public:
  // What is looked up when somebody asks, not counted.
  struct Gauges {
    std::uint64_t connections = 0, in_flight = 0, accepted = 0, refused = 0;  // Server::Counters
    std::uint64_t documents = 0;
    std::int64_t sequence = 0, last_change = 0;  // Service::IndexState
  };

  Metrics();
  ~Metrics();

  // `route`: the pattern, never the path: paths are without number.
  void observe(const std::string& route, const std::string& method, int status, double seconds);
  // `fill` is called whenever the text is asked for, by its thread.
  void set_gauges(std::function<void(Gauges&)> fill);
  std::string text();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace garner::api
