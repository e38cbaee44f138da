#include "indexer/channel/content_id.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "indexer/core/ascii.h"

namespace garner {

std::string content_id(std::initializer_list<std::string_view> parts) {
  std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a
  const auto add = [&](unsigned char byte) { hash = (hash ^ byte) * 1099511628211ULL; };
  for (const std::string_view part : parts) {
    for (const char c : part) add(static_cast<unsigned char>(c));
    add(0xFF);  // stands in no UTF-8: ends the part
  }
  return fmt::format("{:016x}", hash);
}

std::string ContentIds::next(std::optional<Time> at, std::string_view author, std::string_view text) {
  constexpr std::size_t kMaxAtOnce = 10'000;  // of logs without times
  if (at != at_ || times_.size() > kMaxAtOnce) times_.clear();
  at_ = at;
  std::string id = content_id({at ? std::to_string(*at) : std::string(), author, text});
  const int count = ++times_[id];
  if (count > 1) id += fmt::format("-{}", count);
  return id;
}

bool is_bot_name(std::string_view name) {
  while (!name.empty() &&
         (is_digit(name.back()) || name.back() == '_' || name.back() == '`' || name.back() == ']'))
    name.remove_suffix(1);
  if (name.size() < 4) return false;
  return lowered(name.substr(name.size() - 3)) == "bot" || lowered(name.substr(0, 4)) == "ubot";
}

}  // namespace garner
