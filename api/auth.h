// API keys: "gk_" and 32 random bytes in base64url. Only their SHA-256 is stored, so a key is shown once.
// Keys is thread-safe; the functions are pure but for new_secret().
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/exchange.h"
#include "indexer/store/store.h"

namespace garner::api {

// Every scope a key may have. "admin" includes the others.
const std::vector<std::string_view>& known_scopes();

std::string new_secret();
std::string hash_secret(std::string_view secret);  // as ApiKey::secret_hash: hex SHA-256

// 128 random bits in hex: ids of requests, queries and tasks.
std::string random_id();

class Keys {
 public:
  using Load = std::function<Result<std::vector<ApiKey>>()>;
  using Touch = std::function<void(const std::string& id, Time at)>;  // must not block

  // `load` is called at most once a second, `touch` at most once a minute per key.
  Keys(Load load, Touch touch) : load_(std::move(load)), touch_(std::move(touch)) {}

  // The rights of a key; nothing for one that is unknown, revoked or expired.
  // Errors: what `load` gives when the keys were never loaded.
  Result<std::optional<Rights>> find(std::string_view secret);

 private:
  const Load load_;
  const Touch touch_;
  std::mutex mutex_;
  std::vector<ApiKey> keys_;
  bool loaded_ = false;
  std::chrono::steady_clock::time_point loaded_at_;
  std::map<std::string, Time> touched_;
};

}  // namespace garner::api
