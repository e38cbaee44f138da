// Askbot: questions of its API (/api/v1/questions), the comments on a post, and pages of questions as the
// forum shows them, because the API gives no answers.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "indexer/channel/askbot_page.h"
#include "indexer/channel/check.h"
#include "indexer/channel/forums.h"
#include "indexer/channel/gather.h"
#include "indexer/channel/json_fields.h"
#include "indexer/channel/json_head.h"
#include "indexer/channel/json_records.h"
#include "indexer/channel/platforms.h"
#include "indexer/channel/replayed.h"

namespace garner {
namespace askbot {
namespace {

using nlohmann::json;

Conversation question_of(const json& question) {
  Conversation conversation;
  conversation.id = id_of(question, "id");
  conversation.url = text_of(question, "url");
  conversation.title = decode_entities(text_of(question, "title"));
  conversation.created_at = time_of(question, "added_at");
  conversation.updated_at = time_of(question, "last_activity_at");
  for (const json& tag : list_of(question, "tags")) {
    if (tag.is_string()) conversation.tags.push_back(tag.get<std::string>());
  }
  if (!id_of(question, "accepted_answer_id").empty()) {
    conversation.state = ConversationState::kResolved;
  } else if (flag_of(question, "closed") || member(question, "closed").is_object()) {
    conversation.state = ConversationState::kClosed;
  }
  Message message;
  message.id = conversation.id;
  message.author = text_of(member(question, "author"), "username");
  message.role = Role::kAsker;
  message.at = conversation.created_at;
  message.format = BodyFormat::kHtml;
  message.body = text_of(question, "text");
  if (message.body.empty()) message.body = text_of(question, "summary");
  message.score = integer_of(question, "score");
  conversation.messages.push_back(std::move(message));
  return conversation;
}

Message comment_of(const json& comment, const std::string& post) {
  Message message;
  message.id = id_of(comment, "id");
  message.author = text_of(comment, "user_display_name");
  if (flag_of(comment, "user_is_administrator") || flag_of(comment, "user_is_moderator"))
    message.role = Role::kAgent;
  message.at = parse_spaced_time(text_of(comment, "comment_added_at"));
  message.in_reply_to = post;
  message.format = BodyFormat::kHtml;
  message.body = text_of(comment, "html");
  message.score = integer_of(comment, "score");
  return message;
}

// A comment names its post, and that may be an answer: only with its question is its place known.
std::optional<std::string> complete(Conversation& conversation) {
  const bool has_question =
      std::any_of(conversation.messages.begin(), conversation.messages.end(),
                  [&](const Message& message) { return message.id == conversation.id; });
  if (!has_question)
    return fmt::format(
        "comments on post {}, which is not in the file: add its question, or save the question's page",
        conversation.id);
  set_asker(conversation);
  return std::nullopt;
}

class AskbotFile {
 public:
  explicit AskbotFile(const Sink& sink) : sink_(sink), gatherer_(sink, complete) {}

  Result<> take(const json& record, const Place& place) {
    Conversation part;
    if (record.contains("comment_added_at")) {
      part.id = id_of(record, "object_id");
      if (!part.id.empty()) part.messages.push_back(comment_of(record, part.id));
    } else if (record.contains("title")) {
      part = question_of(record);
    }
    if (part.id.empty())
      return reject(sink_, place.position, "neither a question nor a comment of Askbot", place.raw);
    return gatherer_.add(part, part.id, place.position);
  }
  Result<> take_document(const json& document, std::size_t items, const Place& place) {
    if (items > 0 || member(document, "questions").is_array()) return {};
    return take(document, place);
  }
  Result<> finish() { return gatherer_.finish(); }

 private:
  const Sink& sink_;
  Gatherer gatherer_;
};

Result<> parse_page(std::string head, Input& input, const Sink& sink) {
  std::string html = std::move(head);
  for (std::size_t size = html.size();;) {
    constexpr std::size_t kChunk = 64UL * 1024;
    html.resize(size + kChunk);
    const auto got = input.read(html.data() + size, kChunk);
    html.resize(size + (got ? *got : 0));
    if (!got) {
      auto told = end_of_input(got.error(), sink, "the end");
      if (!told) return told;
      break;
    }
    if (*got == 0) break;
    size = html.size();
    if (size > kMaxRecordBytes)
      return reject(sink, "line 1", fmt::format("the page is larger than {} MB", kMaxRecordBytes >> 20),
                    html);
  }
  auto page = read_askbot_page(html);
  if (!page) return reject(sink, "line 1", "no question on this page: save the page of one question", html);
  set_asker(*page);
  settle(*page);
  return deliver(sink, std::move(*page), "line 1", html);
}

class AskbotChannel : public Channel {
 public:
  std::string_view format() const override { return "askbot"; }
  std::string_view default_channel() const override { return "askbot"; }

  bool recognises(std::string_view head) const override {
    const auto begin = head.find_first_not_of("\xEF\xBB\xBF \t\r\n");
    if (begin != std::string_view::npos && head[begin] == '<')
      return head.find("<html") != std::string_view::npos &&
             head.find("askbot['data']") != std::string_view::npos;
    const JsonHead first(head);
    return first.has_all({"questions", "pages"}) || first.has_all({"answer_ids", "accepted_answer_id"}) ||
           first.has_all({"added_at", "last_activity_by"}) ||
           first.has_all({"comment_added_at", "object_id"});
  }

  Result<> parse(Input& input, const Sink& sink) const override {
    auto head = read_first(input);  // JSON or a page
    if (!head) return end_of_input(head.error(), sink, "line 1");
    if (head->ends_with('<')) return parse_page(std::move(*head), input, sink);
    Replayed whole(std::move(*head), input);
    AskbotFile file(sink);
    auto read = each_item(
        whole, sink, "the question", {"questions"},
        [&](const json& item, const json&, const Place& place) { return file.take(item, place); },
        [&](const json& document, std::size_t items, const Place& place) {
          return file.take_document(document, items, place);
        });
    if (!read) return read;
    return file.finish();
  }
};

}  // namespace
}  // namespace askbot

std::unique_ptr<Channel> make_askbot_channel() {
  return std::make_unique<askbot::AskbotChannel>();
}

}  // namespace garner
