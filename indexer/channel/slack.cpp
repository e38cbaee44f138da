// Slack: an export (channels.json and users.json beside a folder per channel, a file per day) and pages of
// the Web API's conversations.history and conversations.replies. Threads are conversations of their own; the
// rest of a channel is cut (rooms.h).
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
#include "indexer/channel/slack_text.h"
#include "indexer/core/ascii.h"

namespace garner {
namespace slack {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

// Each lists rooms of an export; the first that lists any stands for the whole.
constexpr std::array<std::string_view, 4> kLists = {"channels.json", "groups.json", "mpims.json", "dms.json"};
constexpr std::array<std::string_view, 8> kBeside = {
    "users.json",         "org_users.json",          "integration_logs.json",   "canvases.json",
    "content_flags.json", "file_conversations.json", "huddle_transcripts.json", "lists.json"};

template <typename List>
bool is_one_of(std::string_view name, const List& list) {
  return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

// "2026-01-02.json"
bool is_day(std::string_view name) {
  constexpr std::string_view kShape = "0000-00-00.json";
  return name.size() == kShape.size() &&
         std::equal(name.begin(), name.end(), kShape.begin(),
                    [](char c, char shape) { return shape == '0' ? is_digit(c) : c == shape; });
}

// The file that stands for the export in this folder; empty: there is none.
fs::path main_list_in(const fs::path& folder) {
  constexpr std::uintmax_t kEmptyList = 4;  // "[]" and line ends
  for (const auto name : kLists) {
    std::error_code missing;
    const auto size = fs::file_size(folder / name, missing);
    if (!missing && size > kEmptyList) return folder / name;
  }
  return {};
}

std::vector<fs::path> sorted_entries(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code error;
  for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error))
    entries.push_back(entry->path());
  std::sort(entries.begin(), entries.end());
  return entries;
}

std::vector<fs::path> days_in(const fs::path& folder) {
  std::vector<fs::path> days = sorted_entries(folder);
  std::erase_if(days, [](const fs::path& path) { return !is_day(path.filename().string()); });
  return days;
}

struct User {
  std::string name;
  bool bot = false, staff = false;
};

std::string display_name(const json& user) {
  const json& profile = member(user, "profile");
  for (const auto* field : {"display_name", "real_name"}) {
    if (auto name = text_of(profile, field); !name.empty()) return name;
  }
  for (const auto* field : {"display_name", "real_name", "name"}) {
    if (auto name = text_of(user, field); !name.empty()) return name;
  }
  return {};
}

bool is_said(std::string_view subtype) {
  constexpr std::array<std::string_view, 9> kSaid = {
      "",          "bot_message",      "me_message",      "file_share",  "file_comment",
      "tombstone", "thread_broadcast", "reply_broadcast", "file_mention"};
  return is_one_of(subtype, kSaid);
}

bool is_check(std::string_view reaction) {
  return reaction == "white_check_mark" || reaction == "heavy_check_mark" ||
         reaction == "ballot_box_with_check";
}

std::int64_t score_of(const json& message) {
  constexpr std::array<std::string_view, 12> kPraise = {"+1",   "thumbsup",     "heart", "tada",
                                                        "pray", "100",          "clap",  "ok_hand",
                                                        "ok",   "raised_hands", "star",  "rocket"};
  std::int64_t score = 0;
  for (const json& reaction : list_of(message, "reactions")) {
    const std::string name = text_of(reaction, "name");
    const std::string base = name.substr(0, name.find("::"));  // "+1::skin-tone-2"
    if (is_check(base) || is_one_of(base, kPraise))
      score += std::clamp<std::int64_t>(integer_of(reaction, "count"), 0, 1'000'000);
  }
  return score;
}

// Who set a check mark on the message: whether `user` did, or anybody.
bool is_checked_by(const json& message, const std::string& user) {
  for (const json& reaction : list_of(message, "reactions")) {
    if (!is_check(text_of(reaction, "name"))) continue;
    const json& users = list_of(reaction, "users");
    if (user.empty() || std::any_of(users.begin(), users.end(), [&](const json& id) { return id == user; }))
      return true;
  }
  return false;
}

// The words in blocks, for messages that have no text.
void append_text(const json& value, std::string& text) {
  if (value.is_array()) {
    for (const json& item : value) append_text(item, text);
  } else if (value.is_object()) {
    const std::string words = text_of(value, "text");
    if (!words.empty()) text += words;
    if (text_of(value, "type") == "rich_text_section" && !text.empty() && text.back() != '\n') text += '\n';
    for (const auto* inside : {"text", "elements", "fields", "blocks"})
      append_text(member(value, inside), text);
  }
}

std::string words_of(const json& message) {
  if (auto comment = text_of(member(message, "comment"), "comment"); !comment.empty()) return comment;
  std::string text = text_of(message, "text");
  if (!text.empty()) return text;
  append_text(member(message, "blocks"), text);
  if (!text.empty()) return text;
  for (const json& attachment : list_of(message, "attachments")) {
    for (const auto* field : {"pretext", "title", "text"}) {
      if (const auto words = text_of(attachment, field); !words.empty()) text += words + "\n";
    }
  }
  return text;
}

// One export, or one page of the API, being read.
class Reader {
 public:
  explicit Reader(const Sink& sink) : sink_(sink), rooms_(sink) {}

