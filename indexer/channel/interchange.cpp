#include "indexer/channel/interchange.h"

#include <fmt/format.h>

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_set>
#include <utility>

#include "indexer/channel/check.h"
#include "indexer/channel/json_text.h"
#include "indexer/channel/team_records.h"
#include "indexer/core/clock.h"
#include "indexer/core/names.h"

namespace garner {
namespace {

using nlohmann::json;

// Takes known fields off one JSON object; what is left at the end is unknown and goes to extra. The first
// fault is kept and every later take gives a default, so that a record reads as a list of its fields. null
// counts as not there.
class Fields {
 public:
  Fields(json& object, std::string path, std::string& fault)
      : object_(object), path_(std::move(path)), fault_(fault) {}

  std::string text(const char* name, bool required = false) {
    json value = take(name);
    if (value.is_string()) return std::move(value.get_ref<std::string&>());
    if (required && value.is_null()) {
      blame(name, "is missing");
    } else if (!value.is_null()) {
      blame(name, "should be a string");
    }
    return {};
  }
  bool flag(const char* name) {
    const json value = take(name);
    if (!value.is_boolean() && !value.is_null()) blame(name, "should be true or false");
    return value.is_boolean() && value.get<bool>();
  }
  std::int64_t integer(const char* name) {
    const json value = take(name);
    const bool fits = value.is_number_integer() &&
                      (!value.is_number_unsigned() ||
                       value.get<std::uint64_t>() <= std::uint64_t{std::numeric_limits<std::int64_t>::max()});
    if (!fits && !value.is_null()) blame(name, "should be a whole number");
    return fits ? value.get<std::int64_t>() : 0;
  }
  std::uint32_t offset(const char* name) {
    const std::int64_t value = integer(name);
    const bool fits = value >= 0 && value <= std::numeric_limits<std::uint32_t>::max();
    if (!fits) blame(name, "should be a number of bytes");
    return fits ? static_cast<std::uint32_t>(value) : 0;
  }
  std::optional<Time> time(const char* name) {
    const json value = take(name);
    if (value.is_null()) return std::nullopt;
    const auto time = value.is_string() ? parse_rfc3339(value.get_ref<const std::string&>()) : std::nullopt;
    if (!time) {
      blame(name, "should be a time such as \"2026-03-01T09:00:00Z\"");
      return std::nullopt;
    }
    if (auto fault = fault_in_time(path_ + name, time); fault && fault_.empty()) fault_ = std::move(*fault);
    return time;
  }
  // A word of one of core/names.h's tables; `fallback` when the field is not there.
  template <typename Enum>
  Enum word(const char* name, std::optional<Enum> (*parse)(std::string_view), Enum fallback,
            const char* expected) {
    const json value = take(name);
    if (value.is_null()) return fallback;
    const auto word = value.is_string() ? parse(value.get_ref<const std::string&>()) : std::nullopt;
    if (!word) blame(name, expected);
    return word.value_or(fallback);
  }
  std::vector<std::string> texts(const char* name) {
    std::vector<std::string> result;
    json value = take(name);
    if (value.is_null()) return result;
    if (!value.is_array()) {
      blame(name, "should be a list of strings");
      return result;
    }
    for (auto& item : value) {
      if (!item.is_string()) {
        blame(name, "should be a list of strings");
        return {};
      }
      result.push_back(std::move(item.get_ref<std::string&>()));
    }
    return result;
  }
  // Reads each object of a list with `read(Fields&)`. Gives what the objects hold beyond that, so that
  // to_json can put it back: one object per item, or null where no item has any.
  template <typename Read>
  json objects(const char* name, const Read& read) {
    json value = take(name);
    if (value.is_null()) return nullptr;
    if (!value.is_array()) {
      blame(name, "should be a list of objects");
      return nullptr;
    }
    bool any_left = false;
    std::size_t index = 0;
    for (auto& item : value) {
      if (!item.is_object()) {
        blame(name, "should be a list of objects");
        return nullptr;
      }
      Fields fields(item, fmt::format("{}{}[{}].", path_, name, index++), fault_);
      read(fields);
      any_left = any_left || !item.empty();
    }
    return any_left ? std::move(value) : json();
  }
  bool has(const char* name) const {
    const auto found = object_.find(name);
    return found != object_.end() && !found->is_null();
  }
  // What nobody took, as JSON text; empty for nothing.
  std::string rest() const { return object_.empty() ? std::string() : dump(object_); }
  void put_back(const char* name, json value) {
    if (!value.is_null()) object_[name] = std::move(value);
  }
  void blame(const char* name, const char* what) {
    if (fault_.empty()) fault_ = fmt::format("{}{} {}", path_, name, what);
  }

  static std::string dump(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
  }

 private:
  json take(const char* name) {
    const auto found = object_.find(name);
    if (found == object_.end()) return nullptr;
    json value = std::move(*found);
    object_.erase(found);
    return value;
  }

