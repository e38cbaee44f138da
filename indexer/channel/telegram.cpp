// Telegram: the JSON of Telegram Desktop's export (one chat, or all), and updates of the Bot API. Chats are
// cut into conversations by reply links, mentions, time and speakers (rooms.h), topics of a forum each alone.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>
#include <unordered_map>

#include "indexer/channel/check.h"
#include "indexer/channel/content_id.h"
#include "indexer/channel/json_fields.h"
#include "indexer/channel/json_head.h"
#include "indexer/channel/json_records.h"
#include "indexer/channel/platforms.h"
#include "indexer/channel/rooms.h"

namespace garner {
namespace telegram {
namespace {

using nlohmann::json;

std::string entity_text(const json& entity) {
  const std::string type = text_of(entity, "type");
  std::string text = text_of(entity, "text");
  if (type == "code") return "`" + text + "`";
  if (type == "pre") return "\n```\n" + text + "\n```\n";
  if (type == "text_link" && !text_of(entity, "href").empty())
    return text + " (" + text_of(entity, "href") + ")";
  return text;
}

// Text of an export is a string, or a list of strings and entities.
std::string words_of(const json& said) {
  const json& text = member(said, "text");
  if (text.is_string()) return text.get<std::string>();
  std::string words;
  if (!text.is_array()) return words;
  for (const json& piece : text) words += piece.is_string() ? piece.get<std::string>() : entity_text(piece);
  return words;
}

// The groups whose messages have addresses.
bool has_addresses(const std::string& type) {
  return type.ends_with("supergroup") || type.ends_with("channel");
}

// Chats of an export, a message at a time.
class Export {
 public:
  explicit Export(const Sink& sink) : sink_(sink), rooms_(sink) {}

  Result<> read(Input& input) {
    auto done = each_item(
        input, sink_, "the message", {"messages", "result"},
        [&](const json& item, const json& frame, const Place& place) {
          return item.contains("update_id") ? take_update(item, place) : take(item, frame, place);
        },
        [&](const json& document, std::size_t items, const Place& place) -> Result<> {
          if (document.contains("update_id")) return take_update(document, place);
          const bool known = items > 0 || member(document, "messages").is_array() ||
                             member(document, "result").is_array() || member(document, "chats").is_object();
          if (known) return {};
          return reject(sink_, place.position,
                        "this holds no messages: export a chat from Telegram Desktop as JSON (result.json)",
                        place.raw);
        });
    return done ? rooms_.finish() : done;
  }

 private:
  Result<> take(const json& said, const json& chat, const Place& place) {
    const std::string room = id_of(chat, "id"), id = id_of(said, "id");
    if (room != chat_) {
      chat_ = room;
      topic_of_.clear();
      topics_.clear();
    }
    if (text_of(said, "type") == "service") {
      if (text_of(said, "action") == "topic_created") topics_[id] = text_of(said, "title");
      return {};
    }
    Conversation part;
    Message message;
    message.id = id;
    if (message.id.empty()) return reject(sink_, place.position, "a message without an id", place.raw);
    message.at = time_of(said, "date_unixtime");
    if (!message.at) message.at = time_of(said, "date");
    message.author = text_of(said, "from");
    const std::string sender = id_of(said, "from_id");
    if (message.author.empty()) message.author = sender;
    if (sender.starts_with("channel")) message.role = Role::kAgent;  // the group itself, or its channel
    if (is_bot_name(message.author)) message.role = Role::kBot;
    message.in_reply_to = id_of(said, "reply_to_message_id");
    message.body = words_of(said);
    for (const json& reaction : list_of(said, "reactions")) message.score += count_of(reaction);

    const std::string topic = topic_of(id, message.in_reply_to);
    part.id = room.empty() ? id : room + "/" + id;
    if (has_addresses(text_of(chat, "type"))) part.url = fmt::format("https://t.me/c/{}/{}", room, id);
    if (const auto title = topics_.find(topic); title != topics_.end() && !title->second.empty())
      part.tags.push_back(title->second);
    part.messages.push_back(std::move(message));
    return rooms_.add(part, topic.empty() ? room : room + "/" + topic, {}, place.position);
  }

