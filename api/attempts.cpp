#include "api/attempts.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

#include "indexer/digest.h"

namespace garner::api {
namespace {

constexpr double kMinuteSeconds = 60;

struct Counted {
  std::string key;
  Attempts::Limit limit;
};

// What an attempt counts for. Names have no blank in them.
std::vector<Counted> keys_of(const std::string& name, const std::string& address) {
  std::vector<Counted> keys = {{"a:" + address, Attempts::kOfAddress}};
  if (name.empty()) return keys;
  keys.push_back({"n:" + name, Attempts::kOfName});
  keys.push_back({"b:" + name + " " + address, Attempts::kOfBoth});
  return keys;
}

}  // namespace

double& Attempts::count_of(const std::string& key, const Limit& limit, Clock::time_point at) {
  Count& count = counts_.try_emplace(key, Count{0, at}).first->second;
  const std::chrono::duration<double> passed = std::max(at - count.at, Clock::duration::zero());
  count.made = std::max(0.0, count.made - passed.count() * limit.per_minute / kMinuteSeconds);
  count.at = std::max(at, count.at);
  return count.made;
}

// Those that would be forgotten first anyway, so that many names cost no memory.
void Attempts::make_room(Clock::time_point at) {
  if (counts_.size() < kMost) return;
  constexpr auto kForgotten = std::chrono::minutes(10);  // when every count is back at nothing
  std::erase_if(counts_, [&](const auto& entry) {
    return at - entry.second.at > kForgotten || entry.second.made <= 1;
  });
  if (counts_.size() < kMost) return;
  counts_.erase(std::min_element(counts_.begin(), counts_.end(),
                                 [](const auto& a, const auto& b) { return a.second.made < b.second.made; }));
}

std::optional<int> Attempts::begin(const std::string& name, const std::string& address,
                                   Clock::time_point at) {
  const std::lock_guard lock(mutex_);
  std::vector<double*> counts;
  double wait = 0;
  const auto keys = keys_of(name, address);
  for (std::size_t i = 0; i < keys.size(); ++i) make_room(at);
  for (const auto& [key, limit] : keys) {
    double& made = count_of(key, limit, at);
    wait = std::max(wait, (made + 1 - limit.at_once) * kMinuteSeconds / limit.per_minute);
    counts.push_back(&made);
  }
  if (wait > 0) return std::max(1, static_cast<int>(std::ceil(wait)));
  for (double* const made : counts) ++*made;
  return std::nullopt;
}

void Attempts::succeeded(const std::string& name, const std::string& address) {
  const std::lock_guard lock(mutex_);
  for (const auto& [key, limit] : keys_of(name, address)) {
    const auto found = counts_.find(key);
    if (found != counts_.end()) found->second.made = std::max(0.0, found->second.made - 1);
  }
}

std::string address_of(const Request& request) {
  std::string address = request.peer;
  const bool proxied = address.starts_with("127.") || address == "::1";
  const auto named = request.headers.equal_range("x-forwarded-for");
  if (proxied && named.first != named.second) {
    // The last one is whom the proxy has seen itself; those before it anybody may have written.
    std::string_view last = std::prev(named.second)->second;
    last.remove_prefix(last.find_last_of(',') + 1);
    last.remove_prefix(std::min(last.find_first_not_of(' '), last.size()));
    address = last.substr(0, INET6_ADDRSTRLEN);
  }
  constexpr std::size_t kNetwork = 8;
  in6_addr parsed{};
  if (inet_pton(AF_INET6, address.c_str(), &parsed) != 1 || IN6_IS_ADDR_V4MAPPED(&parsed)) return address;
  return to_hex({reinterpret_cast<const char*>(&parsed), kNetwork});
}

}  // namespace garner::api
