// Digests and random numbers for the rows of the store. Pure but for random_hex; thread-safe.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace garner {

// Hex SHA-256 of the parts, each set apart by its length, so that no two lists of parts give the same bytes.
std::string digest_of_parts(std::initializer_list<std::string_view> parts);

// `bytes` random bytes in hex; empty where the system has no randomness.
std::string random_hex(std::size_t bytes);

}  // namespace garner
