// Who asks and who answers in a conversation, also where the platform did not say. Value type; must not
// outlive what it was made from. Thread-safe.
#pragma once

#include <string_view>

#include "indexer/core/model.h"

namespace garner {

class Participants {
 public:
  explicit Participants(const Conversation& conversation) {
    for (const Message& message : conversation.messages) {
      if (message.role == Role::kAsker) asker_given_ = true;
      if (asker_.empty() && message.role != Role::kBot) asker_ = message.author;
    }
  }

  // The asker as marked; where none is, whoever wrote first, if the platform gave that author no other role.
  bool is_asker(const Message& message) const {
    if (asker_given_) return message.role == Role::kAsker;
    return message.role == Role::kUnknown && message.author == asker_;
  }
  bool is_answer(const Message& message) const {
    return !message.deleted && message.role != Role::kBot && !is_asker(message) && !message.body.empty();
  }

 private:
  std::string_view asker_;
  bool asker_given_ = false;
};

}  // namespace garner
