#include "api/router.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <exception>

#include "api/auth.h"
#include "api/cors.h"
#include "api/limits.h"
#include "api/session.h"
#include "api/signature.h"
#include "indexer/core/log.h"

namespace garner::api {
namespace {

std::vector<std::string_view> split_path(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty() && segments.size() <= kMaxPathSegments) {
    path.remove_prefix(1);  // the slash
    const std::size_t end = std::min(path.find('/'), path.size());
    segments.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return segments;
}

bool matches(std::string_view pattern, const std::vector<std::string_view>& path,
             std::vector<std::string>& captures) {
  const auto wanted = split_path(pattern);
  if (wanted.size() != path.size()) return false;
  captures.clear();
  for (std::size_t i = 0; i < path.size(); ++i) {
    auto segment = percent_decode(path[i]);
    if (!segment) return false;
    if (!wanted[i].starts_with('{')) {
      if (*segment != wanted[i]) return false;
    } else if (segment->empty()) {
      return false;
    } else {
      captures.push_back(std::move(*segment));
    }
  }
  return true;
}

bool is_request_id(std::string_view id) {
  return !id.empty() && id.size() <= 128 && std::all_of(id.begin(), id.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
  });
}

// The trace id of "00-<trace id>-<parent id>-<flags>" (W3C Trace Context), empty: there is none that is
// valid.
std::string trace_of(std::string_view traceparent) {
  constexpr std::size_t kLength = 55;
  constexpr std::string_view kForm = "00-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxx-xx";
  if (traceparent.size() != kLength) return {};
  for (std::size_t i = 0; i < kLength; ++i) {
    const char c = traceparent[i];
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    if (kForm[i] == 'x' ? !hex : c != kForm[i]) return {};
  }
  const std::string_view trace = traceparent.substr(3, 32);
  const bool zero = trace.find_first_not_of('0') == std::string_view::npos ||
                    traceparent.substr(36, 16).find_first_not_of('0') == std::string_view::npos;
  return zero ? std::string() : std::string(trace);
}

std::optional<Problem> judge_body(const Route& route, const Request& request) {
  const std::string_view encoding = request.header("content-encoding");
  if (!encoding.empty() && encoding != "identity" && !(route.gzip && encoding == "gzip")) {
    return problem(
        415, "unsupported_encoding",
        route.gzip ? "the body may be plain or gzip" : "the body must not have a content encoding");
  }
  // Forms are what a page of another site, or curl without a header, sends.
  const std::string_view type = request.header("content-type");
  if (!request.body.empty() &&
      (type.starts_with("application/x-www-form-urlencoded") || type.starts_with("multipart/"))) {
    return problem(415, "unsupported_media_type", std::string("send Content-Type: ") + route.body_type);
  }
  return std::nullopt;
}

// The key of a request, empty: none. `valid` is false for an Authorization of another kind.
std::string_view secret_of(const Request& request) {
  const std::string_view authorization = request.header("authorization");
  constexpr std::string_view kBearer = "bearer ";
  if (authorization.empty()) return request.header("x-api-key");
  const bool bearer = authorization.size() > kBearer.size() &&
                      std::equal(kBearer.begin(), kBearer.end(), authorization.begin(), [](char a, char b) {
                        return a == std::tolower(static_cast<unsigned char>(b));
                      });
  return bearer ? authorization.substr(kBearer.size()) : authorization;
}

// No handler should throw; one that does is answered like any other fault, with its request id.
Reply call(const Route& route, Service& service, const Request& request) {
  try {
    return route.handler(service, request);
  } catch (const std::exception& error) {
    log(LogLevel::kError, "handler_threw",
        {{"request_id", request.request_id}, {"trace_id", request.trace_id}, {"error", error.what()}});
    return tl::make_unexpected(problem_of({ErrorCode::kInternal, "", ""}));
  }
}

Response response_of(const Problem& problem, const Request& request) {
  Response response;
  response.status = problem.status;
  response.content_type = "application/problem+json";
  response.body = to_json(problem, request.path, request.request_id);
  if (problem.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (!problem.allow.empty()) response.headers.emplace_back("Allow", problem.allow);
  if (problem.retry_after > 0)
    response.headers.emplace_back("Retry-After", std::to_string(problem.retry_after));
  return response;
}

}  // namespace

std::string_view Request::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string_view() : found->second;
}

