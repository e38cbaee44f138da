// Attempts to sign in, counted for a name at an address, for the name, and for the address: some at once,
// then a few a minute. Whoever tries a name from elsewhere soon waits, and keeps the one whose it is out only
// with many addresses. Who gets in has not counted. Thread-safe; holds at most kMost counts.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "api/exchange.h"

namespace garner::api {

class Attempts {
 public:
  using Clock = std::chrono::steady_clock;
  struct Limit {
    double at_once, per_minute;
  };
  static constexpr Limit kOfBoth{10, 1}, kOfName{100, 10}, kOfAddress{50, 10};
  static constexpr std::size_t kMost = 10'000;

  // Counts one; an empty name is nobody's. Where there were too many: the seconds to wait, and it does not
  // count.
  std::optional<int> begin(const std::string& name, const std::string& address, Clock::time_point at);
  // It was no failure: takes it back.
  void succeeded(const std::string& name, const std::string& address);

 private:
  struct Count {
    double made = 0;
    Clock::time_point at;
  };
  double& count_of(const std::string& key, const Limit& limit, Clock::time_point at);
  void make_room(Clock::time_point at);

  std::mutex mutex_;
  std::map<std::string, Count> counts_;  // by keys_of()
};

// Whom attempts are counted for: the peer; of a proxy on this machine, whom it names in X-Forwarded-For. Of
// an IPv6 address the network, as a client has as many as it likes.
std::string address_of(const Request& request);

}  // namespace garner::api
