// Typeahead: titles that what was typed so far completes. Used by one thread.
#pragma once

#include <string_view>
#include <vector>

#include "query/reader_pool.h"
#include "query/searcher.h"

namespace garner {

// Every word but the last must be in the title, the last may be the beginning of one. Articles used more
// often and shorter titles come first. Throws Xapian::Error.
std::vector<Completion> complete(std::string_view typed, const Filter& filter, std::size_t limit,
                                 Reader& reader, const Snapshot& snapshot);

}  // namespace garner
