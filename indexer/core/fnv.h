// FNV-1a, 64 bits (Fowler, Noll and Vo): a hash that is put together byte by byte, the same on every machine.
// Not for what an attacker may choose. Not thread-safe.
#pragma once

#include <cstdint>
#include <string_view>

namespace garner {

class Fnv {
 public:
  void add(char c) { hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001b3; }
  void add(std::string_view bytes) {
    for (const char c : bytes) add(c);
  }
  std::uint64_t hash() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325;
};

}  // namespace garner
