#include "api/auth.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "indexer/core/clock.h"

namespace garner::api {
namespace {

constexpr std::chrono::seconds kRefreshAfter{1};
constexpr Time kTouchAfterMs = 60'000;
constexpr std::size_t kMaxSecretBytes = 200;

std::string hex(const unsigned char* bytes, std::size_t size) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 15];
  }
  return text;
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
  static const std::vector<std::string_view> scopes = {"search", "suggest", "read", "ingest",
                                                       "events", "metrics", "admin"};
  return scopes;
}

std::string new_secret() {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string secret = "gk_";
  unsigned bits = 0;
  int count = 0;
  for (const unsigned char byte : random_bytes<32>()) {
    bits = (bits << 8 | byte) & 0xffffU;
    for (count += 8; count >= 6; count -= 6) secret += kAlphabet[bits >> (count - 6) & 63U];
  }
  secret += kAlphabet[bits << (6 - count) & 63U];  // 256 bits leave 4 over
  return secret;
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

Result<std::optional<Rights>> Keys::find(std::string_view secret) {
  if (secret.empty() || secret.size() > kMaxSecretBytes) return std::nullopt;
  const std::string hash = hash_secret(secret);
  const std::lock_guard lock(mutex_);
  const auto tick = std::chrono::steady_clock::now();
  if (!loaded_ || tick - loaded_at_ >= kRefreshAfter) {
    auto keys = load_();
    if (!keys && !loaded_) return fail(keys.error());
    if (keys) keys_ = std::move(*keys);  // else: a store that is busy for a moment locks nobody out
    loaded_ = true;
    loaded_at_ = tick;
  }
  const Time at = now();
  for (const ApiKey& key : keys_) {
    if (key.secret_hash.size() != hash.size() ||
        CRYPTO_memcmp(key.secret_hash.data(), hash.data(), hash.size()) != 0) {
      continue;
    }
    if (key.revoked_at || (key.expires_at && *key.expires_at <= at)) return std::nullopt;
    Time& touched = touched_[key.id];
    if (at - touched >= kTouchAfterMs) {
      touched = at;
      touch_(key.id, at);
    }
    return Rights{key.id, key.scopes, key.audience};
  }
  return std::nullopt;
}

}  // namespace garner::api