const std::string* Request::param(const std::string& name) const {
  const auto found = params.find(name);
  return found == params.end() ? nullptr : &found->second;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result += text[i];
      continue;
    }
    unsigned value = 0;
    if (i + 2 >= text.size()) return std::nullopt;
    const char* const digits = text.data() + i + 1;
    const auto [end, error] = std::from_chars(digits, digits + 2, value, 16);
    if (error != std::errc() || end != digits + 2 || value == 0) return std::nullopt;
    result += static_cast<char>(value);
    i += 2;
  }
  return result;
}

Match match_route(std::string_view method, std::string_view path) {
  const std::vector<std::string_view> segments = split_path(path);
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  Match match;
  std::vector<std::string> captures;
  for (const Route& route : routes()) {
    if (!matches(route.pattern, segments, captures)) continue;
    if (route.method == wanted) {
      match.route = &route;
      match.captures = captures;
    }
    match.any = &route;
    match.allow += std::string(match.allow.empty() ? "" : ", ") + route.method;
    if (std::string_view(route.method) == "GET") match.allow += ", HEAD";
  }
  if (!match.allow.empty()) match.allow += ", OPTIONS";
  return match;
}

Router::Router(Service& service, Options options)
    : service_(service), options_(std::move(options)), idempotency_(service) {}

std::size_t Router::body_limit(const Head& head) {
  const Match match = match_route(head.method, head.path());
  return match.route == nullptr ? 0 : match.route->max_body;
}

Response Router::respond(Request& request) {
  const auto begin = std::chrono::steady_clock::now();
  const std::string_view wanted_id = request.header("x-request-id");
  request.request_id = is_request_id(wanted_id) ? std::string(wanted_id) : random_id();
  request.trace_id = trace_of(request.header("traceparent"));
  Match match = match_route(request.method, request.path);
  Admission admission;
  Reply reply = tl::make_unexpected(problem(404, "not_found", "there is nothing at this path"));
  if (match.route != nullptr) {
    request.captures = std::move(match.captures);
    reply = run(*match.route, request, admission);
  } else if (!match.allow.empty() && request.method == "OPTIONS") {
    reply = Response{204, "", "", {{"Allow", match.allow}}};
  } else if (!match.allow.empty()) {
    Problem wrong_method = problem(405, "method_not_allowed", "this path takes " + match.allow);
    wrong_method.allow = match.allow;
    reply = tl::make_unexpected(std::move(wrong_method));
  }
  Response response = reply ? std::move(*reply) : response_of(reply.error(), request);
  add_common_headers(request, admission, response);
  if (match.any != nullptr && match.any->cors) add_cors(*match.any, request, admission, response);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  service_.metrics().observe(match.any == nullptr ? "none" : match.any->pattern, request.method,
                             response.status, took.count());
  return response;
}

Reply Router::run(const Route& route, Request& request, Admission& admission) {
  if (auto wrong = judge_body(route, request)) return tl::make_unexpected(std::move(*wrong));
  const bool signs = route.signed_push && secret_of(request).empty() && is_signed(request);
  if ((*route.scope != '\0' || route.for_session) && !signs) {
    if (auto refused = admit(route, request, admission)) return tl::make_unexpected(std::move(*refused));
  }
  const auto handle = [&] { return call(route, service_, request); };
  Reply reply = route.creates ? idempotency_.once(request, handle) : handle();
  if (!reply && reply.error().status >= 500 && !route.probe) {
    log(LogLevel::kError, "request_failed",
        {{"request_id", request.request_id},
         {"trace_id", request.trace_id},
         {"route", route.pattern},
         {"code", reply.error().code}});
  }
  return reply;
}

// Whether the request may be answered at all: its key or session, its page, its rate, its scope. Fills in the
// caller.
std::optional<Problem> Router::admit(const Route& route, Request& request, Admission& admission) {
  const std::string needed = std::string("this needs the scope ") + route.scope;
  const std::string_view secret = secret_of(request);
  request.caller = options_.anonymous;
  if (auto refused = secret.empty() ? admit_session(request) : admit_key(secret, request, admission))
    return refused;
  if (request.caller.has(route.scope)) return std::nullopt;
  const bool known = !secret.empty() || request.session;
  return known ? problem(403, "forbidden", needed)
               : problem(401, "unauthorized", needed + ": sign in, or send Authorization: Bearer <key>");
}