  // Messages say which one they answer; the first of a topic answers the note of its creation.
  std::string topic_of(const std::string& id, const std::string& parent) {
    if (topics_.empty() || parent.empty()) return {};
    const auto known = topic_of_.find(parent);
    std::string topic = topics_.contains(parent) ? parent : known == topic_of_.end() ? "" : known->second;
    if (!topic.empty()) topic_of_[id] = topic;
    return topic;
  }

  static std::int64_t count_of(const json& reaction) {
    const std::string emoji = text_of(reaction, "emoji");
    const bool praise = emoji == "\xF0\x9F\x91\x8D" || emoji.starts_with("\xE2\x9D\xA4") ||
                        emoji == "\xF0\x9F\x94\xA5" || emoji == "\xF0\x9F\x8E\x89" ||
                        emoji == "\xF0\x9F\x99\x8F" || emoji == "\xF0\x9F\x92\xAF" ||
                        emoji == "\xF0\x9F\x91\x8C";
    return praise
               ? std::min<std::int64_t>(std::max<std::int64_t>(integer_of(reaction, "count"), 0), 1'000'000)
               : 0;
  }

  // {"update_id":1,"message":{…}}: also edited ones, those of channels and of business accounts.
  Result<> take_update(const json& update, const Place& place) {
    for (const auto* kind : {"message", "edited_message", "channel_post", "edited_channel_post",
                             "business_message", "edited_business_message"}) {
      const json& said = member(update, kind);
      if (said.is_object()) return take_posted(said, place);
    }
    return {};  // a press of a button, a poll
  }

  Result<> take_posted(const json& said, const Place& place) {
    const json& chat = member(said, "chat");
    Conversation part;
    Message message;
    message.id = id_of(said, "message_id");
    if (message.id.empty()) return reject(sink_, place.position, "a message without message_id", place.raw);
    message.body = text_of(said, "text");
    if (message.body.empty()) message.body = text_of(said, "caption");
    if (message.body.empty()) return {};  // a picture, or somebody joined
    message.at = time_of(said, "date");
    const json& from = member(said, "from");
    message.author = text_of(from, "username");
    if (message.author.empty()) message.author = text_of(from, "first_name");
    if (message.author.empty()) message.author = text_of(member(said, "sender_chat"), "title");
    if (message.author.empty()) message.author = id_of(from, "id");
    if (flag_of(from, "is_bot")) message.role = Role::kBot;
    if (member(said, "sender_chat").is_object()) message.role = Role::kAgent;
    message.in_reply_to = id_of(member(said, "reply_to_message"), "message_id");
    const std::string room = id_of(chat, "id");
    const std::string topic = flag_of(said, "is_topic_message") ? "/" + id_of(said, "message_thread_id") : "";
    part.id = room + "/" + message.id;
    const std::string group = text_of(chat, "username");
    if (!group.empty() && text_of(chat, "type") != "private")
      part.url = fmt::format("https://t.me/{}/{}", group, message.id);
    part.messages.push_back(std::move(message));
    return rooms_.add(part, room + topic, {}, place.position);
  }

  const Sink& sink_;
  Rooms rooms_;
  std::string chat_;                                       // the one being read
  std::unordered_map<std::string, std::string> topics_;    // its topics' titles
  std::unordered_map<std::string, std::string> topic_of_;  // messages of a forum: which topic they are in
};

class TelegramChannel : public Channel {
 public:
  std::string_view format() const override { return "telegram"; }
  std::string_view default_channel() const override { return "telegram"; }

  bool recognises(std::string_view head) const override {
    const JsonHead keys(head);
    if (keys.has_all({"name", "type", "id", "messages"}) || keys.has_all({"update_id"})) return true;
    if (keys.under("chats").has_all({"list"}) || (keys.has_all({"about", "chats"}))) return true;
    return keys.has_all({"ok", "result"}) || keys.under("result").has_all({"update_id"});
  }

  Result<> parse(Input& input, const Sink& sink) const override { return Export(sink).read(input); }
};

}  // namespace
}  // namespace telegram

std::unique_ptr<Channel> make_telegram_channel() {
  return std::make_unique<telegram::TelegramChannel>();
}

}  // namespace garner
