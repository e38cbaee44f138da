// Records of the interchange format (interchange.h) as JSON values, for who says more of them than a line
// does. Pure functions, thread-safe.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "indexer/core/model.h"

namespace garner {

// Null where there is none.
nlohmann::ordered_json optional_text(const std::string& text);
nlohmann::ordered_json optional_time(const std::optional<Time>& time);

// What to_json writes, before it is written: text may hold invalid UTF-8.
nlohmann::ordered_json to_value(const Conversation& conversation);
nlohmann::ordered_json to_value(const Article& article);
nlohmann::ordered_json to_value(const std::vector<Provenance>& provenance);

}  // namespace garner
