// Passwords of people: Argon2id with the parameters that the OWASP Password Storage Cheat Sheet names first
// (19 MiB, 2 passes, 1 lane), by libsodium. A hash takes some 15 ms and 19 MiB, so that only so many are made
// at a time. Thread-safe.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <string_view>

#include "indexer/core/result.h"

namespace garner::api {

class Passwords {
 public:
  explicit Passwords(int at_once = 2) : at_once_(at_once) {}

  // A salted hash as one text. Errors: kUnavailable when as many as may be are being made.
  Result<std::string> hash(const std::string& password);
  // Whether `hash` is of this password. An empty one is of none, which takes as long to find out.
  // Errors: as above.
  Result<bool> matches(const std::string& password, const std::string& hash);

 private:
  class Turn;
  Result<> take_turn();

  const int at_once_;
  std::atomic<int> working_{0};
};

// What a password is held against where there is no hash: made as all others, of none.
const std::string& hash_of_nobody();

// Whether it was made with other parameters than hash() takes now.
bool is_outdated(const std::string& hash);

// What is wrong with a password that somebody of this name chooses; nothing: it will do.
std::optional<std::string> weakness_of(std::string_view password, std::string_view name);

}  // namespace garner::api
