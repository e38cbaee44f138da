// Asks judged queries and grades what comes back.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "indexer/core/result.h"
#include "query/searcher.h"
#include "tools/garner/judged.h"

namespace garner {

// In the order of `queries`, as one who may see everything. `mode`: "suggest" or "search"; `limit`: hits
// looked at. `progress` is told how many are answered.
Result<std::vector<JudgedAnswer>> answers_to(const std::vector<JudgedQuery>& queries, Searcher& searcher,
                                             const std::string& mode, std::size_t limit,
                                             const std::function<void(std::size_t)>& progress = {});

}  // namespace garner
