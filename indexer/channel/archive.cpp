#include "indexer/channel/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>  // NOLINT: mkdtemp is POSIX
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

#include "indexer/channel/check.h"
#include "indexer/channel/files.h"
#include "indexer/channel/input.h"

namespace garner {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlock = 256UL * 1024;
constexpr std::uint64_t kMaxEntries = 1'000'000;
constexpr std::uint64_t kSpared = 256UL * 1024 * 1024;  // of the disk, for everybody else

struct Close {
  void operator()(struct archive* reader) const { archive_read_free(reader); }
};
using Reader = std::unique_ptr<struct archive, Close>;

class File {
 public:
  explicit File(const fs::path& path)
      : fd_(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  bool is_open() const { return fd_ >= 0; }
  bool write(const char* bytes, std::size_t size) const {
    while (size > 0) {
      const ssize_t written = ::write(fd_, bytes, size);
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return false;
      bytes += written;
      size -= static_cast<std::size_t>(written);
    }
    return true;
  }

 private:
  int fd_;
};

// The name without the extensions that say how it is packed.
std::string base_name(const std::string& path) {
  std::string name = fs::path(path).filename().string();
  for (bool more = true; more;) {
    more = false;
    for (const std::string_view end :
         {".zip", ".7z", ".tar", ".gz", ".zst", ".bz2", ".xz", ".tgz", ".tbz2", ".txz"}) {
      if (name.size() > end.size() && name.ends_with(end)) {
        name.resize(name.size() - end.size());
        more = true;
      }
    }
  }
  return name.empty() || name == "." || name == ".." ? "archive" : name;
}

std::string packing_of(std::string_view head) {
  using namespace std::string_view_literals;
  if (head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06")) return "zip";
  if (head.starts_with("7z\xBC\xAF\x27\x1C")) return "7z";
  if (head.starts_with("BZh")) return "bzip2";
  if (head.starts_with("\xFD"
                       "7zXZ\0"sv))
    return "xz";
  constexpr std::size_t kTarMark = 257;
  if (head.size() > kTarMark && head.substr(kTarMark).starts_with("ustar")) return "tar";
  return {};
}

// The relative path of an entry; empty where it leads out of the folder.
fs::path safe_path(std::string_view name) {
  if (name.empty() || name.size() > 1024 || name.find('\0') != std::string_view::npos) return {};
  if (name.front() == '/' || name.find('\\') != std::string_view::npos) return {};
  fs::path path;
  for (const fs::path& part : fs::path(name)) {
    if (part == "..") return {};
    if (part != "." && !part.empty()) path /= part;
  }
  return path;
}

bool is_hidden(const fs::path& path) {
  return std::any_of(path.begin(), path.end(), [](const fs::path& part) {
    return part.native().starts_with('.') || part == "__MACOSX";
  });
}

// One archive being unpacked.
class Unpacker {
 public:
  Unpacker(std::string path, fs::path folder, const std::function<Result<>(Rejection&&)>& reject)
      : path_(std::move(path)), folder_(std::move(folder)), reject_(reject) {}

  Result<std::uint64_t> unpack() {
    std::error_code error;
    packed_ = fs::file_size(path_, error);
    const Reader reader(archive_read_new());
    archive_read_support_filter_all(reader.get());
    archive_read_support_format_zip(reader.get());
    archive_read_support_format_7zip(reader.get());
    archive_read_support_format_tar(reader.get());
    archive_read_support_format_raw(reader.get());  // a single file, packed
    if (archive_read_open_filename(reader.get(), path_.c_str(), kBlock) != ARCHIVE_OK) {
      if (auto told = tell_damage(reader.get()); !told) return fail(told.error());
      return written_;
    }
    for (;;) {
      struct archive_entry* entry = nullptr;
      const int status = archive_read_next_header(reader.get(), &entry);
      if (status == ARCHIVE_EOF) break;
      if (status < ARCHIVE_WARN) {
        if (auto told = tell_damage(reader.get()); !told) return fail(told.error());
        break;
      }
      auto more = take(reader.get(), entry);
      if (!more) return fail(more.error());
      if (!*more) break;
    }
    if (left_out_ > 0) {
      auto told = tell(
          fmt::format("{} links, devices or names that lead out of the archive were left out", left_out_));
      if (!told) return fail(told.error());
    }
    return written_;
  }

 private:
  // False: nothing more can be had.
  Result<bool> take(struct archive* reader, struct archive_entry* entry) {
    if (++entries_ > kMaxEntries)
      return stop(fmt::format("the archive holds more than {} files", kMaxEntries));
    if (archive_entry_is_encrypted(entry) != 0)
      return stop("the archive is encrypted: unpack it with its password and harvest the folder");
    const char* name = archive_entry_pathname_utf8(entry);
    if (name == nullptr) name = archive_entry_pathname(entry);  // bytes of no known encoding
    fs::path path = safe_path(name == nullptr ? "" : name);
    if (archive_format(reader) == ARCHIVE_FORMAT_RAW) path = folder_.filename();  // "data" otherwise
    const auto type = archive_entry_filetype(entry);
    if (type == AE_IFDIR) return true;
    if (path.empty() || type != AE_IFREG || archive_entry_hardlink(entry) != nullptr) {
      ++left_out_;
      return true;
    }
    if (is_hidden(path) || is_media_file(path.string())) return true;
    return write(reader, path);
  }

  Result<bool> write(struct archive* reader, const fs::path& path) {
    std::error_code error;
    fs::create_directories((folder_ / path).parent_path(), error);
    const File file(folder_ / path);
    if (error || !file.is_open()) {  // twice the same name, or a file where a folder should be
      ++left_out_;
      return true;
    }
    for (;;) {
      const void* block = nullptr;
      std::size_t size = 0;
      la_int64_t offset = 0;
      const int status = archive_read_data_block(reader, &block, &size, &offset);
      if (status == ARCHIVE_EOF) return true;
      if (status < ARCHIVE_WARN) {
        if (auto told = tell_damage(reader); !told) return fail(told.error());
        return false;
      }
      written_ += size;
      if (written_ > kFreeExpansion + kMaxExpansion * packed_)
        return stop(
            fmt::format("it unpacks to more than {} times its size: refused as a bomb", kMaxExpansion));
      if (auto room = check_room(); !room) return fail(room.error());
      if (!file.write(static_cast<const char*>(block), size)) return fail(full());
    }
  }

  // Asked now and then: a full disk would hurt more than this harvest.
  Result<> check_room() {
    constexpr std::uint64_t kStep = 16UL * 1024 * 1024;
    if (written_ < next_check_) return {};
    next_check_ = written_ + kStep;
    struct statvfs disk {};
    if (::statvfs(folder_.c_str(), &disk) != 0) return {};
    return static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize < kSpared ? Result<>(fail(full()))
                                                                               : Result<>();
  }

  Error full() const {
    return {ErrorCode::kUnavailable,
            fmt::format("{} cannot be unpacked: no room in the temporary folder", path_),
            "set TMPDIR to a folder with more room"};
  }

  Result<bool> stop(std::string reason) {
    if (auto told = tell(std::move(reason)); !told) return fail(told.error());
    return false;
  }

  Result<> tell_damage(struct archive* reader) {
    const char* text = archive_error_string(reader);
    const std::string_view what = text == nullptr ? "" : text;
    if (what.find("ncrypt") != std::string_view::npos || what.find("assphrase") != std::string_view::npos)
      return tell("the archive is encrypted: unpack it with its password and harvest the folder");
    return tell("the archive is damaged from here on, what came before is kept: fetch it again");
  }

  Result<> tell(std::string reason) {
    return reject_({fmt::format("entry {}", entries_), std::move(reason), ""});
  }

  std::string path_;
  fs::path folder_;
  const std::function<Result<>(Rejection&&)>& reject_;
  std::uint64_t packed_ = 0, written_ = 0, entries_ = 0, left_out_ = 0, next_check_ = 0;
};

}  // namespace

bool is_archive(const std::string& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return false;
  std::array<char, 512> head{};
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const ssize_t got = ::read(fd, head.data(), head.size());
  ::close(fd);
  if (got <= 0) return false;
  const std::string_view bytes(head.data(), static_cast<std::size_t>(got));
  if (!packing_of(bytes).empty()) return true;
  if (!bytes.starts_with("\x1F\x8B") && !bytes.starts_with("\x28\xB5\x2F\xFD")) return false;
  auto input = open_input(path);  // .tar.gz and .tar.zst; other gzip and zstd is read as it is
  if (!input) return false;
  const auto inside = peek(*input, head.size());
  return inside && packing_of(*inside) == "tar";
}

Result<UnpackedArchive> UnpackedArchive::unpack(const std::string& path,
                                                const std::function<Result<>(Rejection&&)>& reject) {
  std::error_code error;
  const fs::path temporary = fs::temp_directory_path(error);
  std::string root = (temporary / "garner-XXXXXX").string();
  if (error || ::mkdtemp(root.data()) == nullptr) {
    return fail(
        ErrorCode::kUnavailable,
        fmt::format("{} cannot be unpacked: {}", path, error ? error.message() : std::strerror(errno)),
        "set TMPDIR to a folder that can be written to");
  }
  UnpackedArchive archive;
  archive.archive_ = path;
  archive.root_ = root;
  archive.folder_ = (fs::path(root) / base_name(path)).string();
  fs::create_directory(archive.folder_, error);
  if (error)
    return fail(ErrorCode::kUnavailable, fmt::format("{} cannot be unpacked: {}", path, error.message()));
  auto bytes = Unpacker(path, archive.folder_, reject).unpack();
  if (!bytes) return fail(bytes.error());
  archive.bytes_ = *bytes;
  return archive;
}

UnpackedArchive::UnpackedArchive(UnpackedArchive&& other) noexcept
    : archive_(std::move(other.archive_)),
      root_(std::exchange(other.root_, {})),
      folder_(std::move(other.folder_)),
      bytes_(other.bytes_) {}

UnpackedArchive::~UnpackedArchive() {
  std::error_code ignored;
  if (!root_.empty()) fs::remove_all(root_, ignored);
}

std::string UnpackedArchive::name_of(std::string text) const {
  const auto at = text.find(folder_);
  if (at != std::string::npos) text.replace(at, folder_.size(), archive_);
  return text;
}

}  // namespace garner
