// Answers of the Stack Exchange API: {"items":[…]} with questions (and the answers and comments in them),
// with answers or with comments; also bare questions.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>

#include "indexer/channel/check.h"
#include "indexer/channel/forums.h"
#include "indexer/channel/gather.h"
#include "indexer/channel/json_fields.h"
#include "indexer/channel/json_head.h"
#include "indexer/channel/json_records.h"
#include "indexer/channel/platforms.h"

namespace garner {
namespace stackexchange_api {
namespace {

using nlohmann::json;

Message message_of(const json& post) {
  Message message;
  const json& owner = member(post, "owner");
  message.author = decode_entities(text_of(owner, "display_name"));
  if (integer_of(owner, "user_id") < 0) message.role = Role::kBot;  // "Community" asks and edits for the site
  if (text_of(owner, "user_type") == "moderator") message.role = Role::kAgent;
  message.at = time_of(post, "creation_date");
  message.score = integer_of(post, "score");
  message.format = BodyFormat::kHtml;
  message.body = text_of(post, "body");
  if (message.body.empty()) {  // which one comes is a matter of the filter
    message.format = BodyFormat::kMarkdown;
    message.body = decode_entities(text_of(post, "body_markdown"));
  }
  return message;
}

// Ids of comments are counted apart from those of posts: "c1" as for dumps.
void add_comments(const json& post, const std::string& post_id, Conversation& conversation) {
  for (const json& comment : list_of(post, "comments")) {
    if (!comment.is_object()) continue;
    Message message = message_of(comment);
    message.id = "c" + id_of(comment, "comment_id");
    message.in_reply_to = post_id;
    conversation.messages.push_back(std::move(message));
  }
}

void add_answer(const json& answer, const std::string& question, Conversation& conversation) {
  Message message = message_of(answer);
  message.id = id_of(answer, "answer_id");
  message.in_reply_to = question;
  message.accepted = flag_of(answer, "is_accepted");
  const std::string id = message.id;
  conversation.messages.push_back(std::move(message));
  add_comments(answer, id, conversation);
}

Conversation conversation_of(const json& question) {
  Conversation conversation;
  conversation.id = id_of(question, "question_id");
  conversation.url = text_of(question, "link");
  if (site_of(conversation.url).empty()) conversation.url.clear();
  conversation.title = decode_entities(text_of(question, "title"));
  conversation.created_at = time_of(question, "creation_date");
  conversation.updated_at = time_of(question, "last_activity_date");
  for (const json& tag : list_of(question, "tags")) {
    if (tag.is_string()) conversation.tags.push_back(tag.get<std::string>());
  }
  if (question.contains("closed_date") || question.contains("locked_date"))
    conversation.state = ConversationState::kClosed;

  Message asked = message_of(question);
  asked.id = conversation.id;
  if (asked.role != Role::kBot) asked.role = Role::kAsker;
  conversation.messages.push_back(std::move(asked));
  add_comments(question, conversation.id, conversation);
  for (const json& answer : list_of(question, "answers")) {
    if (answer.is_object()) add_answer(answer, conversation.id, conversation);
  }
  if (const auto accepted = id_of(question, "accepted_answer_id"); !accepted.empty())
    accept(conversation, accepted);
  return conversation;
}

// Answers that came on pages of their own say themselves that they are accepted.
std::optional<std::string> complete(Conversation& conversation) {
  set_asker(conversation);
  for (const Message& message : conversation.messages) {
    if (message.accepted) conversation.state = ConversationState::kResolved;
  }
  return lacks_text(conversation, "ask the API for bodies, with filter=withbody or a filter of your own");
}

class StackExchangeApiFile {
 public:
  explicit StackExchangeApiFile(const Sink& sink) : sink_(sink), gatherer_(sink, complete) {}

  Result<> take(const json& item, const Place& place) {
    const std::string question = id_of(item, "question_id");
    Conversation part;
    if (item.contains("answer_id")) {
      if (question.empty()) return refuse(place, "the answer has no question_id: its question is not known");
      part.id = question;
      add_answer(item, question, part);
    } else if (!question.empty()) {
      part = conversation_of(item);
    } else {
      return refuse(place, fault_of(item));
    }
    return gatherer_.add(part, part.id, place.position);
  }
  // What is around the items, or a question that stands alone.
  Result<> take_document(const json& document, std::size_t items, const Place& place) {
    if (items > 0 || member(document, "items").is_array()) return {};
    return take(document, place);
  }
  Result<> finish() { return gatherer_.finish(); }

 private:
  static std::string fault_of(const json& item) {
    if (item.contains("error_id"))
      return fmt::format("an error message of the API ({})", text_of(item, "error_name").substr(0, 40));
    if (item.contains("comment_id"))
      return "a comment alone does not name its question: export questions with a filter that includes "
             "comments";
    return "neither a question nor an answer: question_id is missing";
  }
  Result<> refuse(const Place& place, std::string reason) {
    return reject(sink_, place.position, std::move(reason), place.raw);
  }

  const Sink& sink_;
  Gatherer gatherer_;
};

class StackExchangeApiChannel : public Channel {
 public:
  std::string_view format() const override { return "stackexchange-api"; }
  std::string_view default_channel() const override { return "stackexchange"; }

  bool recognises(std::string_view head) const override {
    const JsonHead first(head);
    return first.has_all({"items", "has_more"}) || first.has_all({"items", "quota_remaining"}) ||
           first.has_all({"question_id", "creation_date"}) || first.has_all({"error_id", "error_name"});
  }

  Result<> parse(Input& input, const Sink& sink) const override {
    StackExchangeApiFile file(sink);
    auto read = each_item(
        input, sink, "the question", {"items"},
        [&](const json& item, const json&, const Place& place) { return file.take(item, place); },
        [&](const json& document, std::size_t items, const Place& place) {
          return file.take_document(document, items, place);
        });
    if (!read) return read;
    return file.finish();
  }
};

}  // namespace
}  // namespace stackexchange_api

std::unique_ptr<Channel> make_stackexchange_api_channel() {
  return std::make_unique<stackexchange_api::StackExchangeApiChannel>();
}

}  // namespace garner
