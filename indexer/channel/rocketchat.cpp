// Rocket.Chat: pages of channels.messages, channels.history, im.messages and chat.getThreadMessages, or the
// JSON of an exported room. Threads (tmid) are conversations of their own; the rest is cut (rooms.h).
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "indexer/channel/check.h"
#include "indexer/channel/json_fields.h"
#include "indexer/channel/json_head.h"
#include "indexer/channel/json_records.h"
#include "indexer/channel/platforms.h"
#include "indexer/channel/rooms.h"

namespace garner {
namespace rocketchat {
namespace {

using nlohmann::json;

// {":+1:":{"usernames":[…]}}
std::int64_t score_of(const json& said) {
  std::int64_t score = 0;
  const json& reactions = member(said, "reactions");
  for (const auto* name :
       {":+1:", ":thumbsup:", ":heart:", ":tada:", ":white_check_mark:", ":clap:", ":pray:"})
    score += static_cast<std::int64_t>(list_of(member(reactions, name), "usernames").size());
  return score;
}

bool is_checked_by(const json& said, const std::string& user) {
  const json& mark = member(member(said, "reactions"), ":white_check_mark:");
  const json& users = list_of(mark, "usernames");
  return std::any_of(users.begin(), users.end(), [&](const json& name) { return name == user; });
}

std::string name_of(const json& user) {
  std::string name = text_of(user, "username");
  return name.empty() ? text_of(user, "name") : name;
}

// Times of the API are RFC 3339, those of database dumps {"$date":…}.
std::optional<Time> when(const json& said, const char* field) {
  const json& value = member(said, field);
  return value.is_object() ? time_of(value, "$date") : time_of(said, field);
}

class RocketChatChannel : public Channel {
 public:
  std::string_view format() const override { return "rocketchat"; }
  std::string_view default_channel() const override { return "rocketchat"; }

  bool recognises(std::string_view head) const override {
    const JsonHead keys(head);
    if (keys.has_all({"_id", "rid", "msg", "u"})) return true;
    if (keys.under("messages").has_all({"_id", "rid", "u"}) ||
        keys.under("message").has_all({"_id", "rid", "u"}))
      return true;
    if (keys.has_all({"messages", "count", "offset", "total", "success"})) return true;
    return keys.has_all({"success"}) && keys.under("channel").has_all({"_id", "t"});
  }

  Result<> parse(Input& input, const Sink& sink) const override {
    Rooms rooms(sink);
    auto read = each_item(
        input, sink, "the message", {"messages"},
        [&](const json& said, const json&, const Place& place) { return take(said, place, sink, rooms); },
        [&](const json& document, std::size_t items, const Place& place) -> Result<> {
          if (document.contains("rid")) return take(document, place, sink, rooms);
          if (member(document, "message").is_object())
            return take(member(document, "message"), place, sink, rooms);
          if (items > 0 || member(document, "messages").is_array()) return {};
          return reject(sink, place.position,
                        "this describes a channel and holds no messages: export channels.messages of it",
                        place.raw);
        });
    if (!read) return read;
    return rooms.finish();
  }

 private:
  static Result<> take(const json& said, const Place& place, const Sink& sink, Rooms& rooms) {
    const std::string type = text_of(said, "t");
    if (!type.empty() && type != "rm" && type != "e2e" && type != "discussion-created")
      return {};  // joins, roles
    Conversation part;
    Message message;
    message.id = id_of(said, "_id");
    if (message.id.empty()) return reject(sink, place.position, "a message without _id", place.raw);
    // A hidden one is what an edited message said before; its parent is the message as it is.
    if (flag_of(said, "_hidden") && !text_of(said, "parent").empty()) return {};
    if (type == "e2e")
      return reject(sink, place.position, "the message is end-to-end encrypted: it cannot be read",
                    place.raw);
    message.at = when(said, "ts");
    message.format = BodyFormat::kMarkdown;
    message.deleted = type == "rm";
    if (!message.deleted) message.body = text_of(said, "msg");
    if (message.body.empty() && !message.deleted) {
      for (const json& attachment : list_of(said, "attachments")) {
        for (const auto* field : {"title", "description", "text"}) {
          if (const auto words = text_of(attachment, field); !words.empty()) message.body += words + "\n";
        }
      }
    }
    const json& user = member(said, "u");
    message.author = name_of(user);
    if (!member(said, "bot").is_null() || message.author == "rocket.cat") message.role = Role::kBot;
    message.score = score_of(said);
    const std::string room = id_of(said, "rid"), thread = id_of(said, "tmid");
    message.in_reply_to = thread;
    if (thread.empty() && is_checked_by(said, message.author)) part.state = ConversationState::kResolved;
    part.id = room.empty() ? message.id : room + "/" + message.id;
    part.messages.push_back(std::move(message));
    return rooms.add(part, room, thread, place.position);
  }
};

}  // namespace
}  // namespace rocketchat

std::unique_ptr<Channel> make_rocketchat_channel() {
  return std::make_unique<rocketchat::RocketChatChannel>();
}

}  // namespace garner
