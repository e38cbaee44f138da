// Pool: things that one thread at a time may use (stores, normalisers), made when none is free and kept
// afterwards. Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "indexer/core/result.h"

namespace garner::api {

template <typename T>
class Pool {
 public:
  using Make = std::function<Result<std::unique_ptr<T>>()>;
  explicit Pool(Make make) : make_(std::move(make)) {}

  // Runs `work` with one that nobody else has meanwhile.
  template <typename Work>
  auto with(Work work) -> decltype(work(std::declval<T&>())) {
    auto item = take();
    if (!item) return fail(item.error());
    auto result = work(**item);
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(*item));
    return result;
  }

 private:
  Result<std::unique_ptr<T>> take() {
    {
      const std::lock_guard lock(mutex_);
      if (!free_.empty()) {
        auto item = std::move(free_.back());
        free_.pop_back();
        return item;
      }
    }
    return make_();
  }

  const Make make_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<T>> free_;
};

}  // namespace garner::api
