// Discord, as DiscordChatExporter writes it (JSON): a channel a file. Threads and forum posts are channels of
// their own there, and one conversation each; what else is said in a channel is cut (rooms.h).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>

#include "indexer/channel/check.h"
#include "indexer/channel/json_fields.h"
#include "indexer/channel/json_head.h"
#include "indexer/channel/json_records.h"
#include "indexer/channel/platforms.h"
#include "indexer/channel/rooms.h"

namespace garner {
namespace discord {
namespace {

using nlohmann::json;

// The words by which servers name the roles of those who help for them.
bool is_staff(const json& author) {
  constexpr std::array<std::string_view, 8> kWords = {
      "admin", "moderator", "staff", "support", "team", "developer", "community manager", "owner"};
  for (const json& role : list_of(author, "roles")) {
    std::string name = text_of(role, "name");
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(c < 0x80 ? std::tolower(c) : c); });
    if (name == "mod" || name == "mods" ||
        std::any_of(kWords.begin(), kWords.end(),
                    [&](std::string_view word) { return name.find(word) != std::string::npos; }))
      return true;
  }
  return false;
}

std::string name_of(const json& author) {
  std::string name = text_of(author, "nickname");
  return name.empty() ? text_of(author, "name") : name;
}

std::int64_t score_of(const json& message) {
  constexpr std::array<std::string_view, 8> kPraise = {
      "\xF0\x9F\x91\x8D", "\xE2\x9D\xA4",     "\xE2\x9D\xA4\xEF\xB8\x8F", "\xE2\x9C\x85",
      "\xF0\x9F\x8E\x89", "\xF0\x9F\x99\x8F", "\xF0\x9F\x92\xAF",         "\xE2\xAC\x86\xEF\xB8\x8F"};
  std::int64_t score = 0;
  for (const json& reaction : list_of(message, "reactions")) {
    const std::string emoji = text_of(member(reaction, "emoji"), "name");
    if (std::find(kPraise.begin(), kPraise.end(), emoji) != kPraise.end())
      score += std::clamp<std::int64_t>(integer_of(reaction, "count"), 0, 1'000'000);
  }
  return score;
}

// "<@123>" and "<@!123>" where the exporter was told to leave mentions as they are, to "@Name".
std::string with_names(std::string text, const json& message) {
  for (const json& user : list_of(message, "mentions")) {
    const std::string id = id_of(user, "id"), name = "@" + name_of(user);
    if (id.empty() || name.size() == 1) continue;
    for (const std::string& mention : {"<@" + id + ">", "<@!" + id + ">"}) {
      std::string replaced;
      std::size_t from = 0;
      for (auto at = text.find(mention); at != std::string::npos; at = text.find(mention, from)) {
        replaced.append(text, from, at - from).append(name);
        from = at + mention.size();
      }
      if (from > 0) text = replaced.append(text, from);
    }
  }
  return text;
}

Message message_of(const json& said) {
  Message message;
  message.id = id_of(said, "id");
  message.at = time_of(said, "timestamp");
  message.format = BodyFormat::kMarkdown;
  constexpr std::size_t kMaxMentions = 100;  // each is looked for in the whole text
  message.body = list_of(said, "mentions").size() <= kMaxMentions ? with_names(text_of(said, "content"), said)
                                                                  : text_of(said, "content");
  for (const json& embed : list_of(said, "embeds")) {  // what bots say
    if (!message.body.empty()) break;
    for (const auto* field : {"title", "description"}) {
      if (const auto words = text_of(embed, field); !words.empty()) message.body += words + "\n";
    }
  }
  const json& author = member(said, "author");
  message.author = name_of(author);
  if (message.author.empty()) message.author = id_of(author, "id");
  if (flag_of(author, "isBot")) {
    message.role = Role::kBot;
  } else if (is_staff(author)) {
    message.role = Role::kAgent;
  }
  if (text_of(said, "type") == "Reply") message.in_reply_to = id_of(member(said, "reference"), "messageId");
  if (message.in_reply_to.empty()) message.in_reply_to = id_of(member(said, "reference"), "messageId");
  message.score = score_of(said);
  return message;
}

// Forums tag what is done.
bool says_solved(const json& said, const json& channel) {
  for (const json* source : {&channel, &said}) {
    for (const json& tag : list_of(*source, "tags")) {
      std::string name = tag.is_string() ? tag.get<std::string>() : text_of(tag, "name");
      std::transform(name.begin(), name.end(), name.begin(),
                     [](unsigned char c) { return static_cast<char>(c < 0x80 ? std::tolower(c) : c); });
      if (name == "solved" || name == "resolved" || name == "answered") return true;
    }
  }
  return false;
}

class DiscordChannel : public Channel {
 public:
  std::string_view format() const override { return "discord"; }
  std::string_view default_channel() const override { return "discord"; }

  bool recognises(std::string_view head) const override {
    const JsonHead keys(head);
    return keys.has_all({"guild", "channel"}) && keys.has_any({"dateRange", "exportedAt", "messages"});
  }

  Result<> parse(Input& input, const Sink& sink) const override {
    Rooms rooms(sink);
    auto read = each_item(
        input, sink, "the message", {"messages"},
        [&](const json& said, const json& frame, const Place& place) {
          return take(said, frame, place, sink, rooms);
        },
        [&](const json& document, std::size_t, const Place& place) -> Result<> {
          if (member(document, "channel").is_object() && member(document, "messages").is_array()) return {};
          return reject(sink, place.position,
                        "not a channel as DiscordChatExporter writes it: export it as JSON", place.raw);
        });
    if (!read) return read;
    return rooms.finish();
  }

 private:
  static Result<> take(const json& said, const json& frame, const Place& place, const Sink& sink,
                       Rooms& rooms) {
    const std::string type = text_of(said, "type");
    // All else is the platform's own: joins, pins, calls, names.
    const bool spoken = type.empty() || type == "Default" || type == "Reply" ||
                        type == "ThreadStarterMessage" || type == "ChatInputCommand" ||
                        type == "ContextMenuCommand" || type == "0" || type == "19";
    if (!spoken) return {};
    Conversation part;
    part.messages.push_back(message_of(said));
    const Message& message = part.messages.front();
    if (message.id.empty()) return reject(sink, place.position, "a message without an id", place.raw);
    const json& guild = member(frame, "guild");
    const json& channel = member(frame, "channel");
    const std::string room = id_of(channel, "id"), name = text_of(channel, "name");
    const bool is_thread = text_of(channel, "type").find("Thread") != std::string::npos;
    std::string server = id_of(guild, "id");
    if (server.empty() || server == "0") server = "@me";  // direct messages
    part.id = is_thread ? room : room.empty() ? message.id : room + "/" + message.id;
    if (!room.empty())
      part.url = fmt::format("https://discord.com/channels/{}/{}{}", server, room,
                             is_thread ? "" : "/" + message.id);
    if (is_thread) {
      part.title = name;
      const std::string forum = text_of(channel, "category");
      if (!forum.empty()) part.tags.push_back(forum);
      if (says_solved(said, channel)) part.state = ConversationState::kResolved;
    } else if (!name.empty() && server != "@me") {
      part.tags.push_back(name);
    }
    return rooms.add(part, room, is_thread ? room : "", place.position);
  }
};

}  // namespace
}  // namespace discord

std::unique_ptr<Channel> make_discord_channel() {
  return std::make_unique<discord::DiscordChannel>();
}

}  // namespace garner
