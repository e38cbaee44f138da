// The index folder: generations of the index beside one another, a file `current` that names the live one,
// and the writer's lock. Swapping is one rename, so that a crash leaves either the old or the new. All
// functions are safe beside readers; those that write need the lock.
#pragma once

#include <cstdint>
#include <string>

#include "indexer/core/result.h"

namespace garner {

// Holds the writer's lock of an index folder until destroyed, or until the process dies.
class IndexLock {
 public:
  // Makes the folder when missing. Errors: kLocked where another process or thread holds it, kUnavailable.
  static Result<IndexLock> take(const std::string& folder);
  IndexLock(IndexLock&& other) noexcept;
  IndexLock& operator=(IndexLock&& other) noexcept;
  ~IndexLock();

 private:
  explicit IndexLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

// An empty folder for a new generation, below the index folder.
Result<std::string> make_generation(const std::string& folder);

// Removes every generation but the live one, for what they hold must go. Readers that have one open go on.
Result<> remove_others(const std::string& folder);

// Makes `generation` the live one, durably, and removes all others but the one that was live (readers may be
// opening it).
Result<> make_live(const std::string& folder, const std::string& generation);

// That `bytes` of the folder's disk are free, before something is written there: Xapian ends the process
// where it cannot write a value (a destructor of its throws), so the disk must not fill up under it. Errors:
// kUnavailable.
Result<> need_room(const std::string& folder, std::uint64_t bytes);

// What the files below a folder hold.
std::uint64_t bytes_below(const std::string& folder);

}  // namespace garner
