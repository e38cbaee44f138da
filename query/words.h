// What the index cannot say without positions: whether an article has a phrase, or a word that was excluded.
// Checked on the stored text of ranked articles, best first. Used by one thread.
#pragma once

#include <xapian.h>

#include <string>
#include <vector>

#include "indexer/text/analyze.h"
#include "query/parse.h"

namespace garner {

class WordChecks {
 public:
  WordChecks(const ParsedQuery& query, Analyzer& analyzer);

  // Nothing to check: every article passes.
  bool empty() const { return required_.empty() && excluded_.empty() && excluded_ids_.empty(); }
  // Throws Xapian::Error.
  bool passes(Xapian::docid id, const Xapian::Database& database) const;

 private:
  // The terms of a text in one language, joined by blanks and with one at either end: a phrase is a
  // substring.
  std::string joined(std::string_view text, std::string_view language) const;

  Analyzer& analyzer_;
  std::vector<std::string> required_, excluded_;
  std::vector<std::string> excluded_ids_;
};

}  // namespace garner
