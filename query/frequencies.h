// Frequencies: how many documents have a term, asked of Xapian once. A look into its tree costs 4 µs, and a
// message has thirty terms. Of one snapshot, so that it is never older than that; thread-safe.
#pragma once

#include <xapian.h>

#include <cstddef>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>

namespace garner {

class Frequencies {
 public:
  // What is known from elsewhere, before anybody asks.
  void know(const std::string& term, Xapian::doccount documents) {
    const std::lock_guard hold(mutex_);
    if (documents_.size() < kMost) documents_.emplace(term, documents);
  }
  // Throws Xapian::Error.
  Xapian::doccount of(const std::string& term, const Xapian::Database& database) {
    {
      const std::shared_lock hold(mutex_);
      if (const auto known = documents_.find(term); known != documents_.end()) return known->second;
    }
    const Xapian::doccount documents = database.get_termfreq(term);
    const std::lock_guard hold(mutex_);
    if (documents_.size() < kMost) documents_.emplace(term, documents);
    return documents;
  }

 private:
  static constexpr std::size_t kMost = 100'000;  // terms, some 10 MB

  std::shared_mutex mutex_;
  std::unordered_map<std::string, Xapian::doccount> documents_;
};

}  // namespace garner
