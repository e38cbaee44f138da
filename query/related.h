// Related articles: what people needed next, else what says similar things. Used by one thread.
#pragma once

#include "query/reader_pool.h"
#include "query/searcher.h"

namespace garner {

// Throws Xapian::Error.
Answer related_articles(const RelatedRequest& request, Reader& reader, const Snapshot& snapshot);

}  // namespace garner