  json& object_;
  std::string path_;
  std::string& fault_;
};

Message read_message(Fields& fields) {
  Message message;
  message.id = fields.text("id");
  message.author = fields.text("author");
  message.role =
      fields.word("role", parse_role, Role::kUnknown, "should be asker, agent, helper, bot or unknown");
  message.at = fields.time("at");
  message.in_reply_to = fields.text("in_reply_to");
  message.format =
      fields.word("format", parse_body_format, BodyFormat::kText, "should be text, html, markdown or bbcode");
  message.body = fields.text("body", /*required=*/true);
  message.accepted = fields.flag("accepted");
  message.official = fields.flag("official");
  message.score = fields.integer("score");
  message.deleted = fields.flag("deleted");
  message.locale = fields.text("locale");
  message.extra = fields.rest();
  return message;
}

// Messages may come without ids: those get their place as one, "m1", "m2", beside what ids there are.
void name_messages(std::vector<Message>& messages) {
  std::unordered_set<std::string> taken;
  for (const auto& message : messages) taken.insert(message.id);
  for (std::size_t i = 0; i < messages.size(); ++i) {
    if (!messages[i].id.empty()) continue;
    std::string id = fmt::format("m{}", i + 1);
    while (taken.contains(id)) id += '_';
    taken.insert(id);
    messages[i].id = std::move(id);
  }
}

Conversation read_conversation(Fields& fields) {
  Conversation conversation;
  conversation.id = fields.text("id", /*required=*/true);
  conversation.channel = fields.text("channel");
  conversation.url = fields.text("url");
  conversation.title = fields.text("title");
  conversation.created_at = fields.time("created_at");
  conversation.updated_at = fields.time("updated_at");
  conversation.resolved_at = fields.time("resolved_at");
  conversation.locale = fields.text("locale");
  conversation.product = fields.text("product");
  conversation.tags = fields.texts("tags");
  conversation.state = fields.word("state", parse_conversation_state, ConversationState::kOpen,
                                   "should be open, resolved or closed");
  conversation.deleted = fields.flag("deleted");
  if (!fields.has("messages") && !conversation.deleted) fields.blame("messages", "is missing");
  fields.objects("messages",
                 [&](Fields& message) { conversation.messages.push_back(read_message(message)); });
  name_messages(conversation.messages);
  conversation.extra = fields.rest();
  return conversation;
}

Article read_article(Fields& fields) {
  Article article;
  article.id = fields.text("id", /*required=*/true);
  article.title = fields.text("title", /*required=*/true);
  if (!fields.has("issue") && !fields.has("resolution") && !fields.has("asked_as")) {
    fields.blame("issue", "is missing, and so are resolution and asked_as: one of them is needed");
  }
  article.issue = fields.text("issue");
  article.environment = fields.texts("environment");
  article.resolution = fields.text("resolution");
  article.cause = fields.text("cause");
  article.asked_as = fields.texts("asked_as");
  article.locale = fields.text("locale");
  article.tags = fields.texts("tags");
  article.products = fields.texts("products");
  article.confidence = fields.word("confidence", parse_confidence, Confidence::kNotValidated,
                                   "should be wip, not_validated, validated or archived");
  article.audience = fields.word("audience", parse_audience, Audience::kInternal,
                                 "should be team, internal, partner, customer or public");
  article.governance = fields.word("governance", parse_governance, Governance::kExperience,
                                   "should be experience or compliance");
  json sources_left = fields.objects("sources", [&](Fields& source) {
    article.sources.push_back({source.text("channel"), source.text("url"), source.text("conversation_id")});
  });
  json provenance_left = fields.objects("provenance", [&](Fields& item) {
    Provenance& provenance = article.provenance.emplace_back();
    provenance.field = item.text("field");
    provenance.begin = item.offset("begin");
    provenance.end = item.offset("end");
    provenance.channel = item.text("channel");
    provenance.conversation_id = item.text("conversation_id");
    provenance.message_id = item.text("message_id");
    provenance.message_begin = item.offset("message_begin");
    provenance.message_end = item.offset("message_end");
  });
  article.created_at = fields.time("created_at");
  article.updated_at = fields.time("updated_at");
  article.reuse_count = fields.integer("reuse_count");
  fields.put_back("sources", std::move(sources_left));
  fields.put_back("provenance", std::move(provenance_left));
  article.extra = fields.rest();
  return article;
}

}  // namespace

Result<Record> parse_record(std::string_view text) {
  auto parsed = parse_json(text);
  if (!parsed) return fail(parsed.error());
  if (!parsed->is_object()) return fail(ErrorCode::kInvalidInput, "it should be a JSON object");
  std::string fault;
  Fields fields(*parsed, "", fault);
  std::string type = fields.text("type");
  if (type.empty()) {  // told by the field that only one of them must have
    const bool like_article = fields.has("issue") || fields.has("resolution") || fields.has("asked_as");
    type = like_article && !fields.has("messages") ? "article" : "conversation";
  }
  if (type == "article") {
    Article article = read_article(fields);
    if (fault.empty() && article.id.empty()) fault = "id is missing";
    if (fault.empty() && article.title.empty()) fault = "title is missing";
    if (!fault.empty()) return fail(ErrorCode::kInvalidInput, fault);
    return article;
  }
  if (is_team_record(type)) {
    auto record = read_team_record(type, *parsed);
    if (!record) return fail(record.error());
    return std::move(*record);
  }
  if (type != "conversation") {
    return fail(ErrorCode::kInvalidInput, fault.empty() ? "type should be conversation or article" : fault);
  }
  Conversation conversation = read_conversation(fields);
  if (fault.empty()) fault = fault_in(conversation).value_or("");
  if (!fault.empty()) return fail(ErrorCode::kInvalidInput, fault);
  return conversation;
}

Result<Conversation> read_back(std::string_view json) {
  auto parsed = parse_json(json);
  if (!parsed) return fail(parsed.error());
  std::string fault;
  Fields fields(*parsed, "", fault);
  return read_conversation(fields);
}

}  // namespace garner
