// Router: a request -> its route's handler, with everything that is alike for all routes around it: request
// ids, keys and scopes, CORS, content encodings, problems, metrics. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/exchange.h"
#include "api/head.h"
#include "api/idempotency.h"
#include "api/rate_limit.h"
#include "api/route.h"
#include "api/service.h"

namespace garner::api {

class Router {
 public:
  struct Options {
    Rights anonymous;                          // of requests without a key; none by default
    std::vector<std::string> allowed_origins;  // "https://help.example.org", or "*"
  };
  Router(Service& service, Options options);

  Response respond(Request& request);
  // How many bytes of body a request of this head may have.
  static std::size_t body_limit(const Head& head);

 private:
  // What was found out of a request before its handler, for the headers of the response.
  struct Admission {
    std::optional<Grant> grant;  // of its key; nothing: none, or not valid
    RateLimiter::Verdict rate;   // quota 0: the key has no limit
  };
  Reply run(const Route& route, Request& request, Admission& admission);
  std::optional<Problem> admit(const Route& route, Request& request, Admission& admission);
  std::optional<Problem> admit_key(std::string_view secret, Request& request, Admission& admission);
  std::optional<Problem> admit_session(Request& request);
  std::optional<Problem> count(const Grant& grant, Admission& admission);
  void add_common_headers(const Request& request, const Admission& admission, Response& response) const;
  void add_cors(const Route& route, const Request& request, const Admission& admission, Response& response);

  Service& service_;
  const Options options_;
  RateLimiter limiter_;
  Idempotency idempotency_;
};

// The route of a method and an undecoded path. `route` is nullptr when there is none; `allow` then lists the
// methods of those that have the path ("GET, HEAD"), empty: no such path.
struct Match {
  const Route* route = nullptr;
  std::vector<std::string> captures;
  std::string allow;
  const Route* any = nullptr;  // a route of that path, whatever its method
};
Match match_route(std::string_view method, std::string_view path);

// %41 -> A. Nothing for a broken escape or a NUL.
std::optional<std::string> percent_decode(std::string_view text);

}  // namespace garner::api
