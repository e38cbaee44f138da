// Tasks as the API shows them. Pure functions, thread-safe.
#pragma once

#include "api/json.h"
#include "indexer/harvest_counts.h"
#include "indexer/store/store.h"

namespace garner::api {

Json task_json(const Task& task);
Json counts_json(const HarvestCounts& counts);

}  // namespace garner::api
