// Sets as vectors whose items are distinct and ascend. Pure, thread-safe.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace garner {

template <typename T>
void sort_unique(std::vector<T>& items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
}

template <typename T>
std::size_t count_common(const std::vector<T>& a, const std::vector<T>& b) {
  std::size_t common = 0;
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
    if (*x == *y) {
      ++common;
      ++x;
      ++y;
    } else if (*x < *y) {
      ++x;
    } else {
      ++y;
    }
  }
  return common;
}

// Jaccard similarity, 0 to 1; 0 where one is empty.
template <typename T>
double jaccard(const std::vector<T>& a, const std::vector<T>& b) {
  if (a.empty() || b.empty()) return 0;
  const std::size_t common = count_common(a, b);
  return static_cast<double>(common) / static_cast<double>(a.size() + b.size() - common);
}

// Whether each has something that the other lacks.
template <typename T>
bool differ_both_ways(const std::vector<T>& a, const std::vector<T>& b) {
  return !std::includes(a.begin(), a.end(), b.begin(), b.end()) &&
         !std::includes(b.begin(), b.end(), a.begin(), a.end());
}

}  // namespace garner
