// Judgements that people made by what they did: queries and events of the store as judged queries, for
// `garner eval --from-events`.
#pragma once

#include <vector>

#include "indexer/core/result.h"
#include "indexer/store/store.h"
#include "tools/garner/judged.h"

namespace garner {

// mode "search": the queries that were asked, alike ones as one. An article's clicks over those expected at
// its places (indexer/use.h), smoothed, are its grade: 2 from one and a half times, 1 from as often as
// expected. mode "suggest": each message with an answer that was attached, inserted, found helpful or solved
// it (2), or clicked (1). The latest `limit`. Queries of which nobody took an article are left out: why is
// not known.
Result<std::vector<JudgedQuery>> judged_by_use(Store& store, const std::string& mode, std::size_t limit);

}  // namespace garner
