#include "indexer/channel/json_head.h"

#include <algorithm>

#include "indexer/channel/json_text.h"

namespace garner {

JsonHead::JsonHead(std::string_view text) {
  const auto first = text.find_first_not_of("\xEF\xBB\xBF \t\r\n");
  if (first == std::string_view::npos) return;
  is_list_ = text[first] == '[';
  const auto object = text.find_first_not_of("[ \t\r\n", first);
  if (object == std::string_view::npos || text[object] != '{') return;
  text_ = text.substr(object);
  keys_ = top_level_keys(text_);
}

bool JsonHead::has_all(std::initializer_list<std::string_view> keys) const {
  return std::all_of(keys.begin(), keys.end(), [&](std::string_view key) {
    return std::find(keys_.begin(), keys_.end(), key) != keys_.end();
  });
}

bool JsonHead::has_any(std::initializer_list<std::string_view> keys) const {
  return std::find_first_of(keys_.begin(), keys_.end(), keys.begin(), keys.end()) != keys_.end();
}

// What stands behind the colon of the key.
std::string_view JsonHead::value_of(std::string_view key) const {
  const auto found = std::find(keys_.begin(), keys_.end(), key);
  if (found == keys_.end()) return {};
  const auto end = static_cast<std::size_t>(found->data() - text_.data()) + found->size() + 1;  // its quote
  const auto value = text_.find_first_not_of(": \t\r\n", end);
  return value == std::string_view::npos ? std::string_view() : text_.substr(value);
}

JsonHead JsonHead::under(std::string_view key) const {
  return JsonHead(value_of(key));
}

std::string_view JsonHead::text(std::string_view key) const {
  const auto value = value_of(key);
  if (!value.starts_with('"')) return {};
  return value.substr(1, value.find('"', 1) - 1);
}

}  // namespace garner