std::optional<Problem> Router::admit_key(std::string_view secret, Request& request, Admission& admission) {
  auto found = service_.keys().find(secret);
  if (!found) return problem_of(found.error());
  if (!*found) return problem(401, "unauthorized", "this key is unknown, revoked or expired");
  admission.grant = std::move(**found);
  const Grant& grant = *admission.grant;
  const std::string_view origin = request.header("origin");
  if (!origin.empty() && !grant.origins.empty() && !is_listed(grant.origins, origin) &&
      !is_same_origin(request)) {
    return problem(403, "origin_not_allowed", "this key is not for pages of this site");
  }
  if (auto over = count(grant, admission)) return over;
  request.caller = grant.rights;
  return std::nullopt;
}

// Browsers send a cookie with whatever any page makes them send: what changes something must come from a page
// of ours, which alone can know the token. A session that has ended leaves the request as one of nobody.
std::optional<Problem> Router::admit_session(Request& request) {
  std::string secret = cookie_of(request, session_cookie(service_.accounts().secure()));
  if (secret.empty()) return std::nullopt;
  auto found = find_session(service_, secret);
  if (!found) return problem_of(found.error());
  if (!*found) return std::nullopt;
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (!reads && (is_cross_site(request) || !equal_bytes(request.header("x-csrf-token"), csrf_token(secret))))
    return problem(403, "csrf_failed", "send the csrf_token of GET /v1/session as X-CSRF-Token");
  request.caller = rights_of((*found)->person);
  request.session = std::move(*found);
  request.session_secret = std::move(secret);
  return std::nullopt;
}

std::optional<Problem> Router::count(const Grant& grant, Admission& admission) {
  if (grant.max_per_minute <= 0) return std::nullopt;
  admission.rate = limiter_.take(grant.rights.key_id, grant.max_per_minute, std::chrono::steady_clock::now());
  if (admission.rate.allowed) return std::nullopt;
  Problem over = problem(429, "rate_limited", "this key has made its requests of this minute");
  over.retry_after = static_cast<int>(admission.rate.retry_after);
  return over;
}

void Router::add_common_headers(const Request& request, const Admission& admission,
                                Response& response) const {
  auto& headers = response.headers;
  const auto has = [&](std::string_view name) {
    return std::any_of(headers.begin(), headers.end(),
                       [&](const auto& header) { return header.first == name; });
  };
  headers.emplace_back("X-Request-Id", request.request_id);
  if (!request.trace_id.empty()) {
    // As the one that answers within this trace.
    headers.emplace_back("traceresponse", "00-" + request.trace_id + "-" + random_id().substr(0, 16) + "-00");
  }
  headers.emplace_back("X-Content-Type-Options", "nosniff");
  if (!has("Cache-Control")) headers.emplace_back("Cache-Control", "no-store");
  if (const RateLimiter::Verdict& rate = admission.rate; rate.quota > 0) {
    headers.emplace_back("RateLimit-Policy", "\"key\";q=" + std::to_string(rate.quota) + ";w=60");
    headers.emplace_back("RateLimit",
                         "\"key\";r=" + std::to_string(rate.remaining) + ";t=" + std::to_string(rate.reset));
  }
}

// What a key says of its pages counts; where there is no key, as in a preflight request or with one that is
// not valid, what any key says.
void Router::add_cors(const Route& route, const Request& request, const Admission& admission,
                      Response& response) {
  if (*route.scope == '\0') return allow_origin(response, request, "*");
  response.headers.emplace_back("Vary", "Origin");
  const std::string_view origin = request.header("origin");
  if (origin.empty() || !response.for_other_sites) return;
  const auto& grant = admission.grant;
  const bool allowed =
      grant && !grant->origins.empty()
          ? is_listed(grant->origins, origin)
          : is_listed(options_.allowed_origins, origin) || (!grant && service_.keys().serves_origin(origin));
  if (allowed) allow_origin(response, request, origin);
}

}  // namespace garner::api
