// Tasks as the API shows them, and the bodies that make them. Pure functions, thread-safe.
#pragma once

#include <optional>

#include "api/exchange.h"
#include "api/json.h"
#include "indexer/harvest_counts.h"
#include "indexer/store/store.h"

namespace garner::api {

Json task_json(const Task& task);
Json counts_json(const HarvestCounts& counts);

// What is wrong with a body of lines that comes packed, by what it holds: damaged, or a bomb. Nothing: it is
// sound, or not packed.
std::optional<Problem> judge_packed(const Request& request);

}  // namespace garner::api
