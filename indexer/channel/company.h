// CompanyFinder: who answers for the company on networks that do not say: the account that people address
// when they begin a conversation. Also carries what a message knows of its whole conversation through the
// Gatherer. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "indexer/core/model.h"

namespace garner {

class CompanyFinder {
 public:
  // `author` began a conversation with a message that mentions `account`. Keeps a bounded number of accounts,
  // those mentioned most.
  void opened(std::string_view author, std::string_view account);

  // Sets roles that are not known yet, once all openings have been told: of those who wrote, the account
  // addressed most is the agent; who wrote first besides agents and bots asks. Who began the conversation is
  // taken for the company only if several openings addressed him.
  void set_roles(Conversation& conversation) const;

  // What Gatherer asks of a conversation put together from posts: hints taken off, withdrawn if all of it is
  // gone, roles set. Rejects nothing.
  std::optional<std::string> complete(Conversation& whole) const;

 private:
  std::uint64_t times(std::string_view account) const;

  std::unordered_map<std::string, std::uint64_t> openings_;  // by account, in lower case
};

// What a message tells of its conversation, kept in its `extra` until the conversation is whole.
struct Hint {
  std::string url = {};      // its own page
  std::string also_id = {};  // another id of this message that replies may name
  std::string title = {};    // of the conversation, where the message that began it may be missing
};
void put_hint(Message& message, const Hint& hint);

// Takes the hints off the messages again: replies to a message's other id name its id, and the conversation
// gets the id and the page of the message that began it, or, where that is not in the export, keeps its id
// and gets the page of the first message that has one. A title is taken where the conversation has none.
void take_hints(Conversation& conversation);

// A conversation of which nothing is known but that its messages were deleted is itself deleted.
void withdraw_if_all_gone(Conversation& conversation);

}  // namespace garner
