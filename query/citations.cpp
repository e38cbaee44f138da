#include "query/citations.h"

#include <algorithm>

#include "indexer/core/citations.h"
#include "indexer/core/schema.h"

namespace garner {
std::shared_ptr<const Citations> Citations::read(const Xapian::Database& database, Xapian::docid last,
                                                 const std::shared_ptr<const Citations>& previous,
                                                 Xapian::docid known) {
  auto citations = previous ? std::make_shared<Citations>(*previous) : std::make_shared<Citations>();
  auto value = database.valuestream_begin(kCitationsSlot);
  value.skip_to((previous ? known : 0) + 1);
  bool changed = !previous;
  for (const auto end = database.valuestream_end(kCitationsSlot); value != end; ++value) {
    const Xapian::docid id = value.get_docid();
    if (id > last) break;
    for (const std::uint32_t number : unpack_citations(*value)) citations->citations_.push_back({id, number});
    changed = true;
  }
  return changed ? citations : previous;
}

std::span<const Citation> Citations::of(Xapian::docid id) const {
  const auto begin = std::partition_point(citations_.begin(), citations_.end(),
                                          [&](const Citation& each) { return each.from < id; });
  const auto end =
      std::partition_point(begin, citations_.end(), [&](const Citation& each) { return each.from == id; });
  return {begin, end};
}

}  // namespace garner
