#include "indexer/core/live_index.h"

#include <filesystem>
#include <fstream>

namespace garner {

Result<std::string> live_index(const std::string& folder) {
  const std::filesystem::path current = std::filesystem::path(folder) / "current";
  std::ifstream file(current);
  std::string name;
  if (!file || !std::getline(file, name) || name.empty() || name.find('/') != std::string::npos) {
    return fail(ErrorCode::kNotFound, "there is no index yet", "run `garner index`");
  }
  return (std::filesystem::path(folder) / name).string();
}

}  // namespace garner
