// Request and Response: what a handler gets and gives, without sockets and without the HTTP library.
// Plain values; a Request belongs to the worker that answers it.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/problem.h"
#include "indexer/core/knowledge.h"
#include "indexer/core/model.h"
#include "indexer/core/person.h"
#include "indexer/core/result.h"
#include "query/searcher.h"

namespace garner::api {

// What a caller may do and see. Without a key: what Options::anonymous says.
struct Rights {
  std::string key_id;               // or the name of who is signed in; empty: anonymous
  std::vector<std::string> scopes;  // "admin" includes every other
  Audience audience = Audience::kPublic;
  std::vector<FieldFilter> limits = {};      // what else an article must pass to be seen (visible.h)
  EditorRole role = EditorRole::kCandidate;  // with the scope "write"

  bool has(std::string_view scope) const;
  // Sees internal articles, drafts without a resolution, and conversations.
  bool is_staff() const { return audience <= Audience::kInternal; }
};

struct Request {
  std::string method;
  std::string path;                                 // of the target, undecoded
  std::multimap<std::string, std::string> params;   // of the query string, decoded
  std::multimap<std::string, std::string> headers;  // names in lower case
  std::string body;
  std::string peer;  // the socket's address; no header can change it

  // Filled in by the router.
  std::vector<std::string> captures;  // the {…} segments of the route's pattern, decoded
  std::string request_id;
  std::string trace_id;  // of the caller's traceparent; empty: none
  Rights caller;
  // Of who is signed in with a browser and sends no key; then also what the cookie holds.
  std::optional<SignedIn> session;
  std::string session_secret;

  // The first header of that (lower-case) name, empty: none.
  std::string_view header(const std::string& name) const;
  // The first parameter of that name; nullptr: none.
  const std::string* param(const std::string& name) const;
};

// A body too long to be held: its parts, one a call; an empty one is the end. An error breaks the response
// off, so that the client sees that it is not whole. Called by one thread at a time, which may change.
using Parts = std::function<Result<std::string>()>;

struct Response {
  int status = 200;
  std::string body = {};
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers = {};
  Parts parts = {};             // in place of `body`, which is empty then
  bool for_other_sites = true;  // false: not for pages of other sites, though its route is
};

using Reply = tl::expected<Response, Problem>;

}  // namespace garner::api
