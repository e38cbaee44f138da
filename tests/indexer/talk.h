// Conversations for tests, written in one line.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "indexer/core/model.h"
#include "indexer/core/names.h"

namespace garner {

inline void say(Conversation& conversation, Role role, std::string body) {
  Message message;
  message.id = fmt::format("m{}", conversation.messages.size() + 1);
  message.author = std::string(name_of(role));
  message.role = role;
  message.body = std::move(body);
  conversation.messages.push_back(std::move(message));
}

inline Conversation talk(std::vector<std::pair<Role, std::string>> said) {
  Conversation conversation;
  conversation.channel = "community";
  conversation.id = "c-1";
  for (auto& [role, body] : said) say(conversation, role, std::move(body));
  return conversation;
}

}  // namespace garner
