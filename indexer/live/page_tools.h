// What the live sources share: JSON of a response, addresses, cursors. Pure functions, thread-safe.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "indexer/core/result.h"
#include "indexer/live/live_source.h"

namespace garner {

// The body of a response. Errors: kInvalidInput.
Result<nlohmann::json> json_of(const HttpResponse& response);

// "https://forum.example" + "/latest.json", whether or not the first ends in a slash.
std::string join_url(std::string_view base, std::string_view path);
// Percent-encodes all but unreserved characters (RFC 3986).
std::string encode(std::string_view text);
// The address of rel="next" in a Link header (RFC 8288); empty: none.
std::string next_link(const HttpResponse& response);

// How far a list that gives the newest first has been walked. The walk may be broken off at any page: the
// next one goes on there, and `since` moves only when it has come to the end.
struct Walk {
  std::string since;  // everything up to here is known; empty: nothing is
  std::string high;   // the newest seen in the walk under way
  std::string page;   // where the walk under way goes on; empty: none is
};
// A text that is no such cursor is the beginning.
Walk parse_walk(const std::string& cursor);
std::string to_text(const Walk& walk);
// The cursor after a page of that walk; `next`: the page that follows, empty: this was the last.
std::string after_page(Walk walk, std::string next);

}  // namespace garner
