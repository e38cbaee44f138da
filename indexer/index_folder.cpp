#include "indexer/index_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include "indexer/core/live_index.h"

namespace garner {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kGenerationPrefix = "generation-";

tl::unexpected<Error> unavailable(const std::string& doing, const std::string& path, int error) {
  return fail(ErrorCode::kUnavailable, "cannot " + doing + " " + path + ": " + std::strerror(error),
              "free disk space or mend the folder's permissions");
}

Result<> sync_path(const std::string& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
  if (descriptor < 0) return unavailable("open", path, errno);
  const int failed = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  if (failed != 0) return unavailable("sync", path, failed);
  return {};
}

}  // namespace

Result<IndexLock> IndexLock::take(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return unavailable("make", folder, error.value());
  const std::string path = folder + "/lock";
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return unavailable("open", path, errno);
  // flock belongs to the open file: it holds between threads too, and goes with the process.
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    const int failed = errno;
    ::close(descriptor);
    if (failed == EWOULDBLOCK) {
      return fail(ErrorCode::kLocked, "another garner is writing this index",
                  "let it finish; a running server takes up changes by itself");
    }
    return unavailable("lock", path, failed);
  }
  return IndexLock(descriptor);
}

IndexLock::IndexLock(IndexLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

IndexLock& IndexLock::operator=(IndexLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

IndexLock::~IndexLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::string> make_generation(const std::string& folder) {
  // Past the highest there is: a name that was used before would look to a reader like what it knows already.
  int highest = 0;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(kGenerationPrefix))
      highest = std::max(highest, std::atoi(name.c_str() + kGenerationPrefix.size()));
  }
  const fs::path path = fs::path(folder) / (std::string(kGenerationPrefix) + std::to_string(highest + 1));
  if (!fs::create_directory(path, error)) return unavailable("make", path.string(), error.value());
  return path.string();
}

Result<> remove_others(const std::string& folder) {
  const auto live = live_index(folder);
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(kGenerationPrefix) || (live && fs::path(*live).filename() == name)) continue;
    fs::remove_all(entry.path(), error);
    if (error) return unavailable("remove", entry.path().string(), error.value());
  }
  return {};
}

Result<> make_live(const std::string& folder, const std::string& generation) {
  const auto previous = live_index(folder);
  const std::string name = fs::path(generation).filename().string();
  const std::string path = folder + "/current";
  const std::string next = path + ".new";
  const int descriptor = ::open(next.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return unavailable("write", next, errno);
  const std::string line = name + "\n";
  const bool written = ::write(descriptor, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
                       ::fsync(descriptor) == 0;
  const int failed = errno;
  ::close(descriptor);
  if (!written) return unavailable("write", next, failed);
  if (::rename(next.c_str(), path.c_str()) != 0) return unavailable("rename", next, errno);
  if (auto synced = sync_path(folder, O_RDONLY | O_DIRECTORY); !synced) return synced;

  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    const std::string other = entry.path().filename().string();
    if (!other.starts_with(kGenerationPrefix) || other == name) continue;
    if (previous && fs::path(*previous).filename() == other) continue;
    fs::remove_all(entry.path(), error);  // one that cannot be removed now goes at the next swap
  }
  return {};
}

Result<> need_room(const std::string& folder, std::uint64_t bytes) {
  constexpr std::uint64_t kMega = 1'000'000;
  std::error_code error;
  const fs::space_info space = fs::space(folder, error);
  if (error) return unavailable("look at the disk of", folder, error.value());
  if (space.available >= bytes) return {};
  return fail(ErrorCode::kUnavailable,
              fmt::format("the disk of the index has {} MB free and must have {} MB before it is written",
                          space.available / kMega, bytes / kMega),
              "free disk space; nothing is lost, the index takes up what is missing");
}

std::uint64_t bytes_below(const std::string& folder) {
  std::uint64_t bytes = 0;
  std::error_code error, gone;
  auto entry = fs::recursive_directory_iterator(folder, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    const std::uint64_t size = entry->is_regular_file(gone) ? entry->file_size(gone) : 0;
    if (!gone) bytes += size;
  }
  return bytes;
}

}  // namespace garner
