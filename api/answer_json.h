// The bodies of search, suggest and typeahead, for HTTP and for the command line's --json alike. Pure,
// thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "query/searcher.h"

namespace garner::api {

// What a match is put between. The text itself is HTML-escaped, the marks are not.
struct Marks {
  std::string start = "<mark>", end = "</mark>";
};

std::string escape_html(std::string_view text);
std::string to_html(const Snippet& snippet, const Marks& marks);

struct SearchShape {
  std::string query_id;
  std::string q;
  std::size_t page = 1, per_page = 10;
  Marks marks;
};
// "relevance", "newest", ...; "tag", "lang", ...: the words of parameters and bodies. Nothing for another
// word.
std::optional<SortOrder> parse_sort_order(std::string_view name);
std::optional<Facet> parse_facet(std::string_view name);

// The body of GET /v1/search.
std::string search_body(const Answer& answer, const SearchShape& shape);

struct SuggestShape {
  std::string response_id;
  Marks marks;
  // To an asker: what a site's server reports the outcome with (POST /v1/events), null where nothing is
  // noted. Nothing: it is an agent who asks.
  std::optional<std::string> deflection_token = {};
};
// The body of POST /v1/suggest.
std::string suggest_body(const Answer& answer, const SuggestShape& shape);

// The body of GET /v1/articles/{id}/related.
std::string related_body(const Answer& answer);

// The body of GET /v1/typeahead.
std::string typeahead_body(const std::vector<Completion>& completions, const std::string& query_id);

}  // namespace garner::api