  Result<> read_export(const fs::path& folder) {
    if (auto ok = read_users(folder); !ok) return ok;
    for (const auto list : kLists) {
      auto ok = read_beside(folder / list, [&](const json& room, const Place&) -> Result<> {
        const std::string id = text_of(room, "id"), name = text_of(room, "name");
        if (!id.empty()) room_ids_[name.empty() ? id : name] = {id, name, flag_of(room, "is_archived")};
        return {};
      });
      if (!ok) return ok;
    }
    for (const fs::path& entry : sorted_entries(folder)) {
      std::error_code ignored;
      if (!fs::is_directory(entry, ignored)) continue;
      if (auto ok = read_room(entry); !ok) return ok;
    }
    return rooms_.finish();
  }

  Result<> read_channel(const fs::path& folder) {
    if (auto ok = read_users(folder); !ok) return ok;
    if (auto ok = read_room(folder); !ok) return ok;
    return rooms_.finish();
  }

  // Messages as an array, or pages {"ok":true,"messages":[…]}.
  Result<> read_page(Input& input) {
    if (auto ok = read_users(fs::path(input.name()).parent_path()); !ok) return ok;
    auto read = each_item(
        input, sink_, "the message", {"messages"},
        [&](const json& message, const json&, const Place& place) { return take(message, {}, {}, place); },
        [&](const json& document, std::size_t items, const Place& place) -> Result<> {
          if (document.contains("ts")) return take(document, {}, {}, place);
          const json& event = member(document, "event");  // as the Events API pushes it
          if (event.contains("ts") && text_of(event, "type") == "message") return take(event, {}, {}, place);
          if (event.is_object())
            return pass_over(sink_, {}, place.position, "an event that is no message", place.raw);
          return items > 0 || member(document, "messages").is_array() ? Result<>{} : refuse(document, place);
        });
    if (!read) return read;
    return rooms_.finish();
  }

 private:
  struct Room {
    std::string id, name;
    bool archived = false;
  };

  // What is beside the messages; it need not be there.
  template <typename Take>
  Result<> read_beside(const fs::path& path, const Take& take) {
    auto input = open_input(path.string());
    if (!input) return input.error().code == ErrorCode::kNotFound ? Result<>{} : fail(input.error());
    const std::string file = path.filename().string();
    Sink quarantine = sink_;
    quarantine.reject = [&](Rejection&& rejection) {
      rejection.position = file + " " + rejection.position;
      return sink_.reject(std::move(rejection));
    };
    return each_record(**input, quarantine, "the record", take);
  }

