// What the live sources share: JSON of a response, addresses, cursors. Pure functions, thread-safe.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "indexer/core/result.h"
#include "indexer/live/live_source.h"

namespace garner {

// The body of a response. Errors: kInvalidInput.
Result<nlohmann::json> json_of(const HttpResponse& response);
// On one line; invalid UTF-8 becomes U+FFFD.
std::string dump(const nlohmann::json& value);

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

// One page of such a walk: what it lists goes to details(), in the order of the list.
class WalkedPage {
 public:
  // `walk` as it stands; `since`: what is older has been seen, empty: nothing has.
  WalkedPage(Walk walk, std::string since) : walk_(std::move(walk)), since_(std::move(since)) {}

  // Whether what moved at `at` is to be got. `pinned`: it stands on top whatever its age, and tells nothing
  // of what follows.
  bool takes(const std::string& at, bool pinned = false);
  // Ends the page: its cursor, and the request for the one that follows, `next` in the platform's words
  // (empty: this was the last), which `request_for` makes of the walk.
  void end(Page& page, std::string next, const std::function<PageRequest(const Walk&)>& request_for);

 private:
  Walk walk_;
  std::string since_;
  bool reached_ = false;  // what has been seen
};

}  // namespace garner
