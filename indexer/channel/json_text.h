// JSON before it is parsed: how deep it is, which keys its first object has. One pass, no recursion, so that
// hostile input costs nothing. Pure functions, thread-safe.
#pragma once

#include <nlohmann/json_fwd.hpp>
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

}  // namespace garner
