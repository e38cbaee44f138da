// Sessions: who is signed in with a browser. A cookie holds 32 random bytes in base64url, the store their
// SHA-256. Whoever changes something by cookie sends a second secret in a header, which a page of another
// site cannot know. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/exchange.h"
#include "api/service.h"
#include "indexer/core/person.h"

namespace garner::api {

// A working day without a request, and a week in all: between the 12 hours and 30 days that OWASP ASVS 4.0
// (3.3.2) allows for its levels 2 and 1.
inline constexpr Time kSessionIdleMs = 12LL * 3600 * 1000;
inline constexpr Time kSessionLongestMs = 7LL * 24 * 3600 * 1000;

// What somebody of this role may do over HTTP, and see.
Rights rights_of(const Person& person);

// The session of a cookie's secret; nothing: there is none, or it has ended. Notes now and then that it was
// used. Errors: those of the store.
Result<std::optional<SignedIn>> find_session(Service& service, const std::string& secret);
// Signs somebody in, on the store: within a transaction of the writer's thread. Gives the secret.
// `id_token`: what the provider of single sign-on takes to sign them out again.
Result<std::string> begin_session(Store& store, const std::string& name, std::string_view id_token = {});

// What X-CSRF-Token must be in the session of this secret.
std::string csrf_token(const std::string& secret);
// Where this server is, as browsers have it: "https://garner.example".
std::string own_url(Service& service, const Request& request);
// Whether a browser sent it for a page of another site.
bool is_cross_site(const Request& request);

// The cookie's value; empty: it was not sent.
std::string cookie_of(const Request& request, std::string_view name);
// The name that holds sessions. `secure`: browsers then take it over TLS alone, and from this host alone.
std::string_view session_cookie(bool secure);
// A Set-Cookie. `lax`: it also comes with a link from another site. `seconds`: 0 removes it.
std::pair<std::string, std::string> set_cookie(std::string_view name, std::string_view value, bool secure,
                                               bool lax, std::int64_t seconds);

}  // namespace garner::api
