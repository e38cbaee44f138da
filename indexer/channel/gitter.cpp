// Gitter: pages of the API's chatMessages. Threads (parentId) are conversations of their own, the rest is cut
// (rooms.h).
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "indexer/channel/check.h"
#include "indexer/channel/json_fields.h"
#include "indexer/channel/json_head.h"
#include "indexer/channel/json_records.h"
#include "indexer/channel/platforms.h"
#include "indexer/channel/rooms.h"

namespace garner {
namespace gitter {
namespace {

using nlohmann::json;

class GitterChannel : public Channel {
 public:
  std::string_view format() const override { return "gitter"; }
  std::string_view default_channel() const override { return "gitter"; }

  bool recognises(std::string_view head) const override {
    const JsonHead keys(head);
    return keys.has_all({"id", "sent", "fromUser"}) || keys.has_all({"id", "uri", "oneToOne", "githubType"});
  }

  Result<> parse(Input& input, const Sink& sink) const override {
    Rooms rooms(sink);
    auto read =
        each_record(input, sink, "the message", [&](const json& said, const Place& place) -> Result<> {
          if (said.contains("githubType"))
            return reject(sink, place.position,
                          "this describes a room and holds no messages: export its chatMessages", place.raw);
          return take(said, place, sink, rooms);
        });
    if (!read) return read;
    return rooms.finish();
  }

 private:
  static Result<> take(const json& said, const Place& place, const Sink& sink, Rooms& rooms) {
    Conversation part;
    Message message;
    message.id = id_of(said, "id");
    if (message.id.empty()) return reject(sink, place.position, "a message without an id", place.raw);
    message.at = time_of(said, "sent");
    message.body = text_of(said, "text");
    message.format = BodyFormat::kMarkdown;
    message.deleted =
        message.body.empty() && !member(said, "editedAt").is_null();  // as Gitter shows deletions
    const json& user = member(said, "fromUser");
    message.author = text_of(user, "displayName");
    if (message.author.empty()) message.author = text_of(user, "username");
    if (text_of(user, "role") == "admin") message.role = Role::kAgent;
    const std::string thread = id_of(said, "parentId");
    message.in_reply_to = thread;
    part.id = message.id;
    part.messages.push_back(std::move(message));
    return rooms.add(part, "", thread, place.position);
  }
};

}  // namespace
}  // namespace gitter

std::unique_ptr<Channel> make_gitter_channel() {
  return std::make_unique<gitter::GitterChannel>();
}

}  // namespace garner
