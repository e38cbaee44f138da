// Phrases and excluded words of a search. What the index can say of them narrows what may be found; whether
// words stand in a row it cannot, without positions, and that is checked on the stored text. Used by one
// thread.
#pragma once

#include <xapian.h>

#include <string>
#include <string_view>
#include <vector>

#include "query/parse.h"
#include "query/reader_pool.h"
#include "query/visibility.h"

namespace garner {

class WordChecks {
 public:
  // Narrows `visibility` to articles that have all words of the phrases, and none of the excluded words.
  // `languages` are those of the words looked for, `locale` is the caller's. Throws Xapian::Error.
  WordChecks(const ParsedQuery& query, const std::vector<std::string>& languages, std::string_view locale,
             Reader& reader, const Snapshot& snapshot, Visibility& visibility);

  // Nothing to check: every article passes.
  bool empty() const { return required_.empty() && excluded_.empty() && excluded_ids_.empty(); }
  // Whether the text of this article has to be read; where not, it passes.
  bool concerns(Xapian::docid id) const;
  // Whether title, issue, resolution or a wording has each phrase, and none an excluded one. Throws
  // Xapian::Error.
  bool passes(Xapian::docid id) const;

 private:
  struct Excluded {
    std::string phrase;
    Visibility having_its_words;
  };

  Reader& reader_;
  const Snapshot& snapshot_;
  std::vector<std::string> required_;  // phrases of several words
  std::vector<Excluded> excluded_;
  std::vector<std::string> excluded_ids_;
};

}  // namespace garner
