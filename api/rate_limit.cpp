#include "api/rate_limit.h"

#include <algorithm>
#include <cmath>

namespace garner::api {

RateLimiter::Verdict RateLimiter::take(const std::string& key_id, std::int64_t per_minute,
                                       Clock::time_point at) {
  constexpr double kMinute = 60;
  const auto quota = static_cast<double>(per_minute);
  const std::lock_guard lock(mutex_);
  const auto [entry, added] = buckets_.try_emplace(key_id, Bucket{quota, at});
  Bucket& bucket = entry->second;
  const std::chrono::duration<double> passed = std::max(at - bucket.at, Clock::duration::zero());
  bucket.left = std::min(quota, bucket.left + passed.count() * quota / kMinute);
  bucket.at = std::max(at, bucket.at);
  Verdict verdict;
  verdict.quota = per_minute;
  verdict.allowed = bucket.left >= 1;
  if (verdict.allowed) bucket.left -= 1;
  const auto seconds_for = [&](double requests) {
    return static_cast<std::int64_t>(std::ceil(requests * kMinute / quota));
  };
  verdict.remaining = static_cast<std::int64_t>(bucket.left);
  verdict.reset = seconds_for(quota - bucket.left);
  if (!verdict.allowed) verdict.retry_after = std::max<std::int64_t>(1, seconds_for(1 - bucket.left));
  return verdict;
}

}  // namespace garner::api
