// Conversations and articles in the interchange format: as values, and as lines.
#include <optional>
#include <string>

#include "indexer/channel/interchange.h"
#include "indexer/channel/interchange_value.h"
#include "indexer/core/clock.h"
#include "indexer/core/names.h"

namespace garner {
namespace {

using nlohmann::ordered_json;

template <typename Enum>
std::string word(Enum value) {
  return std::string(name_of(value));
}

// Puts fields that Garner does not know back in their place: beside the known ones, and into the items of
// lists.
void merge_unknown(ordered_json& known, const ordered_json& unknown) {
  if (known.is_object() && unknown.is_object()) {
    for (const auto& [name, value] : unknown.items()) {
      const auto found = known.find(name);
      if (found == known.end()) {
        known[name] = value;
      } else {
        merge_unknown(*found, value);
      }
    }
  } else if (known.is_array() && unknown.is_array()) {
    for (std::size_t i = 0; i < known.size() && i < unknown.size(); ++i) merge_unknown(known[i], unknown[i]);
  }
}

void add_extra(ordered_json& object, const std::string& extra) {
  if (extra.empty()) return;
  const auto unknown = ordered_json::parse(extra, nullptr, /*allow_exceptions=*/false);
  if (!unknown.is_discarded()) merge_unknown(object, unknown);
}

ordered_json json_of(const Message& message) {
  ordered_json object = {
      {"id", message.id},
      {"author", optional_text(message.author)},
      {"role", word(message.role)},
      {"at", optional_time(message.at)},
      {"in_reply_to", optional_text(message.in_reply_to)},
      {"format", word(message.format)},
      {"body", message.body},
      {"accepted", message.accepted},
      {"official", message.official},
      {"score", message.score},
      {"deleted", message.deleted},
  };
  if (!message.locale.empty()) object["locale"] = message.locale;
  add_extra(object, message.extra);
  return object;
}

// An article has dozens. Field by field: the list form allocates each name and value several times over, and
// took half of the time of a list of articles.
ordered_json json_of(const Provenance& item) {
  ordered_json::object_t object;
  object.reserve(8);
  object.emplace_back("field", item.field);
  object.emplace_back("begin", item.begin);
  object.emplace_back("end", item.end);
  object.emplace_back("channel", item.channel);
  object.emplace_back("conversation_id", item.conversation_id);
  object.emplace_back("message_id", optional_text(item.message_id));
  object.emplace_back("message_begin", item.message_begin);
  object.emplace_back("message_end", item.message_end);
  return object;
}

std::string line_of(const ordered_json& object) {
  return object.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace

ordered_json optional_text(const std::string& text) {
  return text.empty() ? ordered_json() : ordered_json(text);
}

ordered_json optional_time(const std::optional<Time>& time) {
  return time ? ordered_json(to_rfc3339(*time)) : ordered_json();
}

ordered_json to_value(const Conversation& conversation) {
  ordered_json object = {
      {"type", "conversation"},
      {"id", conversation.id},
      {"channel", optional_text(conversation.channel)},
      {"url", optional_text(conversation.url)},
      {"title", optional_text(conversation.title)},
      {"created_at", optional_time(conversation.created_at)},
      {"updated_at", optional_time(conversation.updated_at)},
      {"locale", optional_text(conversation.locale)},
      {"product", optional_text(conversation.product)},
      {"tags", conversation.tags},
      {"state", word(conversation.state)},
      {"resolved_at", optional_time(conversation.resolved_at)},
  };
  if (conversation.deleted) object["deleted"] = true;
  auto& messages = object["messages"] = ordered_json::array();
  for (const auto& message : conversation.messages) messages.push_back(json_of(message));
  add_extra(object, conversation.extra);
  return object;
}

ordered_json to_value(const Article& article) {
  ordered_json object = {
      {"type", "article"},
      {"id", article.id},
      {"title", article.title},
      {"issue", optional_text(article.issue)},
      {"environment", article.environment},
      {"resolution", optional_text(article.resolution)},
      {"cause", optional_text(article.cause)},
      {"asked_as", article.asked_as},
      {"locale", optional_text(article.locale)},
      {"tags", article.tags},
      {"products", article.products},
      {"confidence", word(article.confidence)},
      {"audience", word(article.audience)},
      {"governance", word(article.governance)},
  };
  auto& sources = object["sources"] = ordered_json::array();
  for (const auto& source : article.sources) {
    sources.push_back({{"channel", optional_text(source.channel)},
                       {"url", optional_text(source.url)},
                       {"conversation_id", optional_text(source.conversation_id)}});
  }
  if (!article.provenance.empty()) object["provenance"] = to_value(article.provenance);
  object["created_at"] = optional_time(article.created_at);
  object["updated_at"] = optional_time(article.updated_at);
  object["reuse_count"] = article.reuse_count;
  add_extra(object, article.extra);
  return object;
}

ordered_json to_value(const std::vector<Provenance>& provenance) {
  ordered_json list = ordered_json::array();
  for (const Provenance& item : provenance) list.push_back(json_of(item));
  return list;
}

std::string to_json(const Conversation& conversation) {
  return line_of(to_value(conversation));
}

std::string to_json(const Article& article) {
  return line_of(to_value(article));
}

}  // namespace garner
