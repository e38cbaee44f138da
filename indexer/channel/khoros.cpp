// Messages of Khoros (Lithium) communities: answers to LiQL queries (API v2) and of the REST API v1, where
// every value stands in {"$":…}. A conversation has the id of its first message, the topic.
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
#include "indexer/core/ascii.h"

namespace garner {
namespace khoros {
namespace {

using nlohmann::json;

// {"type":"string","$":"text"} of v1 as the plain value of v2; all else as it is.
json plain(const json& value) {
  if (value.is_object() && value.contains("$")) return value.at("$");
  if (!value.is_object()) return value;
  json object = json::object();
  for (const auto& [key, field] : value.items()) {
    object[key] = field.is_object() && field.contains("$") ? field.at("$") : field;
  }
  return object;
}

// The id of what a message points at: {"id":"12"}, or {"href":"/messages/id/12"} in v1.
std::string target_of(const json& message, const char* field) {
  const json target = plain(member(message, field));
  if (auto id = id_of(target, "id"); !id.empty()) return id;
  return std::string(after_last(text_of(target, "href"), "/id/"));
}

// Communities show who works for the vendor by the name of a rank ("Community Manager").
bool is_agent(const json& author) {
  constexpr std::array<std::string_view, 6> kRanks = {"moderator", "admin",        "employee",
                                                      "staff",     "support team", "community manager"};
  if (flag_of(author, "is_employee") || flag_of(author, "employee")) return true;
  const json rank = plain(member(author, "rank"));
  const std::string name = lowered(text_of(rank, "name"));
  return std::any_of(kRanks.begin(), kRanks.end(),
                     [&](std::string_view word) { return name.find(word) != std::string::npos; });
}

Conversation part_of(const json& item) {
  const json message = plain(item);
  const json author = plain(member(message, "author"));
  const json board = plain(member(message, "board"));
  const json talk = plain(member(message, "conversation"));

  Message post;
  post.id = id_of(message, "id");
  Conversation part;
  for (const char* field : {"topic", "root"}) {
    if (part.id.empty()) part.id = target_of(message, field);
  }
  if (part.id.empty()) part.id = id_of(talk, "id");
  const std::string parent = target_of(message, "parent");
  const bool begins = part.id.empty() ? parent.empty() : part.id == post.id;
  if (part.id.empty() && begins) part.id = post.id;

  post.author = text_of(author, "login");
  post.role = begins ? Role::kAsker : is_agent(author) ? Role::kAgent : Role::kUnknown;
  post.at = time_of(message, "post_time");
  post.in_reply_to = parent;
  post.format = BodyFormat::kHtml;
  post.body = text_of(message, "body");
  post.accepted = flag_of(message, "is_solution");
  const json kudos = plain(member(message, "kudos"));
  post.score = integer_of(plain(member(kudos, "sum")), "weight");
  post.deleted = flag_of(message, "deleted");

  if (begins) {
    part.title = decode_entities(text_of(message, "subject"));
    part.url = text_of(message, "view_href");
    part.created_at = post.at;
    part.locale = text_of(message, "language");
    part.product = text_of(board, "title");
    for (const char* field : {"labels", "tags"}) {
      for (const json& label : list_of(member(message, field), "items")) {
        auto name = text_of(label, "text");
        if (!name.empty()) part.tags.push_back(std::move(name));
      }
    }
    part.deleted = post.deleted;
    if (flag_of(message, "read_only") || flag_of(member(message, "current_revision"), "locked"))
      part.state = ConversationState::kClosed;
  }
  if (flag_of(talk, "solved") || post.accepted) part.state = ConversationState::kResolved;
  part.messages.push_back(std::move(post));
  return part;
}

std::optional<std::string> complete(Conversation& conversation) {
  set_asker(conversation);
  for (const Message& message : conversation.messages) {
    if (!message.accepted) continue;
    conversation.state = ConversationState::kResolved;
  }
  if (site_of(conversation.url).empty()) conversation.url.clear();
  return lacks_text(conversation, "name body in the query (SELECT id, subject, body, … FROM messages)");
}

class KhorosFile {
 public:
  explicit KhorosFile(const Sink& sink) : sink_(sink), gatherer_(sink, complete) {}

  Result<> take(const json& item, const Place& place) {
    const std::string type = text_of(item, "type");
    if (!type.empty() && type != "message") {
      return reject(sink_, place.position,
                    fmt::format("a {} and not a message: query messages", type.substr(0, 40)), place.raw);
    }
    const Conversation part = part_of(item);
    if (part.messages.front().id.empty())
      return reject(sink_, place.position, "the message has no id: name it in the query", place.raw);
    if (part.id.empty())
      return reject(sink_, place.position,
                    "the message does not say which topic it belongs to: name topic.id in the query",
                    place.raw);
    return gatherer_.add(part, part.id, place.position);
  }

  // One answer of the API: a page of messages, one message, or an error. Also a message that stands alone.
  Result<> take_answer(const json& answer, const Place& place) {
    const json& response = member(answer, "response");
    const json& data = member(answer, "data");
    if (text_of(response.is_object() ? response : answer, "status") == "error")
      return reject(sink_, place.position, "an error message of the community, not messages", place.raw);
    if (text_of(data, "type") == "message") return take(data, place);
    if (const json& message = member(response, "message"); message.is_object()) return take(message, place);
    if (!data.is_object() && !response.is_object()) return take(answer, place);
    const json& messages = member(response, "messages");
    for (const json* list : {&list_of(data, "items"), &list_of(messages, "message")}) {
      for (const json& message : *list) {
        if (auto taken = take(message, place); !taken) return taken;
      }
    }
    return {};
  }

  Result<> finish() { return gatherer_.finish(); }

 private:
  const Sink& sink_;
  Gatherer gatherer_;
};

class KhorosChannel : public Channel {
 public:
  std::string_view format() const override { return "khoros"; }
  std::string_view default_channel() const override { return "khoros"; }

  bool recognises(std::string_view head) const override {
    const JsonHead first(head);
    if (first.has_all({"type", "view_href"}) || first.has_all({"is_solution", "subject"})) return true;
    const std::string_view type = first.under("data").text("type");
    if (first.has_all({"status", "data"}) &&
        (type == "messages" || type == "message" || type.starts_with("error")))
      return true;
    const JsonHead response = first.under("response");
    return response.has_all({"status"}) && response.has_any({"messages", "message", "error"}) &&
           head.find("\"$\"") != std::string_view::npos;
  }

  Result<> parse(Input& input, const Sink& sink) const override {
    KhorosFile file(sink);
    auto read = each_record(input, sink, "the page", [&](const json& answer, const Place& place) {
      return file.take_answer(answer, place);
    });
    if (!read) return read;
    return file.finish();
  }
};

}  // namespace
}  // namespace khoros

std::unique_ptr<Channel> make_khoros_channel() {
  return std::make_unique<khoros::KhorosChannel>();
}

}  // namespace garner
