#include "api/json.h"

#include <set>

#include "indexer/core/clock.h"

namespace garner::api {

std::string text_in(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

tl::expected<Json, Problem> parse_object(std::string_view body) {
  // Depth and duplicate keys are found by the callback: the parser itself takes both.
  bool too_deep = false;
  std::string duplicate;
  std::vector<std::set<std::string>> keys;
  const auto watch = [&](int depth, Json::parse_event_t event, Json& value) {
    if (depth > kMaxJsonDepth) too_deep = true;
    if (too_deep) return false;
    if (event == Json::parse_event_t::object_start) keys.emplace_back();
    if (event == Json::parse_event_t::object_end && !keys.empty()) keys.pop_back();
    if (event == Json::parse_event_t::key && !keys.empty() && duplicate.empty()) {
      const auto name = value.get<std::string>();
      if (!keys.back().insert(name).second) duplicate = name;
    }
    return true;
  };
  try {
    Json json = Json::parse(body, watch);
    if (too_deep) return tl::make_unexpected(bad_request("the body is nested too deeply"));
    if (!duplicate.empty()) return tl::make_unexpected(bad_request("a field is given twice in the body"));
    if (!json.is_object()) return tl::make_unexpected(bad_request("the body must be a JSON object"));
    return json;
  } catch (const nlohmann::json::parse_error& error) {
    return tl::make_unexpected(bad_request("the body is not JSON, at byte " + std::to_string(error.byte)));
  } catch (const nlohmann::json::exception&) {
    return tl::make_unexpected(bad_request("the body holds a number that is out of range"));
  }
}

Fields::Fields(const Json& object, std::string pointer, std::vector<FieldProblem>& errors)
    : object_(object), pointer_(std::move(pointer)), errors_(errors) {}

std::string Fields::at(const char* name) const {
  return pointer_ + "/" + name;
}
void Fields::wrong(const char* name, std::string detail) {
  errors_.push_back({at(name), std::move(detail)});
}

const Json* Fields::find(const char* name) const {
  const auto found = object_.find(name);
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

std::string Fields::text(const char* name, std::size_t max_bytes) {
  const Json* value = find(name);
  if (value == nullptr) return {};
  if (!value->is_string()) {
    wrong(name, "must be text");
    return {};
  }
  const auto& text = value->get_ref<const std::string&>();
  if (text.size() > max_bytes) {
    wrong(name, "must be at most " + std::to_string(max_bytes) + " bytes");
    return {};
  }
  return text;
}

std::string Fields::required_text(const char* name, std::size_t max_bytes) {
  const std::size_t before = errors_.size();
  std::string value = text(name, max_bytes);
  if (value.empty() && errors_.size() == before) wrong(name, "is required and must not be empty");
  return value;
}

std::int64_t Fields::integer(const char* name, std::int64_t fallback, std::int64_t low, std::int64_t high) {
  const Json* value = find(name);
  if (value == nullptr) return fallback;
  // An unsigned number above the signed range would wrap.
  const bool fits =
      value->is_number_integer() &&
      (!value->is_number_unsigned() || value->get<std::uint64_t>() <= static_cast<std::uint64_t>(INT64_MAX));
  const std::int64_t number = fits ? value->get<std::int64_t>() : 0;
  if (fits && number >= low && number <= high) return number;
  wrong(name, "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  return fallback;
}

double Fields::number(const char* name, double fallback, double low, double high) {
  const Json* value = find(name);
  if (value == nullptr) return fallback;
  const double number = value->is_number() ? value->get<double>() : low - 1;
  if (number >= low && number <= high) return number;
  wrong(name, "must be a number from " + dump(Json(low)) + " to " + dump(Json(high)));
  return fallback;
}

bool Fields::boolean(const char* name, bool fallback) {
  const Json* value = find(name);
  if (value == nullptr) return fallback;
  if (value->is_boolean()) return value->get<bool>();
  wrong(name, "must be true or false");
  return fallback;
}

std::optional<Time> Fields::time(const char* name) {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) {
    if (auto time = parse_rfc3339(value->get_ref<const std::string&>())) return time;
  }
  wrong(name, "must be an RFC 3339 time such as 2026-03-01T09:00:00Z");
  return std::nullopt;
}

std::vector<std::string> Fields::texts(const char* name, std::size_t max_count, std::size_t max_bytes) {
  const Json* value = array(name, max_count);
  std::vector<std::string> result;
  if (value == nullptr) return result;
  for (const Json& entry : *value) {
    if (!entry.is_string() || entry.get_ref<const std::string&>().size() > max_bytes) {
      wrong(name, "must hold texts of at most " + std::to_string(max_bytes) + " bytes");
      return {};
    }
    result.push_back(entry.get<std::string>());
  }
  return result;
}

const Json* Fields::object(const char* name) {
  const Json* value = find(name);
  if (value == nullptr || value->is_object()) return value;
  wrong(name, "must be an object");
  return nullptr;
}

const Json* Fields::array(const char* name, std::size_t max_count) {
  const Json* value = find(name);
  if (value == nullptr) return nullptr;
  if (!value->is_array()) {
    wrong(name, "must be an array");
    return nullptr;
  }
  if (value->size() > max_count) {
    wrong(name, "must have at most " + std::to_string(max_count) + " entries");
    return nullptr;
  }
  return value;
}

}  // namespace garner::api
