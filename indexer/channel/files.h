// Which files are exports, among those that people name or that an archive holds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/result.h"

namespace garner {

// Pictures, sound, films and the like by their extension: never an export, and left out of folders and
// archives, which are full of them.
bool is_media_file(std::string_view path);

// The export files under the given paths: a folder gives its files, sorted, hidden ones and media left
// out, and last itself where it holds mails, one a file.
Result<std::vector<std::string>> list_files(const std::vector<std::string>& paths);
// Their size on disk, for progress; 0: not known.
std::uint64_t bytes_of(const std::string& path);

}  // namespace garner
