#include "api/password.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <set>

namespace garner::api {
namespace {

constexpr unsigned long long kPasses = 2;
constexpr std::size_t kMemory = 19UL * 1024 * 1024;
constexpr std::size_t kLeast = 12, kMost = 1024;  // bytes
constexpr std::size_t kLeastDifferent = 5;

}  // namespace

class Passwords::Turn {
 public:
  explicit Turn(std::atomic<int>& working) : working_(working) {}
  ~Turn() { --working_; }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  std::atomic<int>& working_;
};

Result<> Passwords::take_turn() {
  if (sodium_init() < 0) return fail(ErrorCode::kInternal, "libsodium could not be started");
  if (++working_ <= at_once_) return {};
  --working_;
  return fail(ErrorCode::kUnavailable, "too many people sign in at once, try again in a moment");
}

Result<std::string> Passwords::hash(const std::string& password) {
  if (auto taken = take_turn(); !taken) return fail(taken.error());
  const Turn turn(working_);
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), kPasses, kMemory,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return fail(ErrorCode::kUnavailable, "there is no memory left to hash a password");
  }
  return std::string(text.data());
}

Result<bool> Passwords::matches(const std::string& password, const std::string& hash) {
  if (auto taken = take_turn(); !taken) return fail(taken.error());
  const Turn turn(working_);
  const std::string& against = hash.empty() ? hash_of_nobody() : hash;
  const bool fits = crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
  return fits && !hash.empty();
}

const std::string& hash_of_nobody() {
  static const std::string hash =
      "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  return hash;
}

bool is_outdated(const std::string& hash) {
  return crypto_pwhash_str_needs_rehash(hash.c_str(), kPasses, kMemory) != 0;
}

std::optional<std::string> weakness_of(std::string_view password, std::string_view name) {
  if (password.size() < kLeast) return "must have 12 characters or more; several words are easy to remember";
  if (password.size() > kMost) return "must have 1,024 bytes at most";
  if (!name.empty() && password.size() < 2 * name.size() && password.find(name) != std::string_view::npos)
    return "must not be made of the name";
  if (std::set<char>(password.begin(), password.end()).size() < kLeastDifferent)
    return "must not repeat a few characters";
  return std::nullopt;
}

}  // namespace garner::api
