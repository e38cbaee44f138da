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

// Solved by an agent, as the asker confirms.
inline Conversation solved(std::string id, std::string question, std::string answer) {
  Conversation said = talk({{Role::kAsker, std::move(question)},
                            {Role::kAgent, std::move(answer)},
                            {Role::kAsker, "That worked, thank you!"}});
  said.id = std::move(id);
  said.created_at = 1'700'000'000'000;
  said.updated_at = 1'700'000'100'000;
  return said;
}

// Two askers with the same trouble.
inline Conversation offline(std::string id = "c-1") {
  return solved(std::move(id), "The Brindle X2 printer shows offline since the update to firmware 3.2.1.",
                "Turn off power saving in Settings under Network, then restart the printer.");
}

inline Conversation offline_again(std::string id = "c-2") {
  return solved(std::move(id), "Brindle X2 printer is offline after updating to firmware 3.2.1.",
                "Please turn off power saving under Settings, Network and restart the printer.");
}

}  // namespace garner
