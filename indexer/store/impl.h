// What is behind Store's pimpl, for the .cpp files of this folder.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "indexer/store/database.h"
#include "indexer/store/store.h"

namespace garner {

struct Store::Impl {
  Database database;
};

// How many rows the each_* functions read at a time: the visitor runs between reads, so it may use the store.
inline constexpr std::int64_t kPage = 200;

// Quarantined input as it was, from what its column holds (operations.cpp).
std::string unescape_nul(std::string_view text);

// Adds a row to the change log (articles.cpp).
void log_change(Database& database, std::int64_t number, bool deleted);

// Makes the counts of use anew (use.cpp).
void recount_use(Database& database);

// Takes an article's near-duplicate keys out (links.cpp).
void remove_fingerprint(Database& database, std::int64_t article_number);

}  // namespace garner
