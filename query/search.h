// One search: the query read, corrected where nobody writes it so, matched and shown. Used by one thread.
#pragma once

#include "query/reader_pool.h"
#include "query/searcher.h"
#include "query/vocabulary.h"

namespace garner {

// The request is within its limits. Throws Xapian::Error.
Answer search_articles(const SearchRequest& request, Reader& reader, const Snapshot& snapshot,
                       Vocabulary& vocabulary);

}  // namespace garner
