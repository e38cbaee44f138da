// Discourse as its own API gives it: topics (/t/ID.json), whole or page by page, lists of posts, single
// posts, and webhook bodies; one object, an array of them, or one a line.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "indexer/channel/check.h"
#include "indexer/channel/gather.h"
#include "indexer/channel/json_fields.h"
#include "indexer/channel/json_head.h"
#include "indexer/channel/json_records.h"
#include "indexer/channel/platforms.h"

namespace garner {
namespace discourse {
namespace {

using nlohmann::json;

enum PostType { kRegular = 1, kModeratorAction = 2, kSmallAction = 3, kWhisper = 4 };
constexpr int kLike = 2;  // id of the "like" in actions_summary

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

Conversation topic_of(const json& topic) {
  Conversation conversation;
  conversation.id = id_of(topic, "id");
  conversation.url = text_of(topic, "url");
  conversation.title = text_of(topic, "title");
  conversation.created_at = time_of(topic, "created_at");
  conversation.updated_at = time_of(topic, "last_posted_at");
  conversation.locale = text_of(topic, "locale");
  conversation.tags = tags_of(topic);
  conversation.deleted = !member(topic, "deleted_at").is_null();
  if (flag_of(topic, "closed") || flag_of(topic, "archived")) conversation.state = ConversationState::kClosed;
  return conversation;
}

void set_resolved(Conversation& conversation) {
  const bool solved = std::any_of(conversation.messages.begin(), conversation.messages.end(),
                                  [](const Message& message) { return message.accepted; });
  if (solved) conversation.state = ConversationState::kResolved;
}

Conversation conversation_of(const json& topic) {
  Conversation conversation = topic_of(topic);
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
  set_resolved(conversation);
  conversation.partial = list_of(member(topic, "post_stream"), "stream").size() > posts.size();
  return conversation;
}

// A topic that comes in pieces: posts name one another by their number in it, which travels in `extra` until
// all of them are there.
Message piece_of(const json& post) {
  Message message = message_of(post, {});
  message.extra =
      json{{"number", integer_of(post, "post_number")}, {"to", integer_of(post, "reply_to_post_number")}}
          .dump();
  return message;
}

std::optional<std::string> complete(Conversation& conversation) {
  auto& messages = conversation.messages;
  std::map<std::int64_t, std::size_t> positions;  // by post number
  std::vector<std::int64_t> parents;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const json extra = json::parse(messages[i].extra, nullptr, false);
    messages[i].extra.clear();
    positions.emplace(integer_of(extra, "number"), i);
    parents.push_back(integer_of(extra, "to"));
  }
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const auto parent = positions.find(parents[i]);
    if (parent != positions.end()) messages[i].in_reply_to = messages[parent->second].id;
  }
  const json extra = json::parse(conversation.extra, nullptr, false);
  conversation.extra.clear();
  mark_accepted(extra, positions, conversation);
  set_resolved(conversation);
  // A post says whether its topic has an answer, but not whether it is closed.
  conversation.state_known = extra.contains("asker") || conversation.state == ConversationState::kResolved;
  // Who wrote the first post asks; without it nobody is known to, except where the topic tells.
  const auto first = positions.find(1);
  const std::string asker =
      first == positions.end() ? text_of(extra, "asker") : messages[first->second].author;
  for (Message& message : messages) {
    if (!asker.empty() && message.author == asker && message.role != Role::kBot) message.role = Role::kAsker;
  }
  return std::nullopt;
}

// Why a JSON object holds no posts, in the words of the API.
std::string not_a_topic(const json& object) {
  if (member(object, "post_stream").is_object()) return "the topic has no post_stream.posts";
  if (object.contains("topic_list") || object.contains("category_list"))
    return "a list of topics or categories, without posts: export each topic's JSON (/t/ID.json)";
  if (object.contains("grouped_search_result"))
    return "search results, which cut posts short: export each topic's JSON (/t/ID.json)";
  if (object.contains("cooked") || object.contains("post_number"))
    return "a post without topic_id: what it belongs to is not known";
  if (object.contains("errors")) return "an error message of the forum, not a topic";
  return "not a Discourse topic: post_stream is missing";
}

class DiscourseFile {
 public:
  explicit DiscourseFile(const Sink& sink) : sink_(sink), pieces_(sink, complete) {}

  Result<> take(const json& record, const Place& place) {
    const json& stream = member(record, "post_stream");
    if (member(stream, "posts").is_array()) return take_topic(record, stream, place);
    if (const json& posts = member(record, "latest_posts"); posts.is_array()) return take_posts(posts, place);
    if (const json& post = member(record, "post"); post.is_object()) return take_post(post, place);
    if (const json& post = member(record, "solved"); post.is_object()) return take_solved(post, place);
    if (const json& topic = member(record, "topic"); topic.is_object()) return take_topic_event(topic, place);
    if (!id_of(record, "topic_id").empty()) return take_post(record, place);
    for (const char* other :
         {"category", "like", "notification", "reviewable", "tag", "user", "user_badge"}) {
      if (member(record, other).is_object())
        return pass_over(sink_, {}, place.position, "an event that is not about a topic", place.raw);
    }
    return reject(sink_, place.position, not_a_topic(record), place.raw);
  }
  Result<> finish() { return pieces_.finish(); }

