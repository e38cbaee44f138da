// Zulip: an organisation's export (realm.json beside messages-000001.json and on), pages of the API's
// messages, and the files of zulip-archive. A topic is a conversation; direct messages and messages without a
// topic are cut (rooms.h).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_map>
#include <vector>

#include "indexer/channel/check.h"
#include "indexer/channel/input.h"
#include "indexer/channel/json_fields.h"
#include "indexer/channel/json_head.h"
#include "indexer/channel/json_records.h"
#include "indexer/channel/platforms.h"
#include "indexer/channel/rooms.h"

namespace garner {
namespace zulip {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr std::string_view kResolvedMark = "\xE2\x9C\x94 ";  // "✔ "

bool is_message_file(const std::string& name) {
  return name.starts_with("messages-") && name.ends_with(".json");
}

// "@**Ann Lee|12**" and "@_**Ann Lee**" to "@Ann Lee".
std::string with_names(const std::string& text) {
  std::string result;
  std::size_t from = 0;
  for (auto at = text.find("**"); at != std::string::npos; at = text.find("**", at)) {
    const bool silent = at >= 2 && text[at - 1] == '_' && text[at - 2] == '@';
    const bool mention = silent || (at >= 1 && text[at - 1] == '@');
    const auto end = text.find("**", at + 2);
    if (end == std::string::npos) break;
    if (!mention) {
      at += 2;
      continue;
    }
    const auto bar = std::min(text.find('|', at), end);
    result.append(text, from, at - from - (silent ? 1 : 0)).append(text, at + 2, bar - at - 2);
    at = from = end + 2;
  }
  return result.append(text, from);
}

std::int64_t score_of(const json& said) {
  constexpr std::array<std::string_view, 7> kPraise = {"+1",    "thumbs_up", "heart", "tada",
                                                       "check", "pray",      "100"};
  const json& reactions = list_of(said, "reactions");
  return std::count_if(reactions.begin(), reactions.end(), [&](const json& reaction) {
    const std::string name = text_of(reaction, "emoji_name");
    return std::find(kPraise.begin(), kPraise.end(), name) != kPraise.end();
  });
}

class Reader {
 public:
  explicit Reader(const Sink& sink) : sink_(sink), rooms_(sink) {}

  // realm.json tells who and where; then come the messages beside it.
  Result<> read_export(Input& realm) {
    // All its long tables are walked, so that what is left of the document is small.
    auto done = each_item(realm, sink_, "the record",
                          {"zerver_userprofile",
                           "zerver_userprofile_crossrealm",
                           "zerver_userprofile_mirrordummy",
                           "zerver_stream",
                           "zerver_recipient",
                           "zerver_subscription",
                           "zerver_useractivity",
                           "zerver_useractivityinterval",
                           "zerver_userpresence",
                           "zerver_usertopic",
                           "zerver_mutedtopic",
                           "zerver_realmauditlog",
                           "zerver_huddle",
                           "zerver_usergroupmembership",
                           "zerver_usergroup",
                           "zerver_onboardingstep",
                           "zerver_attachment",
                           "zerver_customprofilefieldvalue",
                           "zerver_useralertword",
                           "zerver_alertword",
                           "zerver_usercount"},
                          [&](const json& row, const json&, const Place&) -> Result<> {
                            learn(row);
                            return {};
                          });
    if (!done) return done;
    std::vector<fs::path> files;
    std::error_code error;
    for (auto entry = fs::directory_iterator(fs::path(realm.name()).parent_path(), error);
         !error && entry != fs::directory_iterator(); entry.increment(error)) {
      if (is_message_file(entry->path().filename().string())) files.push_back(entry->path());
    }
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) {
      auto input = open_input(file.string());
      if (!input) return fail(input.error());
      if (auto read = read_messages(**input, file.filename().string() + " "); !read) return read;
    }
    return rooms_.finish();
  }

  Result<> read_alone(Input& input) {
    archived_topic_ = fs::path(input.name()).stem().string();
    auto done = read_messages(input, {});
    return done ? rooms_.finish() : done;
  }

 private:
  struct User {
    std::string name;
    bool staff = false, bot = false;
  };

  void learn(const json& row) {
    const std::string id = id_of(row, "id");
    if (row.contains("full_name")) {
      constexpr std::int64_t kModerator = 300;  // 100 owner, 200 administrator, 400 member, 600 guest
      const std::int64_t role = integer_of(row, "role");
      users_[id] = {text_of(row, "full_name"), role > 0 && role <= kModerator, flag_of(row, "is_bot")};
    } else if (row.contains("type_id")) {
      constexpr std::int64_t kStream = 2;
      if (integer_of(row, "type") == kStream) streams_of_[id] = id_of(row, "type_id");
    } else if (row.contains("invite_only") && row.contains("name")) {
      stream_names_[id] = text_of(row, "name");
    }
  }

  Result<> read_messages(Input& input, const std::string& file) {
    Sink quarantine = sink_;
    quarantine.reject = [&](Rejection&& rejection) {
      rejection.position = file + rejection.position;
      return sink_.reject(std::move(rejection));
    };
    return each_item(
        input, quarantine, "the message", {"zerver_message", "messages", "zerver_usermessage"},
        [&](const json& said, const json&, const Place& place) {
          return said.contains("user_profile") ? Result<>{} : take(said, file, place, quarantine);
        },
        [&](const json& document, std::size_t items, const Place& place) -> Result<> {
          if (document.contains("content")) return take(document, file, place, quarantine);
          const bool known =
              items > 0 || document.contains("zerver_message") || document.contains("messages");
          if (known) return {};
          return reject(quarantine, place.position,
                        "this holds no messages: export the organisation, or the API's /messages", place.raw);
        });
  }

