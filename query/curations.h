// Curations: which hold for a query, and the documents that they pin or hide for this caller. Immutable once
// built: shared by all threads.
#pragma once

#include <xapian.h>

#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/search_settings.h"
#include "indexer/text/analyze.h"
#include "query/phrase_table.h"
#include "query/rank.h"
#include "query/snapshot.h"
#include "query/visibility.h"

namespace garner {

// What curations do to one caller's results. An article that the caller may not see is not in it, and a
// curation of nothing else is not named.
struct Curated {
  struct Place {
    Xapian::docid id;
    std::uint32_t position;  // from 1
  };
  std::vector<Place> pins;            // by position
  std::vector<Xapian::docid> hidden;  // what is not shown
  std::vector<std::string> rules;     // ids of the curations that were applied

  // Takes what is pinned or hidden out of the ranking.
  void take_out(Visibility& visibility) const;
  // `ranked`, best first, with the pins at their places; a place past the end is the end.
  std::vector<Ranked> arrange(std::vector<Ranked> ranked) const;
};

class Curations {
 public:
  Curations() = default;
  explicit Curations(std::vector<Curation> curations);

  // Those that hold for this query now, compared by folded words. Of two that pin to one place or pin one
  // article the first by id wins. Throws Xapian::Error.
  Curated find(Analyzer& analyzer, std::string_view query, Time now, const Snapshot& snapshot,
               const Visibility& visibility, const Xapian::Database& database) const;
  // For a message: what is hidden by curations of words that it contains. A pin is no evidence that an
  // article answers a message, and a message is nobody's query word by word.
  Curated find_in_message(Analyzer& analyzer, std::string_view text, Time now, const Snapshot& snapshot,
                          const Visibility& visibility, const Xapian::Database& database) const;

 private:
  std::vector<std::uint32_t> matching(const std::vector<std::string>& words, bool whole) const;

  std::vector<Curation> all_;  // by id
  PhraseTable whole_, contained_;
};

// The article's own document; 0: there is none in the snapshot. Throws Xapian::Error.
Xapian::docid document_of_article(std::string_view article_id, const Snapshot& snapshot,
                                  const Xapian::Database& database);

}  // namespace garner
