// NewPostings: postings of the documents that came since the columns and lists were read (postings.h), so
// that a question right after a commit finds them in memory: to ask Xapian for those of 45 stems took as long
// as all the rest of a suggestion (docs/performance.md).
#pragma once

#include <xapian.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace garner {

struct Snapshot;

// Immutable: shared by all threads. Kept in a few runs, each of documents that came together; runs of like
// size are joined, so that after a thousand commits a posting has been moved five times and not a thousand.
class NewPostings {
 public:
  // Also those of the documents above `after` that the snapshot has. All is read before anything is joined.
  // Throws Xapian::Error.
  std::shared_ptr<const NewPostings> extended(const Xapian::Database& database, const Snapshot& snapshot,
                                              Xapian::docid after) const;
  // Calls `visit(id, frequency)` for each document above `after` that has the term, in order; frequency as
  // kept_frequency() gives it. One that went meanwhile may still have its postings.
  template <typename Visit>
  void each(const std::string& term, Xapian::docid after, Visit&& visit) const {
    for (const auto& run : runs_) {
      if (run->last <= after) continue;
      const auto found = run->of_term.find(term);
      if (found == run->of_term.end()) continue;
      for (const Posting& posting : found->second) {
        if (posting.id > after) visit(posting.id, posting.frequency);
      }
    }
  }

 private:
  struct Posting {
    Xapian::docid id;
    std::uint8_t frequency;
  };
  struct Run {
    Xapian::docid last = 0;
    std::size_t postings = 0;
    std::unordered_map<std::string, std::vector<Posting>> of_term;
  };

  // Those from `first` on in one, without the documents that the snapshot no longer has.
  static std::shared_ptr<const Run> joined(std::span<const std::shared_ptr<const Run>> runs,
                                           const Snapshot& snapshot);

  std::vector<std::shared_ptr<const Run>> runs_;  // in order of id
};

}  // namespace garner
