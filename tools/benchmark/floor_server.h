// The floor behind the product's own HTTP front, so that the two servers differ in how they find and in
// nothing else. Runs in a process of its own.
#pragma once

#include <string>

#include "indexer/core/result.h"

namespace garner::bench {

// Serves /v1/suggest, /v1/search and /v1/typeahead from the floor's two databases on a free port, whose URL
// it writes to `ready_file`. Returns only where it cannot.
Result<> serve_floor(const std::string& database, const std::string& titles, const std::string& ready_file);

}  // namespace garner::bench