 private:
  // Without a title: further posts of a topic (/t/ID/posts.json). With more posts in its stream than it
  // shows, or without the first: a page of a topic.
  Result<> take_topic(const json& topic, const json& stream, const Place& place) {
    const json& posts = member(stream, "posts");
    if (!topic.contains("title") && !id_of(posts.empty() ? json() : posts.front(), "topic_id").empty())
      return take_posts(posts, place);
    const auto in_order = posts_in_order(topic);
    const bool begins = in_order.empty() || integer_of(*in_order.front(), "post_number") <= 1;
    if (begins && list_of(stream, "stream").size() <= posts.size())
      return deliver(sink_, conversation_of(topic), place.position, place.raw);

    Conversation page = topic_of(topic);
    json extra = {{"asker", text_of(member(member(topic, "details"), "created_by"), "username")}};
    for (const char* field : {"accepted_answer", "accepted_answers"}) {
      if (topic.contains(field)) extra[field] = accepted_numbers(topic.at(field));
    }
    page.extra = extra.dump();
    for (const json* post : in_order) page.messages.push_back(piece_of(*post));
    if (page.id.empty()) return reject(sink_, place.position, "id is missing", place.raw);
    return pieces_.add(page, page.id, place.position);
  }

  // It was closed, renamed, deleted: its posts are not there.
  Result<> take_topic_event(const json& topic, const Place& place) {
    Conversation about = topic_of(topic);
    if (about.deleted) return deliver(sink_, std::move(about), place.position, place.raw);
    if (member(topic, "accepted_answer").is_object() || !list_of(topic, "accepted_answers").empty())
      about.state = ConversationState::kResolved;
    return pass_over(sink_, std::move(about), place.position,
                     "an event about a topic, without its posts: export the topic's JSON (/t/ID.json)",
                     place.raw);
  }

  // Of the account of an accepted answer, which quotes it, only where it stands.
  static json accepted_numbers(const json& answer) {
    if (!answer.is_array()) return json{{"post_number", integer_of(answer, "post_number")}};
    json numbers = json::array();
    for (const json& one : answer)
      numbers.push_back(accepted_numbers(one.is_object() ? one : json::object()));
    return numbers;
  }

  Result<> take_posts(const json& posts, const Place& place) {
    for (const json& post : posts) {
      if (auto taken = take_post(post, place); !taken) return taken;
    }
    return {};
  }

  Result<> take_post(const json& post, const Place& place) {
    const std::string topic = id_of(post, "topic_id");
    if (topic.empty()) return reject(sink_, place.position, not_a_topic(post), place.raw);
    const auto type = integer_of(post, "post_type");
    if (type == kSmallAction || type == kWhisper) return {};
    Conversation part;
    part.id = topic;
    part.title = text_of(post, "topic_title");
    // The plugin says of every post of a topic whether the topic has an answer.
    if (flag_of(post, "topic_accepted_answer")) part.state = ConversationState::kResolved;
    part.messages.push_back(piece_of(post));
    return pieces_.add(part, topic, place.position);
  }

  // The plugin's webhook: a post was accepted, or is no longer.
  Result<> take_solved(const json& post, const Place& place) {
    json told = post;
    if (!told.contains("accepted_answer")) told["accepted_answer"] = true;
    return take_post(told, place);
  }

  const Sink& sink_;
  Gatherer pieces_;
};

class DiscourseChannel : public Channel {
 public:
  std::string_view format() const override { return "discourse"; }
  std::string_view default_channel() const override { return "discourse"; }

  bool recognises(std::string_view head) const override {
    const JsonHead first(head);
    return first.has_any({"post_stream", "topic_list", "category_list", "latest_posts", "fancy_title",
                          "post_number", "grouped_search_result"}) ||
           first.under("post").has_all({"post_number"}) || first.under("solved").has_all({"post_number"}) ||
           first.under("topic").has_all({"fancy_title"});
  }

  Result<> parse(Input& input, const Sink& sink) const override {
    DiscourseFile file(sink);
    auto read = each_record(input, sink, "the topic",
                            [&](const json& record, const Place& place) { return file.take(record, place); });
    if (!read) return read;
    return file.finish();
  }
};

}  // namespace
}  // namespace discourse

std::unique_ptr<Channel> make_discourse_channel() {
  return std::make_unique<discourse::DiscourseChannel>();
}

}  // namespace garner
