// JSON as text: how deep it is, which keys its first object has, both in one pass without recursion, so that
// hostile input costs nothing; and what its texts say. Pure functions, thread-safe.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/result.h"

namespace garner {

// Whether arrays and objects are nested deeper than `limit`. Also of text that is not valid JSON.
bool is_deeper_than(std::string_view json, int limit);

// The keys of the first object in `json` (inside an array, if it begins with one), as far as the text goes.
std::vector<std::string_view> top_level_keys(std::string_view json);

// Parses one JSON value. Errors: kInvalidInput with the byte at which it goes wrong.
Result<nlohmann::json> parse_json(std::string_view json);

// `json` with every text in it, at any depth and the names of fields too, as `change` gives it. What is not
// JSON becomes empty.
std::string change_texts(std::string_view json, const std::function<std::string(std::string_view)>& change);

}  // namespace garner
