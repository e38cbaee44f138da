// Which articles name which others (indexer/citations.h), as the query side keeps it of one revision of the
// index. Immutable once read, shared by all threads.
#pragma once

#include <xapian.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace garner {

struct Citation {
  Xapian::docid from = 0;  // the own document of the article that names; it may have gone since
  std::uint32_t to = 0;    // number of the article that is named; there may be none of this number
};

class Citations {
 public:
  // Of documents up to `last`. Takes over from `previous` (may be null) what documents up to `known` have;
  // the same object where nothing is new. Throws Xapian::Error.
  static std::shared_ptr<const Citations> read(const Xapian::Database& database, Xapian::docid last,
                                               const std::shared_ptr<const Citations>& previous,
                                               Xapian::docid known);
  std::size_t size() const { return citations_.size(); }
  // What this article's own document names.
  std::span<const Citation> of(Xapian::docid id) const;

 private:
  std::vector<Citation> citations_;  // by `from`
};

}  // namespace garner
