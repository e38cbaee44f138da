// Posting lists of the terms that are asked for, decoded once and kept: Xapian takes some 15 ns a posting, an
// array one or two, and the words of one customer are those of the next.
#pragma once

#include <xapian.h>

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace garner {

struct PostingList {
  Xapian::docid last = 0;                 // what it covers; Xapian has those of later documents
  std::vector<Xapian::docid> ids;         // in order
  std::vector<std::uint8_t> frequencies;  // within the document; 255: 255 or more
};

// A term's within-document frequency as it is kept in memory.
inline std::uint8_t kept_frequency(Xapian::termcount frequency) {
  return static_cast<std::uint8_t>(frequency < 255 ? frequency : 255);
}

// Of one generation of the index, whose ids are never used again, so that a list stays true; what went keeps
// its postings. Thread-safe.
class PostingLists {
 public:
  // Least recently asked for go first when all take more than `budget` bytes.
  explicit PostingLists(std::size_t budget) : budget_(budget) {}

  // Of documents up to `last`, or, where it was kept for an older or newer revision, up to that one's.
  // Throws Xapian::Error.
  std::shared_ptr<const PostingList> find(const std::string& term, Xapian::docid last,
                                          const Xapian::Database& database);

 private:
  struct Kept {
    std::string term;
    std::shared_ptr<const PostingList> list;
  };
  static std::size_t bytes_of(const Kept& kept);
  std::shared_ptr<const PostingList> keep(const std::string& term, std::shared_ptr<const PostingList> list);

  const std::size_t budget_;
  std::mutex mutex_;
  std::size_t bytes_ = 0;
  std::list<Kept> kept_;  // the last asked for is first
  std::unordered_map<std::string_view, std::list<Kept>::iterator> of_term_;
};

}  // namespace garner
