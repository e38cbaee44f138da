// What is behind Store's pimpl, for the .cpp files of this folder.
#pragma once

#include <string>

#include "indexer/store/database.h"
#include "indexer/store/store.h"

namespace garner {

struct Store::Impl {
  Database database;
  std::string path;
};

// How many rows the each_* functions read at a time: the visitor runs between reads, so it may use the store.
inline constexpr std::int64_t kPage = 200;

}  // namespace garner