  Result<> read_users(const fs::path& folder) {
    const auto add = [&](const json& user) {
      const std::string id = text_of(user, "id");
      if (id.empty()) return;
      const bool staff = flag_of(user, "is_admin") || flag_of(user, "is_owner");
      users_[id] = {display_name(user), flag_of(user, "is_bot") || id == "USLACKBOT", staff};
    };
    for (const auto* file : {"users.json", "org_users.json"}) {
      auto ok = read_beside(folder / file, [&](const json& user, const Place&) -> Result<> {
        add(user);
        for (const json& listed : list_of(user, "members")) add(listed);  // as users.list gives them
        return {};
      });
      if (!ok) return ok;
    }
    return {};
  }

  Result<> read_room(const fs::path& folder) {
    const std::string name = folder.filename().string();
    const auto listed = room_ids_.find(name);
    const Room room = listed != room_ids_.end() ? listed->second : Room{name, name};
    for (const fs::path& day : days_in(folder)) {
      const std::string file = name + "/" + day.filename().string();
      auto ok = read_beside(day, [&](const json& message, const Place& place) {
        return take(message, room, file + " ", place);
      });
      if (!ok) return ok;
    }
    return {};
  }

  Result<> take(const json& outer, const Room& room, const std::string& file, const Place& place) {
    // Events wrap what was edited or deleted.
    const std::string event = text_of(outer, "subtype");
    const bool gone = event == "message_deleted";
    const json& message = gone                         ? member(outer, "previous_message")
                          : event == "message_changed" ? member(outer, "message")
                                                       : outer;
    const std::string subtype = text_of(message, "subtype"), ts = text_of(message, "ts");
    if (!is_said(subtype)) return {};
    if (ts.empty())
      return reject(sink_, file + place.position, "a message without ts: this is no message of Slack",
                    place.raw);

    Conversation part;
    Message said;
    said.id = ts;
    said.at = epoch_of(ts);
    said.format = BodyFormat::kMarkdown;
    said.deleted = gone || subtype == "tombstone";
    if (!said.deleted)
      said.body = slack_to_markdown(words_of(message), [&](const std::string& id) { return name_of(id); });
    said.score = score_of(message);
    const std::string user = user_of(message);
    set_author(message, user, said);

    const std::string thread = text_of(message, "thread_ts");
    const std::string parent = text_of(message, "parent_user_id");
    if (!thread.empty() && thread != ts) {
      said.in_reply_to = thread;
      // The asker's check mark under an answer; anybody's on a question says that it is done.
      said.accepted = !parent.empty() && user != parent && is_checked_by(message, parent);
    } else if (is_checked_by(message, {})) {
      part.state = ConversationState::kResolved;
    }
    if (room.archived && part.state == ConversationState::kOpen) part.state = ConversationState::kClosed;
    const std::string channel = room.id.empty() ? text_of(outer, "channel") : room.id;
    // Of a thread it is that of its first message, whether or not that is here.
    const std::string& first = thread.empty() ? ts : thread;
    part.id = channel.empty() ? first : channel + "/" + first;
    part.url = url_of(channel, first);
    part.partial = !thread.empty() && (thread != ts || &message != &outer);
    if (!room.name.empty()) part.tags.push_back(room.name);
    part.messages.push_back(std::move(said));
    return rooms_.add(part, channel, thread, file + place.position);
  }

  static std::string url_of(const std::string& channel, const std::string& ts) {
    const auto dot = ts.find('.');
    const bool known =
        channel.size() > 6 && std::string_view("CDG").find(channel.front()) != std::string_view::npos &&
        std::all_of(channel.begin(), channel.end(), [](char c) { return is_upper(c) || is_digit(c); });
    if (!known || dot == std::string::npos) return {};
    return fmt::format("https://slack.com/archives/{}/p{}{}", channel, ts.substr(0, dot), ts.substr(dot + 1));
  }

