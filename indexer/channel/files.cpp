#include "indexer/channel/files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "indexer/channel/mail_folder.h"
#include "indexer/core/ascii.h"

namespace garner {
namespace {

// The export files of a folder but for its mails.
Result<std::vector<std::string>> files_below(const std::string& folder) {
  namespace fs = std::filesystem;
  std::vector<std::string> found;
  if (holds_mails_only(folder)) return found;
  std::error_code error;
  auto entry = fs::recursive_directory_iterator(folder, error);
  while (!error && entry != fs::recursive_directory_iterator()) {
    const std::string path = entry->path().string();
    const bool hidden = entry->path().filename().native().starts_with('.');
    std::error_code ignored;  // a file that vanishes meanwhile is none
    if (entry->is_directory(ignored)) {
      if (hidden || holds_mails_only(path)) entry.disable_recursion_pending();
    } else if (!hidden && !is_media_file(path) && !is_mail_file(path) && entry->is_regular_file(ignored)) {
      found.push_back(path);
    }
    entry.increment(error);
  }
  if (error)
    return fail(ErrorCode::kUnavailable, fmt::format("{} cannot be listed: {}", folder, error.message()));
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

bool is_media_file(std::string_view path) {
  constexpr std::array<std::string_view, 26> kEndings = {
      "jpg", "jpeg", "png", "gif", "webp", "heic", "heif", "bmp", "tif",  "tiff", "svg", "mp4", "m4v",
      "mov", "webm", "3gp", "avi", "mkv",  "mp3",  "m4a",  "ogg", "opus", "oga",  "wav", "aac", "vcf"};
  const auto dot = path.rfind('.');
  if (dot == std::string_view::npos || path.size() - dot > 5) return false;
  std::string ending(path.substr(dot + 1));
  std::transform(ending.begin(), ending.end(), ending.begin(), lower);
  return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

Result<std::vector<std::string>> list_files(const std::vector<std::string>& paths) {
  namespace fs = std::filesystem;
  std::vector<std::string> files;
  for (const auto& path : paths) {
    std::error_code error;
    if (path == "-" || fs::is_regular_file(path, error)) {
      files.push_back(path);
      continue;
    }
    const auto status = fs::status(path, error);
    if (!fs::exists(status)) return fail(ErrorCode::kNotFound, fmt::format("{} does not exist", path));
    if (!fs::is_directory(status)) {  // a pipe, such as <(zcat …)
      files.push_back(path);
      continue;
    }
    auto found = files_below(path);
    if (!found) return fail(found.error());
    files.insert(files.end(), found->begin(), found->end());
    const auto mails = mails_below(path);
    if (!mails) return fail(mails.error());
    if (!mails->empty()) files.push_back(path);
  }
  return files;
}

std::uint64_t bytes_of(const std::string& path) {
  std::error_code error;
  if (path == "-") return 0;
  if (!std::filesystem::is_directory(path, error)) {
    const auto size = std::filesystem::file_size(path, error);
    return error ? 0 : size;
  }
  const auto folder = open_mail_folder(path);
  return folder ? (*folder)->size() : 0;
}

}  // namespace garner
