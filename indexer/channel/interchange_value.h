// Records of the interchange format (interchange.h) as JSON values, for who says more of them than a line
// does. Pure functions, thread-safe.
#pragma once

#include <nlohmann/json.hpp>

#include "indexer/core/model.h"

namespace garner {

// What to_json writes, before it is written: text may hold invalid UTF-8.
nlohmann::ordered_json to_value(const Conversation& conversation);
nlohmann::ordered_json to_value(const Article& article);

}  // namespace garner
