// Top: the best few of many ranked articles. Not thread-safe.
#pragma once

#include <algorithm>
#include <cstddef>
#include <queue>
#include <vector>

#include "query/rank.h"

namespace garner {

// Bounds are of sums that were added up in another order: the last digits may differ.
inline constexpr double kRounding = 1 + 1e-5;

struct Better {
  bool operator()(const Ranked& a, const Ranked& b) const {
    return a.score != b.score ? a.score > b.score : a.id < b.id;
  }
};

// The best `limit` of what is offered.
class Top {
 public:
  explicit Top(std::size_t limit) : limit_(limit) {}
  // A score at or below this cannot enter.
  double floor() const { return heap_.empty() || heap_.size() < limit_ ? -1 : heap_.top().score; }
  void offer(const Ranked& item) {
    if (heap_.size() < limit_) {
      heap_.push(item);
    } else if (limit_ > 0 && Better{}(item, heap_.top())) {
      heap_.pop();
      heap_.push(item);
    }
  }
  std::vector<Ranked> take() {
    std::vector<Ranked> best;
    for (; !heap_.empty(); heap_.pop()) best.push_back(heap_.top());
    std::reverse(best.begin(), best.end());
    return best;
  }

 private:
  std::size_t limit_;
  std::priority_queue<Ranked, std::vector<Ranked>, Better> heap_;  // the worst kept is on top
};

}  // namespace garner
