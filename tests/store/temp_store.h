// A folder that ends with the test, and stores in it.
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "indexer/store/store.h"

class TempStore {
 public:
  TempStore() {
    std::string pattern = (std::filesystem::temp_directory_path() / "garner-store-XXXXXX").string();
    folder_ = mkdtemp(pattern.data()) == nullptr ? "" : pattern;
    REQUIRE_FALSE(folder_.empty());
  }
  TempStore(const TempStore&) = delete;
  TempStore& operator=(const TempStore&) = delete;
  ~TempStore() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::string folder() const { return folder_; }
  std::string path() const { return folder_ + "/store.sqlite"; }

  garner::Result<std::unique_ptr<garner::Store>> try_open(bool read_only = false,
                                                          int busy_timeout_ms = 50) const {
    return garner::Store::open({path(), read_only, busy_timeout_ms});
  }
  std::unique_ptr<garner::Store> open(bool read_only = false) const {
    auto store = try_open(read_only);
    if (!store) FAIL(store.error().message);
    return std::move(*store);
  }

 private:
  std::string folder_;
};

// The value of a result, or a failed test that says why.
template <typename T>
T value_of(garner::Result<T> result) {
  if (!result) FAIL(result.error().message);
  return std::move(*result);
}
inline void succeed(const garner::Result<>& result) {
  if (!result) FAIL(result.error().message);
}
