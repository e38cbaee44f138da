// What a person types into a search box -> words, phrases, exclusions and filters. Never fails: what is no
// operator is a word. Pure function, thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "query/searcher.h"

namespace garner {

struct ParsedQuery {
  // All that is searched for, the phrases' words too: the query with blanks in place of everything else, so
  // that a place in it is a place in the query.
  std::string words;
  std::vector<Highlight> quoted;      // the places of the phrases in it
  std::vector<std::string> phrases;   // "…": an article must have these words in a row
  std::vector<std::string> excluded;  // -word, -"phrase": an article must not have it
  Filter filter;                      // tag: lang: channel: product: status: before: after:
  bool narrows = false;               // it has an operator or an exclusion
};

// `base` holds the caller's own filter: operators add to it and never widen its audience.
ParsedQuery parse_query(std::string_view query, const Filter& base);

}  // namespace garner
