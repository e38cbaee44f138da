// Threads: finds which messages belong together from who answers whom, in any order, with a few bytes per
// message. Not thread-safe.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace garner {

class Threads {
 public:
  // The number of a message, known by its id; a new one is a thread of its own. Ids are told apart by a
  // 64-bit hash.
  std::uint32_t number_of(std::string_view id);
  // Whether number_of has been asked for this id.
  bool knows(std::string_view id) const;
  // These two belong to one thread.
  void join(std::uint32_t a, std::uint32_t b);
  // The thread of a message: the lowest number in it, so that threads come in the order of the input.
  std::uint32_t thread_of(std::uint32_t number);

 private:
  std::unordered_map<std::uint64_t, std::uint32_t> numbers_;
  std::vector<std::uint32_t> parents_;
};

}  // namespace garner