  static std::string user_of(const json& message) {
    const std::string user = text_of(message, "user");
    return user.empty() ? text_of(member(message, "comment"), "user") : user;
  }

  std::string name_of(const std::string& id) const {
    const auto known = users_.find(id);
    return known == users_.end() ? std::string() : known->second.name;
  }

  void set_author(const json& message, const std::string& user, Message& said) const {
    said.author = name_of(user);
    const auto known = users_.find(user);
    if (known != users_.end() && known->second.staff) said.role = Role::kAgent;
    const bool bot = !text_of(message, "bot_id").empty() || text_of(message, "subtype") == "bot_message" ||
                     user == "USLACKBOT" || (known != users_.end() && known->second.bot);
    if (bot) said.role = Role::kBot;
    for (const std::string& name :
         {display_name(member(message, "user_profile")), text_of(message, "username"),
          text_of(member(message, "bot_profile"), "name"), user, text_of(message, "bot_id")}) {
      if (said.author.empty()) said.author = name;
    }
  }

  Result<> refuse(const json& document, const Place& place) {
    std::string reason =
        "this holds no messages: export conversations.history and conversations.replies, or the workspace";
    if (document.contains("user") || document.contains("members") || document.contains("profile"))
      reason = "this lists users, which are read as users.json beside the messages, and holds no messages";
    if (document.contains("channel") || document.contains("channels"))
      reason = "this describes channels and holds no messages: export conversations.history of the channel";
    if (!text_of(document, "error").empty())
      reason = "this is an error of Slack's API, not an export: \"" +
               text_of(document, "error").substr(0, 100) + "\"";
    return reject(sink_, place.position, reason, place.raw);
  }

  const Sink& sink_;
  Rooms rooms_;
  std::unordered_map<std::string, User> users_;
  std::unordered_map<std::string, Room> room_ids_;  // by the name of their folder
};

class SlackChannel : public Channel {
 public:
  std::string_view format() const override { return "slack"; }
  std::string_view default_channel() const override { return "slack"; }

  bool recognises(std::string_view head) const override {
    const JsonHead keys(head);
    if (keys.is_list() && keys.has_all({"id", "created", "members"})) return true;  // channels.json
    if (keys.has_all({"id", "team_id", "profile", "name"})) return true;            // users.json
    if (keys.has_all({"ok"}) && keys.under("messages").has_all({"ts", "type"})) return true;
    if (keys.has_all({"ok"}) &&
        (keys.under("channel").has_all({"id", "created"}) || keys.under("user").has_all({"id", "team_id"}) ||
         keys.has_all({"members", "response_metadata"})))
      return true;
    if (keys.has_all({"event", "event_id"})) return true;
    return keys.has_all({"ts", "type"}) &&
           keys.has_any({"text", "user", "bot_id", "subtype", "client_msg_id"});
  }

  Result<> parse(Input& input, const Sink& sink) const override {
    const fs::path path(input.name());
    const std::string name = path.filename().string();
    Reader reader(sink);
    if (is_one_of(name, kLists) && main_list_in(path.parent_path()) == path)
      return reader.read_export(path.parent_path());
    const auto days = is_day(name) ? days_in(path.parent_path()) : std::vector<fs::path>();
    if (!days.empty() && days.front() == path) return reader.read_channel(path.parent_path());
    return reader.read_page(input);
  }

  bool is_part(const std::string& file) const override {
    const fs::path path(file);
    const std::string name = path.filename().string();
    if (is_one_of(name, kLists) || is_one_of(name, kBeside)) {
      const fs::path main = main_list_in(path.parent_path());
      return !main.empty() && main != path;
    }
    if (!is_day(name)) return false;
    if (!main_list_in(path.parent_path().parent_path()).empty()) return true;
    const auto days = days_in(path.parent_path());
    return !days.empty() && days.front() != path;
  }
};

}  // namespace
}  // namespace slack

std::unique_ptr<Channel> make_slack_channel() {
  return std::make_unique<slack::SlackChannel>();
}

}  // namespace garner
