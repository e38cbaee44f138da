// Facets: which tags, products, channels and languages an article has, in arrays by document, and how often
// each value occurs among what a search found. Read from the index when one is first needed, and then for new
// documents only. Thread-safe.
#pragma once

#include <xapian.h>

#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "query/searcher.h"
#include "query/snapshot.h"

namespace garner {

// Values of one facet. Immutable once made.
struct FacetColumn {
  std::vector<std::string> values;   // folded, as the index has them
  std::vector<std::uint32_t> begin;  // of a document's values in `of`; one more element than documents
  std::vector<std::uint32_t> of;     // indices of values
};

class Facets {
 public:
  // The values of `facet` among `found`, most frequent first, as articles found write them. Throws
  // Xapian::Error.
  std::vector<FacetValue> count(Facet facet, const std::vector<Xapian::docid>& found,
                                const Xapian::Database& database, const Snapshot& snapshot);

 private:
  struct State {
    std::string generation;
    Xapian::docid last = 0;
    std::array<FacetColumn, 4> columns;  // tag, product, channel, language
  };
  std::shared_ptr<const State> state(const Xapian::Database& database, const Snapshot& snapshot);

  std::mutex mutex_;
  std::shared_ptr<const State> state_;
};

}  // namespace garner
