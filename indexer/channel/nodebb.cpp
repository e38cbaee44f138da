// Topics of NodeBB as its API gives them (/api/topic/ID): {"tid":…,"title":…,"posts":[…]}, with the marks of
// the question-and-answer plugin; pages of one topic, and the wrapper of the write API.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>

#include "indexer/channel/check.h"
#include "indexer/channel/forums.h"
#include "indexer/channel/gather.h"
#include "indexer/channel/json_fields.h"
#include "indexer/channel/json_head.h"
#include "indexer/channel/json_records.h"
#include "indexer/channel/platforms.h"

namespace garner {
namespace nodebb {
namespace {

using nlohmann::json;

// Flags are true, 1 or "1", by version.
bool is_set(const json& object, const char* name) {
  return flag_of(object, name) || integer_of(object, name) == 1;
}

std::optional<Time> time_in(const json& object, const char* iso, const char* epoch) {
  auto time = time_of(object, iso);
  return time ? time : time_of(object, epoch);
}

bool is_staff(const json& user) {
  constexpr std::array<std::string_view, 3> kStaff = {"administrators", "Global Moderators", "moderators"};
  if (is_set(user, "isAdmin") || is_set(user, "isGlobalModerator") || is_set(user, "isModerator"))
    return true;
  const auto named = [&](const json& group) {
    return group.is_string() &&
           std::find(kStaff.begin(), kStaff.end(), group.get_ref<const std::string&>()) != kStaff.end();
  };
  const json& titles = list_of(user, "groupTitleArray");
  const json& groups = list_of(user, "selectedGroups");
  return named(member(user, "groupTitle")) || std::any_of(titles.begin(), titles.end(), named) ||
         std::any_of(groups.begin(), groups.end(),
                     [&](const json& group) { return named(member(group, "name")); });
}

Message message_of(const json& post, const std::string& asker_id) {
  Message message;
  message.id = id_of(post, "pid");
  const json& user = member(post, "user");
  message.author = text_of(user, "username");
  const std::string author_id = id_of(post, "uid");
  if (!asker_id.empty() && author_id == asker_id && author_id != "0") {  // 0: guests
    message.role = Role::kAsker;
  } else {
    message.role = is_staff(user) ? Role::kAgent : Role::kHelper;
  }
  message.at = time_in(post, "timestampISO", "timestamp");
  message.in_reply_to = id_of(post, "toPid");
  message.format = BodyFormat::kHtml;
  message.body = text_of(post, "content");
  if (message.body.empty()) {
    message.format = BodyFormat::kMarkdown;
    message.body = text_of(post, "sourceContent");
  }
  message.score = integer_of(post, "votes");
  message.deleted = is_set(post, "deleted");
  return message;
}

// The page's own address, which only its head tells: [{"rel":"canonical","href":…}].
std::string url_of(const json& topic) {
  for (const json& link : list_of(member(member(topic, "_header"), "tags"), "link")) {
    if (text_of(link, "rel") == "canonical") return decode_entities(text_of(link, "href"));
  }
  return {};
}

Conversation conversation_of(const json& topic) {
  Conversation conversation;
  conversation.id = id_of(topic, "tid");
  conversation.url = url_of(topic);
  conversation.title = text_of(topic, "titleRaw");
  if (conversation.title.empty()) conversation.title = decode_entities(text_of(topic, "title"));
  conversation.created_at = time_in(topic, "timestampISO", "timestamp");
  conversation.updated_at = time_in(topic, "lastposttimeISO", "lastposttime");
  for (const json& tag : list_of(topic, "tags")) {
    auto name = tag.is_string() ? tag.get<std::string>() : text_of(tag, "value");
    if (!name.empty()) conversation.tags.push_back(std::move(name));
  }
  conversation.deleted = is_set(topic, "deleted");
  if (is_set(topic, "isSolved")) {
    conversation.state = ConversationState::kResolved;
  } else if (is_set(topic, "locked")) {
    conversation.state = ConversationState::kClosed;
  }

  const std::string main = id_of(topic, "mainPid"), asker = id_of(topic, "uid");
  const auto add = [&](const json& post) {
    if (!post.is_object() || id_of(post, "pid").empty()) return;  // events ("moved the topic") have no pid
    Message message = message_of(post, asker);
    if (message.id == main) message.role = Role::kAsker;
    conversation.messages.push_back(std::move(message));
  };
  for (const json& post : list_of(topic, "posts")) add(post);
  // The plugin shows the solution a second time, under the question, from whichever page it is on.
  const json& best = member(topic, "bestAnswer");
  if (best.is_object()) add(best);
  const std::string solution = id_of(topic, "solvedPid");
  if (is_set(topic, "isSolved")) accept(conversation, solution.empty() ? id_of(best, "pid") : solution);
  return conversation;
}

class NodebbFile {
 public:
  explicit NodebbFile(const Sink& sink) : sink_(sink), gatherer_(sink) {}

  Result<> take(const json& record, const Place& place) {
    const json& response = member(record, "response");
    const json& topic = response.is_object() ? response : record;
    if (id_of(topic, "tid").empty() || !member(topic, "posts").is_array())
      return reject(sink_, place.position, fault_of(topic), place.raw);
    const Conversation conversation = conversation_of(topic);
    return gatherer_.add(conversation, conversation.id, place.position);
  }
  Result<> finish() { return gatherer_.finish(); }

 private:
  static std::string fault_of(const json& object) {
    if (member(object, "topics").is_array())
      return "a list of topics, not a topic: export each topic's JSON (/api/topic/ID)";
    if (object.contains("pid")) return "a single post, not a topic: export the topic's JSON (/api/topic/ID)";
    return "not a topic of NodeBB: tid or posts is missing";
  }

  const Sink& sink_;
  Gatherer gatherer_;
};

class NodebbChannel : public Channel {
 public:
  std::string_view format() const override { return "nodebb"; }
  std::string_view default_channel() const override { return "nodebb"; }

  bool recognises(std::string_view head) const override {
    const JsonHead first(head);
    if (first.has_all({"tid", "cid"}) || first.has_all({"tid", "posts"}) || first.has_all({"tid", "mainPid"}))
      return true;
    const bool has_topic = head.find("\"mainPid\"") != std::string_view::npos;
    return (first.has_all({"pid", "tid"}) || first.has_all({"status", "response"}) ||
            first.has_all({"topics", "loggedIn"}) || first.has_all({"topics", "pagination"})) &&
           (has_topic || first.has_all({"pid", "tid"}));
  }

  Result<> parse(Input& input, const Sink& sink) const override {
    NodebbFile file(sink);
    auto read = each_record(input, sink, "the topic",
                            [&](const json& record, const Place& place) { return file.take(record, place); });
    if (!read) return read;
    return file.finish();
  }
};

}  // namespace
}  // namespace nodebb

std::unique_ptr<Channel> make_nodebb_channel() {
  return std::make_unique<nodebb::NodebbChannel>();
}

}  // namespace garner
