// One search: the query read, corrected where nobody writes it so, matched, put in order and shown. Used by
// one thread.
#pragma once

#include "query/facets.h"
#include "query/reader_pool.h"
#include "query/searcher.h"
#include "query/vocabulary.h"

namespace garner {

// What searches share beside the snapshot: made when one first needs it. Thread-safe.
struct SearchTables {
  Vocabulary vocabulary;
  Facets facets;
};

// The request is within its limits. Throws Xapian::Error.
Answer search_articles(const SearchRequest& request, Reader& reader, const Snapshot& snapshot,
                       SearchTables& tables);

}  // namespace garner
