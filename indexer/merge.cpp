#include "indexer/merge.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "indexer/channel/gather.h"

namespace garner {
namespace {

void fill(std::string& field, const std::string& value) {
  if (field.empty()) field = value;
}

bool has_accepted(const Conversation& conversation) {
  return std::any_of(conversation.messages.begin(), conversation.messages.end(),
                     [](const Message& message) { return message.accepted; });
}

}  // namespace

void merge(Conversation& part, const Conversation& known) {
  const bool describes = !part.title.empty() && part.state_known;
  if (!describes) {
    part.state = known.state;
    part.resolved_at = known.resolved_at;
  } else if (part.state == known.state && !part.resolved_at) {
    part.resolved_at = known.resolved_at;
  }
  if (!describes || !part.created_at) part.created_at = known.created_at;
  fill(part.url, known.url);
  fill(part.title, known.title);
  fill(part.locale, known.locale);
  fill(part.product, known.product);
  fill(part.extra, known.extra);
  if (part.tags.empty()) part.tags = known.tags;
  part.updated_at = std::max(part.updated_at, known.updated_at);

  const auto asks = std::find_if(known.messages.begin(), known.messages.end(),
                                 [](const Message& message) { return message.role == Role::kAsker; });
  if (asks != known.messages.end()) {  // who began the part need not have begun the conversation
    for (Message& message : part.messages) {
      if (message.role == Role::kAsker && message.author != asks->author) message.role = Role::kHelper;
      if (message.role == Role::kHelper && message.author == asks->author) message.role = Role::kAsker;
    }
  }

  std::unordered_map<std::string, Message*> given;
  for (Message& message : part.messages) given.emplace(message.id, &message);
  std::vector<Message> all;
  all.reserve(known.messages.size() + part.messages.size());
  for (const Message& message : known.messages) {
    const auto newer = given.find(message.id);
    if (newer == given.end()) {
      all.push_back(message);
    } else {
      all.push_back(std::move(*newer->second));
      given.erase(newer);
    }
  }
  for (Message& message : part.messages) {
    if (given.contains(message.id)) all.push_back(std::move(message));
  }
  sort_by_time(all);
  part.messages = std::move(all);
  const bool was_accepted = known.state == ConversationState::kResolved && has_accepted(known);
  if (!describes && was_accepted && !has_accepted(part)) {  // the mark was taken off
    part.state = ConversationState::kOpen;
    part.resolved_at.reset();
  }
}

}  // namespace garner
