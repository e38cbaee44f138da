// Mattermost: pages of posts as the API gives them ({"order":[…],"posts":{…}}), and the bulk export (JSON
// lines). Threads (root_id, replies) are conversations of their own; the rest of a channel is cut (rooms.h).
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_map>
#include <vector>

#include "indexer/channel/check.h"
#include "indexer/channel/content_id.h"
#include "indexer/channel/json_fields.h"
#include "indexer/channel/json_head.h"
#include "indexer/channel/json_records.h"
#include "indexer/channel/platforms.h"
#include "indexer/channel/rooms.h"

namespace garner {
namespace mattermost {
namespace {

using nlohmann::json;

bool is_check(const std::string& emoji) {
  return emoji == "white_check_mark" || emoji == "heavy_check_mark";
}

bool is_praise(const std::string& emoji) {
  return is_check(emoji) || emoji == "+1" || emoji == "thumbsup" || emoji == "heart" || emoji == "tada" ||
         emoji == "clap" || emoji == "pray" || emoji == "100";
}

// What reactions tell, in either kind of file.
void read_reactions(const json& reactions, Message& message, Conversation& part) {
  for (const json& reaction : reactions) {
    const std::string emoji = text_of(reaction, "emoji_name");
    if (is_praise(emoji)) ++message.score;
    if (is_check(emoji) && message.in_reply_to.empty()) part.state = ConversationState::kResolved;
  }
}

class Reader {
 public:
  explicit Reader(const Sink& sink) : sink_(sink), rooms_(sink) {}

  Result<> read(Input& input) {
    auto done = each_record(input, sink_, "the page or line",
                            [&](const json& record, const Place& place) { return take(record, place); });
    return done ? rooms_.finish() : done;
  }

 private:
  struct User {
    bool staff = false, bot = false;
  };

  Result<> take(const json& record, const Place& place) {
    const json& posts = member(record, "posts");
    if (record.contains("order") && posts.is_object()) return take_page(posts, place);
    if (record.contains("root_id") && record.contains("message"))
      return take_post(record, place);  // a webhook's
    const std::string type = text_of(record, "type");
    const json& line = member(record, type.c_str());
    if (type == "post" || type == "direct_post") return take_line(line, place);
    if (type == "user" && line.is_object()) {
      users_[text_of(line, "username")].staff =
          text_of(line, "roles").find("system_admin") != std::string::npos;
      return {};
    }
    if (type == "bot" && line.is_object()) {
      users_[text_of(line, "username")].bot = true;
      return {};
    }
    if (type == "version" || line.is_object()) return {};  // teams, channels, emoji, roles, schemes
    if (record.contains("status_code"))
      return reject(sink_, place.position, "this is an error of Mattermost's API, not an export", place.raw);
    return reject(sink_, place.position,
                  "this describes a channel or a user and holds no posts: export /channels/ID/posts",
                  place.raw);
  }

  Result<> take_page(const json& posts, const Place& place) {
    for (const json& post : posts) {
      if (auto taken = take_post(post, place); !taken) return taken;
    }
    return {};
  }

  Result<> take_post(const json& post, const Place& place) {
    if (text_of(post, "type").starts_with("system_")) return {};
    Conversation part;
    Message message;
    message.id = id_of(post, "id");
    if (message.id.empty())
      return reject(sink_, place.position, "a post without an id", post.dump(-1, ' ', true));
    message.at = time_of(post, "create_at");
    message.author = id_of(post, "user_id");
    message.format = BodyFormat::kMarkdown;
    message.deleted = integer_of(post, "delete_at") != 0;
    if (!message.deleted) message.body = words_of(post);
    const json& props = member(post, "props");
    if (text_of(props, "from_bot") == "true" || text_of(props, "from_webhook") == "true")
      message.role = Role::kBot;
    const std::string root = id_of(post, "root_id"), channel = id_of(post, "channel_id");
    message.in_reply_to = root;
    read_reactions(list_of(member(post, "metadata"), "reactions"), message, part);
    part.id = message.id;
    part.messages.push_back(std::move(message));
    return rooms_.add(part, channel, root, place.position);
  }

  // A line of the bulk export: a post with its replies. It has no ids: made of what does not change.
  Result<> take_line(const json& post, const Place& place) {
    if (text_of(post, "type").starts_with("system_")) return {};
    std::string room = text_of(post, "team") + "/" + text_of(post, "channel");
    std::vector<std::string> members;
    for (const json& name : list_of(post, "channel_members")) {
      if (name.is_string()) members.push_back(name.get<std::string>());
    }
    std::sort(members.begin(), members.end());
    if (!members.empty()) room = fmt::format("{}", fmt::join(members, ","));
    const std::string root = id_of_line(post, room);
    const json& replies = list_of(post, "replies");
    if (auto taken = take_said(post, place, room, root, replies.empty() ? "" : root); !taken) return taken;
    for (const json& reply : replies) {
      if (auto taken = take_said(reply, place, room, id_of_line(reply, room), root); !taken) return taken;
    }
    return {};
  }

  static std::string id_of_line(const json& said, const std::string& room) {
    return content_id({room, text_of(said, "user"), id_of(said, "create_at")});
  }

  Result<> take_said(const json& said, const Place& place, const std::string& room, const std::string& id,
                     const std::string& root) {
    Conversation part;
    Message message;
    message.id = id;
    message.at = time_of(said, "create_at");
    message.author = text_of(said, "user");
    message.format = BodyFormat::kMarkdown;
    message.deleted = integer_of(said, "delete_at") != 0;
    if (!message.deleted) message.body = words_of(said);
    if (const auto user = users_.find(message.author); user != users_.end())
      message.role = user->second.bot ? Role::kBot : user->second.staff ? Role::kAgent : Role::kUnknown;
    if (id != root) message.in_reply_to = root;
    read_reactions(list_of(said, "reactions"), message, part);
    part.id = id;
    if (const std::string channel = text_of(said, "channel"); !channel.empty()) part.tags.push_back(channel);
    part.messages.push_back(std::move(message));
    return rooms_.add(part, room, root, place.position);
  }

  static std::string words_of(const json& said) {
    std::string text = text_of(said, "message");
    if (!text.empty()) return text;
    for (const json& attachment : list_of(member(said, "props"), "attachments")) {
      for (const auto* field : {"pretext", "title", "text", "fallback"}) {
        if (const auto words = text_of(attachment, field); !words.empty()) text += words + "\n";
      }
    }
    return text;
  }

  const Sink& sink_;
  Rooms rooms_;
  std::unordered_map<std::string, User> users_;
};

class MattermostChannel : public Channel {
 public:
  std::string_view format() const override { return "mattermost"; }
  std::string_view default_channel() const override { return "mattermost"; }

  bool recognises(std::string_view head) const override {
    const JsonHead keys(head);
    if (keys.has_all({"order", "posts"}) || keys.has_all({"root_id", "channel_id", "message", "create_at"}))
      return true;
    if (keys.text("type") == "version" && keys.has_all({"version"})) return true;
    if (keys.under("post").has_all({"channel", "user", "message", "create_at"}) ||
        keys.under("direct_post").has_all({"channel_members", "message", "create_at"}))
      return true;
    return keys.has_all({"id", "create_at", "update_at", "delete_at"}) ||
           keys.has_all({"id", "message", "request_id", "status_code"});
  }

  Result<> parse(Input& input, const Sink& sink) const override { return Reader(sink).read(input); }
};

}  // namespace
}  // namespace mattermost

std::unique_ptr<Channel> make_mattermost_channel() {
  return std::make_unique<mattermost::MattermostChannel>();
}

}  // namespace garner
