// Messenger and Instagram, as "Download your information" gives them in JSON (message_1.json of a chat), and
// as Messenger gives encrypted chats. Chats are cut into conversations (rooms.h).
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>

#include "indexer/channel/check.h"
#include "indexer/channel/content_id.h"
#include "indexer/channel/json_fields.h"
#include "indexer/channel/json_head.h"
#include "indexer/channel/json_records.h"
#include "indexer/channel/platforms.h"
#include "indexer/channel/rooms.h"

namespace garner {
namespace messenger {
namespace {

using nlohmann::json;

// These downloads write each byte of UTF-8 as a character of its own ("GrÃ¼Ãe"). Text that is not of that
// kind stays as it is.
std::string mended(std::string text) {
  std::string bytes;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c < 0x80) {
      bytes += text[at];
    } else if ((c == 0xC2 || c == 0xC3) && at + 1 < text.size()) {  // U+0080 to U+00FF
      ++at;
      bytes += static_cast<char>(((c & 0x03) << 6) | (static_cast<unsigned char>(text[at]) & 0x3F));
    } else {
      return text;
    }
  }
  return is_utf8(bytes) ? bytes : text;
}

class MessengerChannel : public Channel {
 public:
  std::string_view format() const override { return "messenger"; }
  std::string_view default_channel() const override { return "messenger"; }

  bool recognises(std::string_view head) const override {
    const JsonHead keys(head);
    const JsonHead first = keys.under("messages");
    return keys.has_all({"participants", "messages"}) &&
           (first.has_any({"sender_name", "senderName"}) || keys.has_any({"thread_path", "threadName"}));
  }

  Result<> parse(Input& input, const Sink& sink) const override {
    Rooms rooms(sink);
    auto read = each_item(
        input, sink, "the message", {"messages"},
        [&](const json& said, const json& frame, const Place& place) {
          return take(said, frame, place, sink, rooms);
        },
        [&](const json& document, std::size_t, const Place& place) -> Result<> {
          if (member(document, "messages").is_array()) return {};
          return reject(sink, place.position, "not a chat of Messenger: export messages as JSON, not as HTML",
                        place.raw);
        });
    return read ? rooms.finish() : read;
  }

 private:
  static Result<> take(const json& said, const json& frame, const Place& place, const Sink& sink,
                       Rooms& rooms) {
    const std::string type = text_of(said, "type");
    if (type == "Call" || type == "Subscribe" || type == "Unsubscribe") return {};
    Conversation part;
    Message message;
    message.author = mended(text_of(said, "sender_name"));
    if (message.author.empty()) message.author = text_of(said, "senderName");
    message.at = time_of(said, "timestamp_ms");
    if (!message.at) message.at = time_of(said, "timestamp");
    if (message.author.empty() || !message.at)
      return reject(sink, place.position, "a message without sender_name or timestamp_ms", place.raw);
    message.deleted = flag_of(said, "is_unsent") || flag_of(said, "isUnsent");
    message.body = mended(text_of(said, "content"));
    if (message.body.empty()) message.body = text_of(said, "text");
    if (message.deleted) message.body.clear();
    message.score = static_cast<std::int64_t>(list_of(said, "reactions").size());
    // Without ids, a message is known by its sender and millisecond: also once it has been unsent.
    const std::string room = room_of(frame);
    message.id = content_id({message.author, std::to_string(*message.at)});
    part.messages.push_back(std::move(message));
    return rooms.add(part, room, {}, place.position);
  }

  static std::string room_of(const json& frame) {
    std::string room;
    for (const json& person : list_of(frame, "participants"))
      room += mended(person.is_string() ? person.get<std::string>() : text_of(person, "name")) + "\n";
    return room;
  }
};

}  // namespace
}  // namespace messenger

std::unique_ptr<Channel> make_messenger_channel() {
  return std::make_unique<messenger::MessengerChannel>();
}

}  // namespace garner
