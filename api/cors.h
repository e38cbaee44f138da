// Which pages of other sites may call the API, and what a browser is told of it (CORS). Pure functions,
// thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/exchange.h"
#include "api/route.h"

namespace garner::api {

// "https://help.example" in a list of such, or any in one that has "*".
bool is_listed(const std::vector<std::string>& origins, std::string_view origin);

// Whether this is an origin as browsers send it: scheme, host, maybe a port; or "*".
bool is_origin(std::string_view text);

// A page of this very server, as far as its own headers say.
bool is_same_origin(const Request& request);

// Adds what a browser needs to hand the response to a page of `origin`, which is allowed; "*": to any page.
// To a preflight request also what may be sent.
void allow_origin(Response& response, const Request& request, std::string_view origin);

}  // namespace garner::api
