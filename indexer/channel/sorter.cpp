#include "indexer/channel/sorter.h"

#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <queue>
#include <tuple>
#include <utility>

namespace garner {
namespace {

constexpr std::size_t kReadAhead = 64UL * 1024;  // of each run: small, there may be hundreds

struct Header {
  std::uint64_t key = 0, order = 0, size = 0;
};

tl::unexpected<Error> no_space(std::string_view doing) {
  return fail(ErrorCode::kUnavailable,
              fmt::format("cannot {} a temporary file: {}", doing, std::strerror(errno)),
              "set TMPDIR to a folder with room for as much as the export takes unpacked");
}

// A file that vanishes with its last user. -1: see errno.
int open_unnamed() {
  std::error_code error;
  auto folder = std::filesystem::temp_directory_path(error);
  if (error) folder = "/tmp";
  std::string path = (folder / "garner-XXXXXX").string();
  const int fd = ::mkstemp(path.data());
  if (fd >= 0) ::unlink(path.c_str());
  return fd;
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t done = ::write(fd, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(done));
  }
  return true;
}

}  // namespace

// Reads one run record by record.
class Sorter::Reader {
 public:
  Reader(int fd, Run run) : fd_(fd), run_(run) {}

  // False at the end of the run.
  Result<bool> next() {
    buffer_.erase(0, used_);
    used_ = 0;
    if (buffer_.empty() && run_.begin == run_.end) return false;
    if (auto ok = fill(sizeof(Header)); !ok) return fail(ok.error());
    std::memcpy(&header_, buffer_.data(), sizeof(Header));
    if (auto ok = fill(sizeof(Header) + header_.size); !ok) return fail(ok.error());
    used_ = sizeof(Header) + header_.size;
    return true;
  }
  const Header& header() const { return header_; }
  std::string_view record() const { return std::string_view(buffer_).substr(sizeof(Header), header_.size); }

 private:
  Result<> fill(std::size_t size) {
    while (buffer_.size() < size) {
      const std::size_t old_size = buffer_.size();
      const std::size_t wanted =
          std::min<std::uint64_t>(std::max(size - old_size, kReadAhead), run_.end - run_.begin);
      buffer_.resize(old_size + wanted);
      const ssize_t got = ::pread(fd_, buffer_.data() + old_size, wanted, static_cast<off_t>(run_.begin));
      buffer_.resize(old_size + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return no_space("read back");
      run_.begin += static_cast<std::uint64_t>(got);
    }
    return {};
  }

  int fd_;
  Run run_;
  std::string buffer_;
  std::size_t used_ = 0;
  Header header_;
};

Sorter::~Sorter() {
  if (fd_ >= 0) ::close(fd_);
}

Result<> Sorter::add(std::uint64_t key, std::uint64_t order, std::string_view record) {
  entries_.push_back({key, order, bytes_.size(), record.size()});
  bytes_ += record;
  if (bytes_.size() + entries_.size() * sizeof(Entry) < memory_) return {};
  return write_run();
}

void Sorter::sort_entries() {
  // The offset grows with each record: the order of adding.
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.key, a.order, a.offset) < std::tie(b.key, b.order, b.offset);
  });
}

Result<> Sorter::write_run() {
  if (fd_ < 0) fd_ = open_unnamed();
  if (fd_ < 0) return no_space("make");
  sort_entries();
  const std::uint64_t begin = written_;
  std::string block;
  for (const Entry& entry : entries_) {
    const Header header{entry.key, entry.order, entry.size};
    block.append(reinterpret_cast<const char*>(&header), sizeof(header));
    block.append(bytes_, entry.offset, entry.size);
    if (block.size() < kReadAhead) continue;
    if (!write_all(fd_, block)) return no_space("write");
    written_ += block.size();
    block.clear();
  }
  if (!write_all(fd_, block)) return no_space("write");
  written_ += block.size();
  runs_.push_back({begin, written_});
  entries_.clear();
  bytes_.clear();
  return {};
}

Result<> Sorter::drain(const Take& take) {
  if (!runs_.empty()) {
    if (auto ok = write_run(); !ok) return ok;
    bytes_.shrink_to_fit();
    entries_.shrink_to_fit();
    return merge(take);
  }
  sort_entries();
  for (const Entry& entry : entries_) {
    if (auto ok = take(entry.key, std::string_view(bytes_).substr(entry.offset, entry.size)); !ok) return ok;
  }
  entries_.clear();
  bytes_.clear();
  return {};
}

Result<> Sorter::merge(const Take& take) {
  std::vector<Reader> readers;
  for (const Run& run : runs_) readers.emplace_back(fd_, run);
  const auto later = [&](std::size_t a, std::size_t b) {  // runs are in the order of adding, too
    const Header &left = readers[a].header(), &right = readers[b].header();
    return std::tie(left.key, left.order, a) > std::tie(right.key, right.order, b);
  };
  std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(later)> queue(later);
  const auto advance = [&](std::size_t reader) -> Result<> {
    auto more = readers[reader].next();
    if (!more) return fail(more.error());
    if (*more) queue.push(reader);
    return {};
  };
  for (std::size_t i = 0; i < readers.size(); ++i) {
    if (auto ok = advance(i); !ok) return ok;
  }
  while (!queue.empty()) {
    const std::size_t first = queue.top();
    queue.pop();
    if (auto ok = take(readers[first].header().key, readers[first].record()); !ok) return ok;
    if (auto ok = advance(first); !ok) return ok;
  }
  runs_.clear();
  return {};
}

}  // namespace garner
