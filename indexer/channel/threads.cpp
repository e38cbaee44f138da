#include "indexer/channel/threads.h"

#include <algorithm>
#include <functional>

namespace garner {

std::uint32_t Threads::number_of(std::string_view id) {
  const auto next = static_cast<std::uint32_t>(parents_.size());
  const auto [entry, is_new] = numbers_.emplace(std::hash<std::string_view>{}(id), next);
  if (is_new) parents_.push_back(next);
  return entry->second;
}

bool Threads::knows(std::string_view id) const {
  return numbers_.contains(std::hash<std::string_view>{}(id));
}

void Threads::join(std::uint32_t a, std::uint32_t b) {
  const auto [first, second] = std::minmax({thread_of(a), thread_of(b)});
  parents_[second] = first;
}

std::uint32_t Threads::thread_of(std::uint32_t number) {
  while (parents_[number] != number) {
    parents_[number] = parents_[parents_[number]];  // halves the way for the next one
    number = parents_[number];
  }
  return number;
}

}  // namespace garner
