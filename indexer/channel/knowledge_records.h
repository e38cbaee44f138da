// The lines of the interchange format that tell of the work on articles (docs/interchange.md). Pure
// functions, thread-safe. The reads give kInvalidInput with the field that is wrong.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "indexer/core/result.h"
#include "indexer/core/team_record.h"

namespace garner {

Result<TeamRecord> read_standing(const nlohmann::json& object);
Result<TeamRecord> read_revision(const nlohmann::json& object);
Result<TeamRecord> read_feedback(const nlohmann::json& object);
Result<TeamRecord> read_flag(const nlohmann::json& object);
Result<TeamRecord> read_check(const nlohmann::json& object);
Result<TeamRecord> read_scheduled(const nlohmann::json& object);
Result<TeamRecord> read_queue(const nlohmann::json& object);
Result<TeamRecord> read_solution(const nlohmann::json& object);

nlohmann::ordered_json json_of(const StandingRecord& standing);
nlohmann::ordered_json json_of(const Revision& revision);
nlohmann::ordered_json json_of(const Feedback& feedback);
nlohmann::ordered_json json_of(const Flag& flag);
nlohmann::ordered_json json_of(const Check& check);
nlohmann::ordered_json json_of(const Scheduled& scheduled);
nlohmann::ordered_json json_of(const QueueRecord& entry);
nlohmann::ordered_json json_of(const SolutionRecord& solution);

}  // namespace garner
