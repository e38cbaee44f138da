// Synonyms: phrases of a query -> phrases that say the same. Looked up on stems, so that inflected forms
// meet; the longest phrase first; what was found by a synonym is not looked up again, so that there are no
// chains. Immutable once built: shared by all threads.
#pragma once

#include <xapian.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/search_settings.h"
#include "indexer/text/analyze.h"
#include "query/phrase_table.h"
#include "query/snapshot.h"
#include "query/terms.h"

namespace garner {

// A phrase of the query and what else says it.
struct Expansion {
  std::vector<std::uint32_t> terms;               // of the query, that make up the phrase
  std::vector<std::vector<std::string>> phrases;  // of stems: an article has one that has all of its stems
};

// Bounds on the work of one query.
inline constexpr std::size_t kMaxExpansions = 32;
inline constexpr std::size_t kMaxPhrasesPerExpansion = 16;

class Synonyms {
 public:
  Synonyms() = default;
  // Stems the entries in each of these languages in which they hold.
  Synonyms(const std::vector<Synonym>& entries, const std::vector<std::string>& languages);

  // `text` is what `terms` were made of, in these languages.
  std::vector<Expansion> expand(Analyzer& analyzer, std::string_view text,
                                const std::vector<std::string>& languages,
                                const std::vector<QueryTerm>& terms) const;

 private:
  struct Set {
    std::vector<std::vector<std::string>> phrases;  // what is searched for
  };
  struct Language {
    PhraseTable of_phrase;  // -> sets
    std::vector<Set> sets;
  };
  std::map<std::string, Language, std::less<>> languages_;
};

// An article that says it by a synonym has the word: the idf of a term is at most that of what says the same.
// After weigh() of rank.h. Throws Xapian::Error.
void weigh_expansions(std::vector<QueryTerm>& terms, const std::vector<Expansion>& expansions,
                      const Snapshot& snapshot, const Xapian::Database& database);

}  // namespace garner
