// API keys: "gk_" and 32 random bytes in base64url. Only their SHA-256 is stored, so a key is shown once. A
// token (token.h) stands for a key and does less. Keys is thread-safe; the functions are pure but for
// new_secret(), random_secret() and random_id().
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

std::string new_secret();     // of a key
std::string random_secret();  // 256 bits in base64url
inline constexpr std::size_t kSecretChars = 43;
std::string hash_secret(std::string_view secret);  // as ApiKey::secret_hash: hex SHA-256

// 128 random bits in hex: ids of requests, queries and tasks.
std::string random_id();

// HMAC-SHA256, 32 bytes.
std::string hmac_sha256(std::string_view key, std::string_view text);
// In a time that does not tell where they differ.
bool equal_bytes(std::string_view a, std::string_view b);

// What a key, or a token of it, opens.
struct Grant {
  Rights rights;
  std::vector<std::string> origins;  // sites whose pages may use it; empty: as the server says
  std::int64_t max_per_minute = 0;   // requests of the key and all its tokens; 0: any number
};

class Keys {
 public:
  using Load = std::function<Result<std::vector<ApiKey>>()>;
  using Touch = std::function<void(const std::string& id, Time at)>;  // must not block

  // `load` is called at most once a second, for secrets that are unknown at most every 10 ms; `touch` at most
  // once a minute per key.
  Keys(Load load, Touch touch) : load_(std::move(load)), touch_(std::move(touch)) {}

  // What a secret or a token opens; nothing for one that is unknown, revoked or expired.
  // Errors: what `load` gives when the keys were never loaded.
  Result<std::optional<Grant>> find(std::string_view secret);
  // Whether any key in force is for pages of this site: a preflight request carries no key.
  bool serves_origin(std::string_view origin);
  // The next find() loads the keys anew.
  void forget();

 private:
  // Loads the keys if that was done longer than `after` ago.
  Result<> refresh(std::chrono::milliseconds after);
  const ApiKey* key_of_secret(std::string_view secret) const;
  std::optional<Grant> grant_of(std::string_view secret, Time at) const;

  const Load load_;
  const Touch touch_;
  std::mutex mutex_;
  std::vector<ApiKey> keys_;
  bool loaded_ = false;
  std::chrono::steady_clock::time_point loaded_at_;
  std::map<std::string, Time> touched_;
};

}  // namespace garner::api
