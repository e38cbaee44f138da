// Discourse topics as the forum's own API gives them (/t/ID.json): one object, an array of them, or one a
// line.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "indexer/channel/check.h"
#include "indexer/channel/json_text.h"
#include "indexer/channel/json_values.h"
#include "indexer/channel/platforms.h"
#include "indexer/core/clock.h"

namespace garner {
namespace {

using nlohmann::json;

enum PostType { kRegular = 1, kModeratorAction = 2, kSmallAction = 3, kWhisper = 4 };
constexpr int kLike = 2;  // id of the "like" in actions_summary

const json& member(const json& object, const char* name) {
  static const json null;
  if (!object.is_object()) return null;
  const auto found = object.find(name);
  return found == object.end() ? null : *found;
}

std::string text_of(const json& object, const char* name) {
  const json& value = member(object, name);
  return value.is_string() ? value.get<std::string>() : std::string();
}

bool flag_of(const json& object, const char* name) {
  const json& value = member(object, name);
  return value.is_boolean() && value.get<bool>();
}

std::int64_t integer_of(const json& object, const char* name) {
  const json& value = member(object, name);
  return value.is_number_integer() ? value.get<std::int64_t>() : 0;
}

// Ids are numbers in the API and strings in some exports.
std::string id_of(const json& object, const char* name) {
  const json& value = member(object, name);
  if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::optional<Time> time_of(const json& object, const char* name) {
  const json& value = member(object, name);
  return value.is_string() ? parse_rfc3339(value.get_ref<const std::string&>()) : std::nullopt;
}

std::vector<std::string> tags_of(const json& topic) {
  std::vector<std::string> tags;
  const json& list = member(topic, "tags");
  if (!list.is_array()) return tags;
  for (const auto& tag : list) {  // names, or objects in newer versions
    auto name = tag.is_string() ? tag.get<std::string>() : text_of(tag, "name");
    if (!name.empty()) tags.push_back(std::move(name));
  }
  return tags;
}

std::int64_t likes_of(const json& post) {
  const json& actions = member(post, "actions_summary");
  if (!actions.is_array()) return 0;
  for (const auto& action : actions) {
    if (integer_of(action, "id") == kLike) return integer_of(action, "count");
  }
  return 0;
}

Role role_of(const json& post, const std::string& asker) {
  const std::string author = text_of(post, "username");
  if (author == "system" || author == "discobot" || integer_of(post, "user_id") < 0) return Role::kBot;
  if (author == asker) return Role::kAsker;
  if (flag_of(post, "staff") || flag_of(post, "moderator") || flag_of(post, "admin")) return Role::kAgent;
  return Role::kHelper;
}

Message message_of(const json& post, const std::string& asker) {
  Message message;
  message.id = id_of(post, "id");
  message.author = text_of(post, "username");
  message.role = role_of(post, asker);
  message.at = time_of(post, "created_at");
  message.body = text_of(post, "cooked");
  message.format = BodyFormat::kHtml;
  if (message.body.empty()) {
    message.body = text_of(post, "raw");
    message.format = BodyFormat::kMarkdown;
  }
  message.accepted = flag_of(post, "accepted_answer");
  message.score = likes_of(post);
  message.deleted =
      !member(post, "deleted_at").is_null() || flag_of(post, "user_deleted") || flag_of(post, "hidden");
  return message;
}

// The topic's own account of its accepted answer: one object, or a list of them.
void mark_accepted(const json& topic, const std::map<std::int64_t, std::size_t>& positions,
                   Conversation& conversation) {
  const auto mark = [&](const json& answer) {
    const auto found = positions.find(integer_of(answer, "post_number"));
    if (found != positions.end()) conversation.messages[found->second].accepted = true;
  };
  mark(member(topic, "accepted_answer"));
  const json& answers = member(topic, "accepted_answers");
  if (answers.is_array()) std::for_each(answers.begin(), answers.end(), mark);
}

std::vector<const json*> posts_in_order(const json& topic) {
  std::vector<const json*> posts;
  for (const auto& post : member(member(topic, "post_stream"), "posts")) {
    const auto type = integer_of(post, "post_type");
    if (post.is_object() && type != kSmallAction && type != kWhisper) posts.push_back(&post);
  }
  std::stable_sort(posts.begin(), posts.end(), [](const json* a, const json* b) {
    return integer_of(*a, "post_number") < integer_of(*b, "post_number");
  });
  return posts;
}

Conversation conversation_of(const json& topic) {
  Conversation conversation;
  conversation.id = id_of(topic, "id");
  conversation.url = text_of(topic, "url");
  conversation.title = text_of(topic, "title");
  conversation.created_at = time_of(topic, "created_at");
  conversation.updated_at = time_of(topic, "last_posted_at");
  conversation.locale = text_of(topic, "locale");
  conversation.tags = tags_of(topic);
  conversation.deleted = !member(topic, "deleted_at").is_null();

  const auto posts = posts_in_order(topic);
  const std::string asker = posts.empty() ? std::string() : text_of(*posts.front(), "username");
  std::map<std::int64_t, std::size_t> positions;  // by post number
  for (const json* post : posts) {
    positions.emplace(integer_of(*post, "post_number"), conversation.messages.size());
    conversation.messages.push_back(message_of(*post, asker));
  }
  for (std::size_t i = 0; i < posts.size(); ++i) {
    const auto parent = positions.find(integer_of(*posts[i], "reply_to_post_number"));
    if (parent != positions.end())
      conversation.messages[i].in_reply_to = conversation.messages[parent->second].id;
  }
  mark_accepted(topic, positions, conversation);

  const bool solved = std::any_of(conversation.messages.begin(), conversation.messages.end(),
                                  [](const Message& message) { return message.accepted; });
  if (solved) {
    conversation.state = ConversationState::kResolved;
  } else if (flag_of(topic, "closed") || flag_of(topic, "archived")) {
    conversation.state = ConversationState::kClosed;
  }
  return conversation;
}

// Why a JSON object is no topic, in the words of the API; empty when it is one.
std::string not_a_topic(const json& object) {
  const json& stream = member(object, "post_stream");
  if (stream.is_object()) {
    return member(stream, "posts").is_array() ? "" : "the topic has no post_stream.posts";
  }
  if (object.contains("topic_list")) {
    return "a list of topics, not a topic: export each topic's JSON (/t/ID.json)";
  }
  if (object.contains("grouped_search_result")) {
    return "search results, not a topic: export each topic's JSON (/t/ID.json)";
  }
  if (object.contains("cooked") || object.contains("post_number")) {
    return "a single post, not a topic: export the topic's JSON (/t/ID.json)";
  }
  if (object.contains("errors")) return "an error message of the forum, not a topic";
  return "not a Discourse topic: post_stream is missing";
}

Result<> take_topic(std::string_view text, const std::string& position, const Sink& sink) {
  auto topic = parse_json(text);
  if (!topic) return reject(sink, position, topic.error().message, text);
  if (auto reason = not_a_topic(*topic); !reason.empty())
    return reject(sink, position, std::move(reason), text);
  return deliver(sink, conversation_of(*topic), position, text);
}

class DiscourseChannel : public Channel {
 public:
  std::string_view format() const override { return "discourse"; }
  std::string_view default_channel() const override { return "discourse"; }

  bool recognises(std::string_view head) const override {
    const auto first = head.find_first_not_of("\xEF\xBB\xBF \t\r\n[");
    if (first == std::string_view::npos || head[first] != '{') return false;
    constexpr std::string_view kKeys[] = {"post_stream", "topic_list", "fancy_title", "post_number",
                                          "grouped_search_result"};
    const auto keys = top_level_keys(head);
    return std::find_first_of(keys.begin(), keys.end(), std::begin(kKeys), std::end(kKeys)) != keys.end();
  }

  Result<> parse(Input& input, const Sink& sink) const override {
    JsonValues values(input);
    std::uint64_t last_line = 1;
    for (;;) {
      auto value = values.next();
      if (!value) return end_of_input(value.error(), sink, fmt::format("line {}", last_line));
      last_line = value->line;
      const std::string position = fmt::format("line {}", value->line);
      Result<> taken;
      switch (value->kind) {
        case JsonValues::Kind::kEnd:
          return {};
        case JsonValues::Kind::kValue:
          taken = take_topic(value->text, position, sink);
          break;
        case JsonValues::Kind::kTooLong:
          taken = reject(sink, position, fmt::format("the topic is larger than {} MB", kMaxRecordBytes >> 20),
                         value->text);
          break;
        case JsonValues::Kind::kGarbage:
          taken = reject(sink, position, "not JSON", value->text);
          break;
      }
      if (!taken) return taken;
    }
  }
};

}  // namespace

std::unique_ptr<Channel> make_discourse_channel() {
  return std::make_unique<DiscourseChannel>();
}

}  // namespace garner
