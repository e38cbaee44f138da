#include "indexer/channel/json_text.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "indexer/channel/channel.h"

namespace garner {
namespace {

// The position after the string that begins at `at` (its opening quote); the end of the text if it does not
// end.
std::size_t skip_string(std::string_view json, std::size_t at) {
  ++at;
  while ((at = json.find_first_of("\"\\", at)) < json.size()) {
    if (json[at] == '"') return at + 1;
    at += 2;  // the escaped character, too
  }
  return json.size();
}

// As deep as the value, which parse_json has bounded.
void change_texts_in(nlohmann::json& value, const std::function<std::string(std::string_view)>& change) {
  if (value.is_string()) {
    value = change(value.get_ref<const std::string&>());
  } else if (value.is_array()) {
    for (auto& item : value) change_texts_in(item, change);
  } else if (value.is_object()) {
    auto changed = nlohmann::json::object();
    for (auto& [name, field] : value.items()) {
      change_texts_in(field, change);
      changed[change(name)] = std::move(field);
    }
    value = std::move(changed);
  }
}

}  // namespace

bool is_deeper_than(std::string_view json, int limit) {
  int depth = 0;
  std::size_t at = 0;
  while ((at = json.find_first_of("\"[]{}", at)) != std::string_view::npos) {
    const char c = json[at];
    if (c == '"') {
      at = skip_string(json, at);
      continue;
    }
    depth += c == '[' || c == '{' ? 1 : -1;
    if (depth > limit) return true;
    ++at;
  }
  return false;
}

std::vector<std::string_view> top_level_keys(std::string_view json) {
  std::vector<std::string_view> keys;
  const std::size_t first = json.find('{');
  if (first == std::string_view::npos) return keys;
  int depth = 0;
  std::size_t at = first;
  while ((at = json.find_first_of("\"[]{}", at)) != std::string_view::npos) {
    if (json[at] != '"') {
      depth += json[at] == '[' || json[at] == '{' ? 1 : -1;
      if (depth == 0) break;
      ++at;
      continue;
    }
    const std::size_t begin = at + 1;
    at = skip_string(json, at);
    const std::size_t colon = json.find_first_not_of(" \t\r\n", at);
    if (depth == 1 && colon != std::string_view::npos && json[colon] == ':') {
      keys.push_back(json.substr(begin, at - 1 - begin));
    }
  }
  return keys;
}

Result<nlohmann::json> parse_json(std::string_view json) {
  if (is_deeper_than(json, kMaxJsonDepth)) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("the JSON is nested deeper than {} levels", kMaxJsonDepth));
  }
  try {
    return nlohmann::json::parse(json);
  } catch (const nlohmann::json::parse_error& error) {
    // The library's text repeats the input, which may be private; the byte is enough to find it.
    const std::string_view what = error.what();
    if (what.find("UTF-8") != std::string_view::npos) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("byte {} is not UTF-8: convert the file to UTF-8", error.byte));
    }
    if (error.byte > json.size()) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("not JSON: it ends at byte {}, in the middle", json.size()));
    }
    return fail(ErrorCode::kInvalidInput, fmt::format("not JSON from byte {} on", error.byte));
  } catch (const nlohmann::json::exception&) {  // a number out of range
    return fail(ErrorCode::kInvalidInput, "not JSON: a number in it is out of range");
  }
}

std::string change_texts(std::string_view json, const std::function<std::string(std::string_view)>& change) {
  auto value = parse_json(json);
  if (!value) return {};
  change_texts_in(*value, change);
  return value->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace garner
