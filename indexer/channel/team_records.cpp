#include "indexer/channel/team_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "indexer/channel/interchange_value.h"
#include "indexer/channel/json_fields.h"
#include "indexer/channel/knowledge_records.h"
#include "indexer/core/clock.h"

namespace garner {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

// A time that must be read where it is given: one that is taken for none would widen when a rule holds.
Result<std::optional<Time>> given_time(const json& object, const char* name) {
  if (member(object, name).is_null()) return std::nullopt;
  auto time = time_of(object, name);
  if (!time) return fail(ErrorCode::kInvalidInput, fmt::format("{} should be a time", name));
  return time;
}

template <typename T>
Result<TeamRecord> checked(T record) {
  if (auto sound = check(record); !sound) return fail(sound.error());
  return TeamRecord(std::move(record));
}

Result<TeamRecord> read_link(const json& object) {
  LinkRecord link{text_of(object, "article_id"),     text_of(object, "kind"),
                  text_of(object, "channel"),        text_of(object, "case_ref"),
                  time_of(object, "at").value_or(0), text_of(object, "by"),
                  text_of(object, "agent")};
  if (link.article_id.empty() || link.conversation_id.empty())
    return fail(ErrorCode::kInvalidInput, "article_id and case_ref are needed");
  if (!is_one_of(kLinkKinds, link.kind))
    return fail(ErrorCode::kInvalidInput, "kind should be created_from, resolved or reference");
  return TeamRecord(std::move(link));
}

Result<TeamRecord> read_synonym(const json& object) {
  return checked(Synonym{text_of(object, "id"), text_of(object, "root"), texts_of(object, "synonyms"),
                         text_of(object, "locale")});
}

Result<TeamRecord> read_stop_words(const json& object) {
  return checked(StopWords{text_of(object, "locale"), texts_of(object, "stopwords")});
}

Result<TeamRecord> read_curation(const json& object) {
  Curation curation;
  curation.id = text_of(object, "id");
  const json& rule = member(object, "rule");
  curation.query = text_of(rule, "query");
  curation.contains = text_of(rule, "match") == "contains";
  for (const json& pin : list_of(object, "includes")) {
    const std::int64_t position = integer_of(pin, "position");
    if (position < 1 || position > kMaxPinPosition)
      return fail(ErrorCode::kInvalidInput, fmt::format("position should be 1 to {}", kMaxPinPosition));
    curation.pins.push_back({text_of(pin, "id"), static_cast<std::uint32_t>(position)});
  }
  for (const json& hidden : list_of(object, "excludes")) curation.hidden.push_back(text_of(hidden, "id"));
  const auto from = given_time(object, "effective_from"), to = given_time(object, "effective_to");
  if (!from) return fail(from.error());
  if (!to) return fail(to.error());
  curation.from = *from;
  curation.to = *to;
  return checked(std::move(curation));
}

Result<TeamRecord> read_channel(const json& object) {
  ChannelSettings settings;
  settings.name = text_of(object, "name");
  for (const ChannelField& field : channel_fields()) {
    const json& value = member(object, std::string(field.name).c_str());
    if (!value.is_string()) continue;
    if (auto set = set_field(settings, field.name, value.get_ref<const std::string&>()); !set)
      return fail(set.error());
  }
  return checked(std::move(settings));
}

Result<TeamRecord> read_rule(const json& object) {
  constexpr std::size_t kMaxRule = 64;
  RuleRecord rule{text_of(object, "name"), text_of(object, "value")};
  if (rule.name.empty() || rule.name.size() > kMaxRule || rule.value.empty() || rule.value.size() > kMaxRule)
    return fail(ErrorCode::kInvalidInput, "name and value are needed");
  return TeamRecord(std::move(rule));
}

struct Kind {
  std::string_view type;
  Result<TeamRecord> (*read)(const json& object);
};
constexpr Kind kKinds[] = {
    {"link", read_link},         {"synonym", read_synonym},   {"stopwords", read_stop_words},
    {"curation", read_curation}, {"channel", read_channel},   {"rule", read_rule},
    {"standing", read_standing}, {"revision", read_revision}, {"feedback", read_feedback},
    {"flag", read_flag},         {"check", read_check},       {"scheduled", read_scheduled},
    {"queue", read_queue},       {"solution", read_solution}};

ordered_json json_of(const LinkRecord& link) {
  const auto text = [](const std::string& value) {
    return value.empty() ? ordered_json() : ordered_json(value);
  };
  return {{"type", "link"},          {"article_id", link.article_id},    {"kind", link.kind},
          {"channel", link.channel}, {"case_ref", link.conversation_id}, {"at", to_rfc3339(link.at)},
          {"by", text(link.by)},     {"agent", text(link.agent)}};
}

ordered_json json_of(const RuleRecord& rule) {
  return {{"type", "rule"}, {"name", rule.name}, {"value", rule.value}};
}

ordered_json json_of(const Synonym& synonym) {
  return {{"type", "synonym"},
          {"id", synonym.id},
          {"root", synonym.root},
          {"synonyms", synonym.words},
          {"locale", synonym.locale}};
}

ordered_json json_of(const StopWords& list) {
  return {{"type", "stopwords"}, {"locale", list.locale}, {"stopwords", list.words}};
}

ordered_json json_of(const Curation& curation) {
  auto includes = ordered_json::array(), excludes = ordered_json::array();
  for (const Pin& pin : curation.pins)
    includes.push_back({{"id", pin.article_id}, {"position", pin.position}});
  for (const std::string& id : curation.hidden) excludes.push_back({{"id", id}});
  return {{"type", "curation"},
          {"id", curation.id},
          {"rule", {{"query", curation.query}, {"match", curation.contains ? "contains" : "exact"}}},
          {"includes", std::move(includes)},
          {"excludes", std::move(excludes)},
          {"effective_from", optional_time(curation.from)},
          {"effective_to", optional_time(curation.to)}};
}

ordered_json json_of(const ChannelSettings& settings) {
  ordered_json object = {{"type", "channel"}, {"name", settings.name}};
  for (const ChannelField& field : channel_fields()) {
    if (!field.secret) object[std::string(field.name)] = get_field(settings, field.name);
  }
  return object;
}

}  // namespace

bool is_team_record(std::string_view type) {
  return std::any_of(std::begin(kKinds), std::end(kKinds),
                     [&](const Kind& kind) { return kind.type == type; });
}

Result<TeamRecord> read_team_record(std::string_view type, const json& object) {
  for (const Kind& kind : kKinds) {
    if (kind.type == type) return kind.read(object);
  }
  return fail(ErrorCode::kInvalidInput, fmt::format("there is no type {}", type));
}

std::string to_json(const TeamRecord& record) {
  return std::visit([](const auto& each) -> ordered_json { return json_of(each); }, record)
      .dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace garner
