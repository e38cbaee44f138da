// The lines of the interchange format that are neither conversations nor articles (docs/interchange.md).
// Pure functions, thread-safe.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "indexer/core/result.h"
#include "indexer/core/team_record.h"

namespace garner {

bool is_team_record(std::string_view type);

// An object of such a type. Errors: kInvalidInput with the field that is wrong.
Result<TeamRecord> read_team_record(std::string_view type, const nlohmann::json& object);

// One line, without its end, fields in a fixed order.
std::string to_json(const TeamRecord& record);

}  // namespace garner
