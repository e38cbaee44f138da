#include "api/cors.h"

#include <algorithm>
#include <cctype>

namespace garner::api {

bool is_listed(const std::vector<std::string>& origins, std::string_view origin) {
  return std::any_of(origins.begin(), origins.end(),
                     [&](const std::string& own) { return own == "*" || own == origin; });
}

bool is_origin(std::string_view text) {
  if (text == "*") return true;
  constexpr std::size_t kMaxOrigin = 300;
  if (text.size() > kMaxOrigin) return false;
  const std::size_t scheme = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : 0;
  const std::string_view host = text.substr(scheme);
  return scheme > 0 && !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
           return std::islower(static_cast<unsigned char>(c)) != 0 ||
                  std::isdigit(static_cast<unsigned char>(c)) != 0 ||
                  std::string_view("-._:[]").find(c) != std::string_view::npos;
         });
}

bool is_same_origin(const Request& request) {
  const std::string_view origin = request.header("origin");
  const std::size_t scheme = origin.find("://");
  return scheme != std::string_view::npos && origin.substr(scheme + 3) == request.header("host");
}

void allow_origin(Response& response, const Request& request, std::string_view origin) {
  auto& headers = response.headers;
  headers.emplace_back("Access-Control-Allow-Origin", origin);
  headers.emplace_back("Access-Control-Expose-Headers",
                       "X-Request-Id, Retry-After, RateLimit, RateLimit-Policy, ETag");
  if (request.method != "OPTIONS") return;
  headers.emplace_back("Access-Control-Allow-Methods", "GET, POST");
  headers.emplace_back("Access-Control-Allow-Headers",
                       "Authorization, Content-Type, Idempotency-Key, traceparent, X-Api-Key, X-Request-Id");
  headers.emplace_back("Access-Control-Max-Age", "600");
}

}  // namespace garner::api
