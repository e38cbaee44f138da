// How many requests each key may still make: a bucket that holds a minute's worth and fills up evenly.
// Thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

namespace garner::api {

class RateLimiter {
 public:
  using Clock = std::chrono::steady_clock;

  struct Verdict {
    bool allowed = true;
    std::int64_t quota = 0;        // requests a minute
    std::int64_t remaining = 0;    // that may follow at once
    std::int64_t reset = 0;        // seconds until all of the quota is there again
    std::int64_t retry_after = 0;  // seconds; of a request that is not allowed
  };

  // Takes one request of this key's. `per_minute` is at least 1; where it has changed, the bucket goes on
  // with what is left.
  Verdict take(const std::string& key_id, std::int64_t per_minute, Clock::time_point at);

 private:
  struct Bucket {
    double left = 0;
    Clock::time_point at;
  };
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;  // of keys that exist: there are not many
};

}  // namespace garner::api
