// Ids for messages of platforms that give them none, made of what a message says: the same in every export.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "indexer/core/model.h"

namespace garner {

// 16 hexadecimal digits. Pure, thread-safe.
std::string content_id(std::initializer_list<std::string_view> parts);

// Tells apart those who say the same thing twice in one minute or second: the second "yes" gets "-2" behind
// its id. Messages must come in the order of the file. In memory are those of one time. Not thread-safe.
class ContentIds {
 public:
  std::string next(std::optional<Time> at, std::string_view author, std::string_view text);

 private:
  std::optional<Time> at_;
  std::unordered_map<std::string, int> times_;
};

// Whether a name is that of a robot by the custom of chats: "ubotu", "helpbot", "Status Bot". Pure.
bool is_bot_name(std::string_view name);

}  // namespace garner