  Result<> take(const json& said, const std::string& file, const Place& place, const Sink& sink) {
    Message message;
    message.id = id_of(said, "id");
    if (message.id.empty()) return reject(sink, place.position, "a message without an id", place.raw);
    set_author(said, message);
    if (message.author == "Notification Bot") return {};  // moved, renamed, resolved
    message.at = time_of(said, "date_sent");
    if (!message.at) message.at = time_of(said, "timestamp");
    message.score = score_of(said);
    const bool html = said.contains("sender_full_name") && text_of(said, "content_type") != "text/x-markdown";
    message.format = html ? BodyFormat::kHtml : BodyFormat::kMarkdown;
    message.body = html ? text_of(said, "content") : with_names(text_of(said, "content"));
    message.deleted = message.body == "(deleted)" || message.body == "<p>(deleted)</p>";
    if (message.deleted) message.body.clear();

    const std::string stream = stream_of(said);
    std::string topic = text_of(said, "subject");
    if (topic.empty()) topic = text_of(said, "topic");
    const bool archived =
        !said.contains("recipient") && !said.contains("recipient_id") && !said.contains("type");
    if (topic.empty() && archived) topic = archived_topic_;
    Conversation part;
    if (topic.starts_with(kResolvedMark)) {
      part.state = ConversationState::kResolved;
      topic.erase(0, kResolvedMark.size());
    }
    part.title = topic;
    if (const auto name = stream_name(said, stream); !name.empty()) part.tags.push_back(name);
    part.id = message.id;
    const bool has_topic = !topic.empty() && topic != "(no topic)" && (!stream.empty() || archived);
    const std::string room = stream.empty() ? "people " + recipient_of(said) : "stream " + stream;
    if (!has_topic) part.title.clear();
    part.messages.push_back(std::move(message));
    std::string place_name = file + place.position;
    return rooms_.add(part, room, has_topic ? "topic " + topic : "", place_name);
  }

  void set_author(const json& said, Message& message) const {
    message.author = text_of(said, "sender_full_name");
    const std::string id = said.contains("sender_id") ? id_of(said, "sender_id") : id_of(said, "sender");
    if (const auto user = users_.find(id); user != users_.end()) {
      if (message.author.empty()) message.author = user->second.name;
      message.role = user->second.bot ? Role::kBot : user->second.staff ? Role::kAgent : Role::kUnknown;
    }
    if (message.author.empty()) message.author = id;
    if (text_of(said, "sender_email").find("-bot@") != std::string::npos) message.role = Role::kBot;
  }

  std::string stream_of(const json& said) const {
    if (text_of(said, "type") == "private" || text_of(said, "type") == "direct") return {};
    if (std::string id = id_of(said, "stream_id"); !id.empty()) return id;
    const auto known = streams_of_.find(recipient_of(said));
    if (known != streams_of_.end()) return known->second;
    // Without the table of recipients, what has a topic was said in a stream.
    return streams_of_.empty() && !text_of(said, "subject").empty() ? "r" + recipient_of(said)
                                                                    : std::string();
  }

  static std::string recipient_of(const json& said) {
    const std::string id = id_of(said, "recipient");
    return id.empty() ? id_of(said, "recipient_id") : id;
  }

  std::string stream_name(const json& said, const std::string& stream) const {
    if (std::string name = text_of(said, "display_recipient"); !name.empty()) return name;
    const auto known = stream_names_.find(stream);
    return known == stream_names_.end() ? std::string() : known->second;
  }

  const Sink& sink_;
  Rooms rooms_;
  std::unordered_map<std::string, User> users_;
  std::unordered_map<std::string, std::string> streams_of_;    // by recipient
  std::unordered_map<std::string, std::string> stream_names_;  // by stream
  std::string archived_topic_;                                 // zulip-archive names its files by the topic
};

class ZulipChannel : public Channel {
 public:
  std::string_view format() const override { return "zulip"; }
  std::string_view default_channel() const override { return "zulip"; }

  bool recognises(std::string_view head) const override {
    const JsonHead keys(head);
    if (keys.has_any({"zerver_realm", "zerver_message", "zerver_userprofile", "zerver_stream"})) return true;
    if (keys.under("messages").has_all({"sender_full_name", "content"})) return true;
    if (keys.has_all({"found_newest", "messages"})) return true;
    return keys.has_all({"sender_full_name", "content", "id"});
  }

  Result<> parse(Input& input, const Sink& sink) const override {
    Reader reader(sink);
    return fs::path(input.name()).filename() == "realm.json" ? reader.read_export(input)
                                                             : reader.read_alone(input);
  }

  bool is_part(const std::string& file) const override {
    const fs::path path(file);
    const std::string name = path.filename().string();
    constexpr std::array<std::string_view, 5> kTables = {"attachment.json", "analytics.json", "records.json",
                                                         "migration_status.json", "stats"};
    const bool table = std::find(kTables.begin(), kTables.end(), name) != kTables.end();
    if (!table && !is_message_file(name)) return false;
    std::error_code error;
    const fs::path folder = path.parent_path();
    return fs::exists(folder / "realm.json", error) ||
           (name == "records.json" && fs::exists(folder.parent_path() / "realm.json", error));
  }
};

}  // namespace
}  // namespace zulip

std::unique_ptr<Channel> make_zulip_channel() {
  return std::make_unique<zulip::ZulipChannel>();
}

}  // namespace garner
