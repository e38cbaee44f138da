#include "api/auth.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "api/cors.h"
#include "api/token.h"
#include "api/visible.h"
#include "indexer/base64.h"
#include "indexer/core/clock.h"

namespace garner::api {
namespace {

constexpr std::chrono::milliseconds kRefreshAfter{1000};
// Another process may just have made the key: who made it uses it at once. So short that guessing costs no
// more than this.
constexpr std::chrono::milliseconds kRefreshUnknownAfter{10};
constexpr Time kTouchAfterMs = 60'000;
constexpr std::size_t kMaxSecretBytes = 200;
// What a token may do at most: it is made to be handed to others.
constexpr std::array kTokenScopes = {"search", "suggest", "read", "events"};

std::string hex(const unsigned char* bytes, std::size_t size) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 15];
  }
  return text;
}

bool is_in_force(const ApiKey& key, Time at) {
  return !key.revoked_at && (!key.expires_at || *key.expires_at > at);
}

// Adds what `filter` says to the limits; false where it cannot be read, and then nothing may be seen.
bool limit(Rights& rights, const std::string& filter) {
  if (filter.empty()) return true;
  auto read = read_filter(filter);
  if (read) rights.limits.push_back(std::move(*read));
  return read.has_value();
}

template <std::size_t N>
std::array<unsigned char, N> random_bytes() {
  std::array<unsigned char, N> bytes{};
  if (RAND_bytes(bytes.data(), N) != 1) throw std::runtime_error("no random numbers to be had");
  return bytes;
}

}  // namespace

bool Rights::has(std::string_view scope) const {
  return scope.empty() || std::any_of(scopes.begin(), scopes.end(),
                                      [&](const std::string& own) { return own == scope || own == "admin"; });
}

const std::vector<std::string_view>& known_scopes() {
  static const std::vector<std::string_view> scopes = {"search", "suggest", "read",    "write", "export",
                                                       "ingest", "events",  "metrics", "admin"};
  return scopes;
}

std::string random_secret() {
  const auto bytes = random_bytes<32>();
  return to_base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string new_secret() {
  return "gk_" + random_secret();
}

std::string hash_secret(std::string_view secret) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(secret.data(), secret.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return hex(digest.data(), size);
}

std::string random_id() {
  const auto bytes = random_bytes<16>();
  return hex(bytes.data(), bytes.size());
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), bytes.data(), &size);
  return {reinterpret_cast<const char*>(bytes.data()), size};
}

bool equal_bytes(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Result<> Keys::refresh(std::chrono::milliseconds after) {
  const auto tick = std::chrono::steady_clock::now();
  if (loaded_ && tick - loaded_at_ < after) return {};
  auto keys = load_();
  if (!keys && !loaded_) return fail(keys.error());
  if (keys) keys_ = std::move(*keys);  // else: a store that is busy for a moment locks nobody out
  loaded_ = true;
  loaded_at_ = tick;
  return {};
}

void Keys::forget() {
  const std::lock_guard lock(mutex_);
  loaded_at_ = {};
}

const ApiKey* Keys::key_of_secret(std::string_view secret) const {
  const std::string hash = hash_secret(secret);
  for (const ApiKey& key : keys_) {
    if (equal_bytes(key.secret_hash, hash)) return &key;
  }
  return nullptr;
}

std::optional<Grant> Keys::grant_of(std::string_view secret, Time at) const {
  const bool token = is_token(secret);
  if (!token && secret.size() > kMaxSecretBytes) return std::nullopt;
  const std::string id = token ? key_of_token(secret) : std::string();
  const auto named =
      std::find_if(keys_.begin(), keys_.end(), [&](const ApiKey& key) { return key.id == id; });
  const ApiKey* const key = !token ? key_of_secret(secret) : named == keys_.end() ? nullptr : &*named;
  if (key == nullptr || !is_in_force(*key, at)) return std::nullopt;
  Grant grant{{key->id, key->scopes, key->audience, {}, key->role}, key->origins, key->max_per_minute};
  if (grant.rights.has("admin")) grant.rights.role = EditorRole::kAdmin;
  if (!limit(grant.rights, key->filter)) return std::nullopt;
  if (!token) return grant;
  const auto rules = check_token(secret, *key, at);
  if (!rules || !limit(grant.rights, rules->filter)) return std::nullopt;
  const Rights own = grant.rights;
  grant.rights.scopes.clear();
  for (const char* scope : kTokenScopes) {
    if (own.has(scope)) grant.rights.scopes.emplace_back(scope);
  }
  grant.rights.audience = std::max(own.audience, rules->audience.value_or(own.audience));
  return grant;
}

Result<std::optional<Grant>> Keys::find(std::string_view secret) {
  if (secret.empty()) return std::nullopt;
  const std::lock_guard lock(mutex_);
  if (auto loaded = refresh(kRefreshAfter); !loaded) return fail(loaded.error());
  const Time at = now();
  auto grant = grant_of(secret, at);
  if (!grant && refresh(kRefreshUnknownAfter)) grant = grant_of(secret, at);
  if (grant) {
    Time& touched = touched_[grant->rights.key_id];
    if (at - touched >= kTouchAfterMs) {
      touched = at;
      touch_(grant->rights.key_id, at);
    }
  }
  return grant;
}

bool Keys::serves_origin(std::string_view origin) {
  const std::lock_guard lock(mutex_);
  if (!refresh(kRefreshAfter)) return false;
  const Time at = now();
  return std::any_of(keys_.begin(), keys_.end(), [&](const ApiKey& key) {
    return is_in_force(key, at) && is_listed(key.origins, origin);
  });
}

}  // namespace garner::api
