// Values that are made once and kept: the last asked for, in a budget of bytes. Thread-safe.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace garner {

// A Value says what it takes: `std::size_t bytes() const`.
template <typename Key, typename Value>
class Lru {
 public:
  explicit Lru(std::size_t budget) : budget_(budget) {}

  // The key's value, or what `make()` gives, a std::shared_ptr<const Value>, which is kept unless it is null.
  // Two threads may make the same at once.
  template <typename Make>
  std::shared_ptr<const Value> find(const Key& key, Make&& make) {
    {
      const std::lock_guard lock(mutex_);
      if (const auto known = of_key_.find(key); known != of_key_.end()) {
        kept_.splice(kept_.begin(), kept_, known->second);
        return known->second->second;
      }
    }
    std::shared_ptr<const Value> made = make();
    if (made) keep(key, made);
    return made;
  }

 private:
  static constexpr std::size_t kOverhead = 200;  // of an entry's places in the containers, bytes

  void keep(const Key& key, const std::shared_ptr<const Value>& value) {
    const std::lock_guard lock(mutex_);
    if (of_key_.contains(key)) return;  // another thread was faster
    kept_.emplace_front(key, value);
    of_key_.emplace(key, kept_.begin());
    bytes_ += kOverhead + value->bytes();
    while (bytes_ > budget_) {
      bytes_ -= kOverhead + kept_.back().second->bytes();
      of_key_.erase(kept_.back().first);
      kept_.pop_back();
    }
  }

  using Entry = std::pair<Key, std::shared_ptr<const Value>>;
  const std::size_t budget_;
  std::mutex mutex_;
  std::size_t bytes_ = 0;
  std::list<Entry> kept_;  // the last asked for is first
  std::unordered_map<Key, typename std::list<Entry>::iterator> of_key_;
};

}  // namespace garner
