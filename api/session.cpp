#include "api/session.h"

#include <algorithm>

#include "api/auth.h"
#include "api/cors.h"
#include "indexer/base64.h"
#include "indexer/core/clock.h"

namespace garner::api {
namespace {

constexpr Time kNoteUseAfterMs = 60'000;

}  // namespace

Rights rights_of(const Person& person) {
  Rights rights{
      person.name, {"search", "suggest", "read", "write", "events"}, person.audience, {}, person.role};
  if (person.role == EditorRole::kAdmin) rights.scopes = {"admin"};
  return rights;
}

Result<std::optional<SignedIn>> find_session(Service& service, const std::string& secret) {
  std::optional<SignedIn> found;
  if (secret.size() != kSecretChars) return found;
  const auto read = service.read([&](Store& store) -> Result<> {
    auto session = store.session(hash_secret(secret));
    if (!session) return fail(session.error());
    found = std::move(*session);
    return {};
  });
  if (!read) return fail(read.error());
  if (!found) return found;
  const Time at = now();
  const Session& session = found->session;
  if (at - session.last_used_at > kSessionIdleMs || at - session.created_at > kSessionLongestMs)
    return std::nullopt;
  if (at - session.last_used_at >= kNoteUseAfterMs) {
    service.write_later(
        [hash = session.secret_hash, at](Store& store) { return store.touch_session(hash, at); });
  }
  return found;
}

Result<std::string> begin_session(Store& store, const std::string& name, std::string_view id_token) {
  const std::string secret = random_secret();
  const Time at = now();
  store.act_as({.id = name, .note = {}, .person = true, .action = {}});
  const auto added = store.add_session({hash_secret(secret), name, at, at}, at - kSessionIdleMs,
                                       at - kSessionLongestMs, id_token);
  store.act_as({});
  if (!added) return fail(added.error());
  return secret;
}

std::string csrf_token(const std::string& secret) {
  return to_base64url(hmac_sha256(secret, "csrf"));
}

std::string own_url(Service& service, const Request& request) {
  const std::string& url = service.accounts().public_url();
  return url.empty() ? "http://" + std::string(request.header("host")) : url;
}

bool is_cross_site(const Request& request) {
  // What the browser itself says of it, where it does: it holds behind any proxy.
  const std::string_view site = request.header("sec-fetch-site");
  if (!site.empty()) return site != "same-origin" && site != "none";
  return !request.header("origin").empty() && !is_same_origin(request);
}

std::string cookie_of(const Request& request, std::string_view name) {
  const auto [first, last] = request.headers.equal_range("cookie");
  for (auto header = first; header != last; ++header) {
    std::string_view rest = header->second;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      std::string_view pair = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
      if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
        return std::string(pair.substr(name.size() + 1));
    }
  }
  return {};
}

std::string_view session_cookie(bool secure) {
  return secure ? "__Host-garner" : "garner";
}

std::pair<std::string, std::string> set_cookie(std::string_view name, std::string_view value, bool secure,
                                               bool lax, std::int64_t seconds) {
  std::string text(name);
  text.append("=").append(value).append("; Path=/; HttpOnly; SameSite=").append(lax ? "Lax" : "Strict");
  text.append("; Max-Age=").append(std::to_string(seconds));
  if (secure) text.append("; Secure");
  return {"Set-Cookie", std::move(text)};
}

}  // namespace garner::api
