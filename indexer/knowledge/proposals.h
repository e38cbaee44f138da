// proposals: what use says should be done with an article, put before an editor. Plain functions over the
// store, on one thread.
#pragma once

#include <cstdint>
#include <string>

#include "indexer/core/model.h"
#include "indexer/core/result.h"
#include "indexer/store/store.h"

namespace garner {

inline constexpr std::int64_t kReusesToValidate = 3;  // by different people
inline constexpr std::int64_t kDismissalsToRecheck = 3;
inline constexpr Time kDay = 86'400'000;  // milliseconds
inline constexpr Time kDismissedWithin = 30 * kDay;
inline constexpr Time kVotedWithin = 90 * kDay;
inline constexpr Time kUnusedFor = 365 * kDay;
inline constexpr Time kAskedWithin = 30 * kDay;  // what reuse is expected from

// Brings the queue up to date with one article: proposes what it is ripe for, takes back what it is not any
// more, and ranks it by how many asked lately. Errors: kNotFound.
Result<> propose(Store& store, const std::string& article_id, Time now);

// The same for at most `limit` articles with numbers above `after`, in one transaction; gives the number of
// the last, 0 when there are no more. Time alone makes an article ripe for the archive, and harvests link.
Result<std::int64_t> propose_some(Store& store, std::int64_t after, std::size_t limit, Time now);

}  // namespace garner
