// Posting lists of the terms that are asked for, decoded once and kept: Xapian takes some 15 ns a posting, an
// array one or two, and the words of one customer are those of the next.
#pragma once

#include <xapian.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "query/lru.h"

namespace garner {

struct PostingList {
  Xapian::docid last = 0;                 // what it covers; NewPostings has those of later documents
  std::vector<Xapian::docid> ids;         // in order
  std::vector<std::uint8_t> frequencies;  // within the document; 255: 255 or more

  std::size_t bytes() const {
    return sizeof *this + ids.capacity() * sizeof(Xapian::docid) + frequencies.capacity();
  }
};

// A term's within-document frequency as it is kept in memory.
inline std::uint8_t kept_frequency(Xapian::termcount frequency) {
  return static_cast<std::uint8_t>(frequency < 255 ? frequency : 255);
}

// Of one generation of the index, whose ids are never used again, so that a list stays true; what went keeps
// its postings. Thread-safe.
class PostingLists {
 public:
  // At most `budget` bytes are kept.
  explicit PostingLists(std::size_t budget) : lists_(budget) {}

  // Of documents up to `last`, or, where it was kept for an older or newer revision, up to that one's.
  // Throws Xapian::Error.
  std::shared_ptr<const PostingList> find(const std::string& term, Xapian::docid last,
                                          const Xapian::Database& database);

 private:
  Lru<std::string, PostingList> lists_;
};

}  // namespace garner
