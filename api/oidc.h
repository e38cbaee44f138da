// Single sign-on by OpenID Connect: the authorization code flow with PKCE (RFC 7636), as RFC 9700 recommends.
// The server keeps nothing of a sign-in under way: one secret in a cookie gives state, nonce and verifier.
// Thread-safe.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/json.h"
#include "api/oidc_settings.h"
#include "indexer/core/knowledge.h"
#include "indexer/core/result.h"

namespace garner::api {

// What is kept in the browser while somebody is at the provider.
struct OidcFlow {
  std::string secret;  // 256 bits in base64url
  std::string back;    // where to go in the end, a path of this server

  static OidcFlow begin(std::string_view back);
  static std::optional<OidcFlow> of_cookie(std::string_view cookie);
  std::string cookie() const;
  std::string state() const;
  std::string nonce() const;
  std::string verifier() const;
};

// Whether `path` leads nowhere but to a page of this server.
bool is_own_path(std::string_view path);

// Who has signed in.
struct SignedOn {
  Json claims;
  std::string id_token;  // to end the provider's session with; empty: of no use for that
};

class Oidc {
 public:
  explicit Oidc(OidcSettings settings) : settings_(std::move(settings)) {}
  const OidcSettings& settings() const { return settings_; }

  // Where the browser goes to sign in. Errors: kUnavailable where the provider cannot be reached, or is not
  // the one that it should be.
  Result<std::string> authorization_url(const OidcFlow& flow, const std::string& redirect_uri);
  // Who has signed in, as the claims of the ID token say, and the provider's userinfo endpoint what they
  // lack. Errors: as above, and kUnauthorized for a code or a token that does not hold.
  Result<SignedOn> finish(const OidcFlow& flow, const std::string& code, const std::string& redirect_uri);
  // Where the browser goes to end the provider's session too (OpenID Connect RP-Initiated Logout 1.0); empty:
  // the provider has no such address. `id_token`: of finish(), or empty; the provider may then ask whether it
  // is meant. `back`: where the provider sends the browser in the end. Errors: kUnavailable as above.
  Result<std::string> end_session_url(const std::string& id_token, const std::string& back);

 private:
  using Clock = std::chrono::steady_clock;
  struct Provider {
    std::string authorization, token, keys;  // addresses
    std::string userinfo, end_session;       // empty: it has none
    bool basic = true;                       // the secret goes into the Authorization header
  };
  struct Tokens {
    std::string id, access;
  };
  Result<Provider> provider();
  Result<Json> keys(const std::string& address, bool anew);
  Result<Tokens> exchange(const Provider& provider, const OidcFlow& flow, const std::string& code,
                          const std::string& redirect_uri);
  Result<Json> claims_of(const Provider& provider, const OidcFlow& flow, const std::string& id_token);
  Result<Json> userinfo(const Provider& provider, const std::string& access_token,
                        const std::string& subject);
  Result<Json> completed(Json claims, const Provider& provider, const std::string& access_token);

  const OidcSettings settings_;
  std::mutex mutex_;  // guards what is below
  std::optional<Provider> provider_;
  Clock::time_point provider_at_;
  std::optional<Json> keys_;
  Clock::time_point keys_at_;
  std::atomic<int> asking_{0};  // requests to the provider under way
};

// The role that the claims give; nothing: none.
std::optional<EditorRole> role_in(const Json& claims, const OidcSettings& settings);

}  // namespace garner::api
