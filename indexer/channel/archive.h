// Archives of many files (zip, 7z, tar; also packed by gzip, zstd, bzip2 or xz) and single files packed by
// bzip2 or xz: unpacked into a private folder under TMPDIR, which goes with the object.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "indexer/channel/channel.h"
#include "indexer/core/result.h"

namespace garner {

// Whether the file has to be unpacked before it can be read. False too where it cannot be opened.
bool is_archive(const std::string& path);

// Not thread-safe.
class UnpackedArchive {
 public:
  // What cannot be unpacked is rejected with the reason: an archive that is damaged or encrypted keeps what
  // came before, links, devices and names that lead out of the folder are left out. Errors: kUnavailable
  // where the file cannot be read or TMPDIR is nearly full; those of `reject`.
  static Result<UnpackedArchive> unpack(const std::string& path,
                                        const std::function<Result<>(Rejection&&)>& reject);
  ~UnpackedArchive();
  UnpackedArchive(UnpackedArchive&& other) noexcept;
  UnpackedArchive& operator=(UnpackedArchive&&) = delete;
  UnpackedArchive(const UnpackedArchive&) = delete;
  UnpackedArchive& operator=(const UnpackedArchive&) = delete;

  // The folder with the files; its name is that of the archive without its extensions.
  const std::string& folder() const { return folder_; }
  std::uint64_t bytes() const { return bytes_; }  // unpacked
  // "export.zip/general/2026-01-02.json" for a file in the folder, also where it stands in a sentence.
  std::string name_of(std::string text) const;

 private:
  UnpackedArchive() = default;

  std::string archive_, root_, folder_;
  std::uint64_t bytes_ = 0;
};

}  // namespace garner
