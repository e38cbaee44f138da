// What editors told the search (core/search_settings.h), made ready for queries. Part of a snapshot:
// immutable, shared by all threads.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "query/curations.h"
#include "query/synonyms.h"
#include "query/terms.h"

namespace garner {

struct QuerySettings {
  std::string bytes;                // what it was read from, as in the index's metadata
  std::set<std::string> languages;  // that synonyms are stemmed in: those of the index
  Synonyms synonyms;
  Curations curations;
  std::map<std::string, std::unordered_set<std::string>> stop_words;  // folded, by language

  // Marks the terms that are stop words in one of these languages.
  void mark_stop_words(std::vector<QueryTerm>& terms, const std::vector<std::string>& in_languages) const;
};

// Weighs the terms of a text by what the index and the editors say of them; gives what else says parts of it.
// Throws Xapian::Error.
std::vector<Expansion> prepare_terms(std::vector<QueryTerm>& terms, std::string_view text,
                                     const std::vector<std::string>& languages, Analyzer& analyzer,
                                     const Snapshot& snapshot, const Xapian::Database& database);

// `previous` (may be null) is given back where it is of the same bytes and languages. Bytes that are no
// settings count as none.
std::shared_ptr<const QuerySettings> read_query_settings(std::string_view bytes,
                                                         const std::vector<std::string>& languages,
                                                         std::shared_ptr<const QuerySettings> previous);

}  // namespace garner
