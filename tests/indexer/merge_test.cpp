// A part of a conversation, pushed or on a page, and what is known of it already make the whole.
#include "indexer/merge.h"

#include <catch2/catch.hpp>

using namespace garner;

namespace {

Message said(const std::string& id, Role role, const std::string& author, std::optional<Time> at,
             const std::string& body) {
  Message message;
  message.id = id;
  message.role = role;
  message.author = author;
  message.at = at;
  message.body = body;
  return message;
}

Conversation known() {
  Conversation conversation;
  conversation.id = "c-1";
  conversation.title = "Hub blinks";
  conversation.url = "https://forum.example/t/1";
  conversation.locale = "en";
  conversation.tags = {"hub"};
  conversation.created_at = 1000;
  conversation.updated_at = 3000;
  conversation.resolved_at = 2500;
  conversation.state = ConversationState::kResolved;
  conversation.messages = {said("1", Role::kAsker, "ann", 1000, "It blinks."),
                           said("2", Role::kAgent, "lena", 2000, "Restart it.")};
  conversation.messages[1].accepted = true;
  return conversation;
}

Conversation part(std::vector<Message> messages, const std::string& title = {}) {
  Conversation conversation;
  conversation.id = "c-1";
  conversation.title = title;
  conversation.messages = std::move(messages);
  return conversation;
}

std::string ids(const Conversation& conversation) {
  std::string all;
  for (const Message& message : conversation.messages) all += message.id;
  return all;
}

}  // namespace

TEST_CASE("a comment alone adds itself and says nothing of the conversation") {
  Conversation comment = part({said("3", Role::kHelper, "bob", 4000, "Same here.")});
  comment.updated_at = 4000;
  merge(comment, known());
  CHECK(ids(comment) == "123");
  CHECK(comment.messages[1].accepted);
  CHECK(comment.title == "Hub blinks");
  CHECK(comment.url == "https://forum.example/t/1");
  CHECK(comment.tags == std::vector<std::string>{"hub"});
  CHECK(comment.state == ConversationState::kResolved);
  CHECK(comment.created_at == 1000);
  CHECK(comment.resolved_at == 2500);
  CHECK(comment.updated_at == 4000);
}

TEST_CASE("a part with a title need not know the state") {
  Conversation post = part({said("3", Role::kHelper, "bob", 4000, "Same here.")}, "Hub blinks");
  post.state_known = false;
  Conversation before = known();
  SECTION("closed") {
    before.state = ConversationState::kClosed;
    before.messages[1].accepted = false;
    merge(post, before);
    CHECK(post.state == ConversationState::kClosed);
  }
  SECTION("solved") {
    merge(post, before);
    CHECK(post.state == ConversationState::kResolved);
    CHECK(post.resolved_at == 2500);
  }
  SECTION("no longer solved") {
    post.messages = {said("2", Role::kAgent, "lena", 2000, "Restart it.")};
    merge(post, before);
    CHECK(post.state == ConversationState::kOpen);
    CHECK_FALSE(post.resolved_at);
  }
}

TEST_CASE("of a message that both have the newer word counts") {
  Conversation edit = part({said("2", Role::kAgent, "lena", 2000, "Unplug it for a minute.")});
  edit.messages[0].deleted = true;
  merge(edit, known());
  CHECK(ids(edit) == "12");
  CHECK(edit.messages[1].body == "Unplug it for a minute.");
  CHECK(edit.messages[1].deleted);
  CHECK_FALSE(edit.messages[1].accepted);
}

TEST_CASE("a part that describes the conversation tells its state, and keeps what it does not tell") {
  SECTION("reopened") {
    Conversation reopened = part({}, "Hub blinks again");
    reopened.updated_at = 2000;
    merge(reopened, known());
    CHECK(reopened.state == ConversationState::kOpen);
    CHECK_FALSE(reopened.resolved_at);
    CHECK(reopened.title == "Hub blinks again");
    CHECK(reopened.created_at == 1000);
    CHECK(reopened.updated_at == 3000);
    CHECK(ids(reopened) == "12");
  }
  SECTION("still resolved") {
    Conversation still = part({}, "Hub blinks");
    still.state = ConversationState::kResolved;
    still.tags = {"hub", "red"};
    merge(still, known());
    CHECK(still.resolved_at == 2500);
    CHECK(still.tags.size() == 2);
  }
}

TEST_CASE("messages come in the order of time, those without one behind the one before") {
  Conversation late = part({said("0", Role::kHelper, "bob", 500, "Earlier."),
                            said("0a", Role::kHelper, "bob", {}, "And this."),
                            said("9", Role::kHelper, "bob", 9000, "Later.")});
  merge(late, known());
  CHECK(ids(late) == "00a129");
}

TEST_CASE("who asks is known from the whole") {
  Conversation page = part(
      {said("3", Role::kAsker, "bob", 4000, "Me too."), said("4", Role::kHelper, "ann", 5000, "Thanks!")});
  merge(page, known());
  CHECK(page.messages[2].role == Role::kHelper);
  CHECK(page.messages[3].role == Role::kAsker);
}

TEST_CASE("merging what is known changes nothing") {
  Conversation same = known();
  merge(same, known());
  CHECK(ids(same) == "12");
  CHECK(same.resolved_at == known().resolved_at);
  CHECK(same.messages[1].accepted);
}
