// Why an article stands where it does: the parts that its score is made of (docs/ranking.md), of a message or
// a search. Used by one thread.
#pragma once

#include <string>
#include <vector>

#include "query/rank.h"
#include "query/reader_pool.h"
#include "query/searcher.h"
#include "query/terms.h"

namespace garner {

struct ExplainedQuery {
  const std::vector<QueryTerm>& terms;  // weighed
  std::string_view text;                // of the message; empty for a search
  std::string_view language;            // that it is stemmed in
  std::uint32_t as_of = 0;              // as for Ranker::Wanted
  bool search = false;
};

// `ranked` of this query and snapshot. Throws Xapian::Error.
Explanation explain(const Ranked& ranked, const ExplainedQuery& query, Reader& reader,
                    const Snapshot& snapshot);

}  // namespace garner
