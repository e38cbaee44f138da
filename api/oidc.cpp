#include "api/oidc.h"

#include <algorithm>

#include "api/auth.h"
#include "api/id_token.h"
#include "indexer/base64.h"
#include "indexer/core/channel_settings.h"
#include "indexer/core/clock.h"
#include "indexer/core/log.h"
#include "indexer/digest.h"
#include "indexer/live/http_client.h"

namespace garner::api {
namespace {

constexpr int kTimeoutSeconds = 10;
constexpr std::size_t kMaxAnswer = 1024UL * 1024;
constexpr int kAskingAtOnce = 2;  // each holds one of the workers
constexpr auto kKnownFor = std::chrono::hours(1);
constexpr auto kBetweenKeys = std::chrono::minutes(1);  // however many tokens name a key that is not known
constexpr std::size_t kMaxBack = 500;
constexpr std::size_t kMaxCode = 4096;
constexpr std::size_t kMaxAccessToken = 16UL * 1024;
constexpr std::size_t kMaxHint = 4096;  // in an address, of which servers take 8 KB as a rule

tl::unexpected<Error> provider_fault(std::string what) {
  return fail(ErrorCode::kUnavailable, "the sign-in provider " + std::move(what));
}

// application/x-www-form-urlencoded, which is right for a query string too.
std::string encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || std::string_view("-._~").find(c) != std::string_view::npos) {
      result += c;
    } else {
      result += '%';
      result += kDigits[byte >> 4];
      result += kDigits[byte & 15];
    }
  }
  return result;
}

std::string form_of(const std::vector<std::pair<std::string_view, std::string>>& fields) {
  std::string form;
  for (const auto& [name, value] : fields) {
    if (!form.empty()) form += '&';
    form.append(name).append("=").append(encoded(value));
  }
  return form;
}

std::string with_query(const std::string& address,
                       const std::vector<std::pair<std::string_view, std::string>>& fields) {
  return address + (address.find('?') == std::string::npos ? "?" : "&") + form_of(fields);
}

// One request; what comes back is an object of JSON, or it is the provider's fault.
Result<Json> ask(HttpRequest request, std::atomic<int>& asking) {
  struct Turn {
    std::atomic<int>& asking;
    ~Turn() { --asking; }
  } const turn{asking};
  if (++asking > kAskingAtOnce)
    return fail(ErrorCode::kUnavailable, "too many people sign in at once, try again in a moment");
  HttpClient::Options options;
  options.connect_timeout_s = kTimeoutSeconds;
  options.timeout_s = kTimeoutSeconds;
  options.max_body = kMaxAnswer;
  auto client = HttpClient::open(std::move(options));
  if (!client) return fail(client.error());
  request.headers.emplace_back("Accept: application/json");
  const auto response = (*client)->send(request);
  if (!response) return provider_fault("cannot be reached: " + response.error().message);
  if (response->status != 200) {
    const std::string said = "answers " + std::to_string(response->status);
    // Of a code that was used, or is not ours.
    return response->status == 400 || response->status == 401
               ? fail(ErrorCode::kUnauthorized, "the sign-in provider " + said)
               : provider_fault(said);
  }
  auto object = parse_object(response->body);
  if (!object) return provider_fault("does not answer with JSON");
  return std::move(*object);
}

// Whether it can stand in a header.
bool is_bearer_token(std::string_view token) {
  return !token.empty() && token.size() <= kMaxAccessToken &&
         std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

bool lists(const Json& object, const char* name, std::string_view value) {
  const auto found = object.find(name);
  return found != object.end() && found->is_array() &&
         std::find(found->begin(), found->end(), Json(value)) != found->end();
}

}  // namespace

bool is_own_path(std::string_view path) {
  return path.starts_with('/') && !path.starts_with("//") && path.size() <= kMaxBack &&
         std::all_of(path.begin(), path.end(), [](char c) { return c > ' ' && c < '\x7f' && c != '\\'; });
}

OidcFlow OidcFlow::begin(std::string_view back) {
  return {random_secret(), std::string(is_own_path(back) ? back : "/")};
}

std::optional<OidcFlow> OidcFlow::of_cookie(std::string_view cookie) {
  const std::size_t dot = cookie.find('.');
  if (dot != kSecretChars) return std::nullopt;
  auto back = from_base64url(cookie.substr(dot + 1));
  if (!back || !is_own_path(*back)) return std::nullopt;
  return OidcFlow{std::string(cookie.substr(0, dot)), std::move(*back)};
}

std::string OidcFlow::cookie() const {
  return secret + "." + to_base64url(back);
}
std::string OidcFlow::state() const {
  return to_base64url(hmac_sha256(secret, "state"));
}
std::string OidcFlow::nonce() const {
  return to_base64url(hmac_sha256(secret, "nonce"));
}
std::string OidcFlow::verifier() const {
  return to_base64url(hmac_sha256(secret, "verifier"));
}

Result<Oidc::Provider> Oidc::provider() {
  {
    const std::lock_guard lock(mutex_);
    if (provider_ && Clock::now() - provider_at_ < kKnownFor) return *provider_;
  }
  std::string address = settings_.issuer;
  if (address.ends_with('/')) address.pop_back();
  const auto document = ask({.url = address + "/.well-known/openid-configuration"}, asking_);
  if (!document) return fail(document.error());
  if (text_in(*document, "issuer") != settings_.issuer)
    return provider_fault("is another one than configured");
  Provider found{text_in(*document, "authorization_endpoint"), text_in(*document, "token_endpoint"),
                 text_in(*document, "jwks_uri"), text_in(*document, "userinfo_endpoint"),
                 text_in(*document, "end_session_endpoint")};
  for (const std::string* url : {&found.authorization, &found.token, &found.keys}) {
    if (!is_safe_url(*url)) return provider_fault("has addresses that are not https");
  }
  for (const std::string* url : {&found.userinfo, &found.end_session}) {
    if (!url->empty() && !is_safe_url(*url)) return provider_fault("has addresses that are not https");
  }
  const bool says = document->contains("token_endpoint_auth_methods_supported");
  found.basic = !says || lists(*document, "token_endpoint_auth_methods_supported", "client_secret_basic");
  const std::lock_guard lock(mutex_);
  provider_ = found;
  provider_at_ = Clock::now();
  return found;
}

Result<Json> Oidc::keys(const std::string& address, bool anew) {
  {
    const std::lock_guard lock(mutex_);
    if (keys_ &&
        Clock::now() - keys_at_ < (anew ? Clock::duration(kBetweenKeys) : Clock::duration(kKnownFor)))
      return *keys_;
  }
  auto found = ask({.url = address}, asking_);
  if (!found) return fail(found.error());
  const std::lock_guard lock(mutex_);
  keys_ = *found;
  keys_at_ = Clock::now();
  return found;
}

Result<std::string> Oidc::authorization_url(const OidcFlow& flow, const std::string& redirect_uri) {
  const auto known = provider();
  if (!known) return fail(known.error());
  return with_query(known->authorization, {{"response_type", "code"},
                                           {"client_id", settings_.client_id},
                                           {"redirect_uri", redirect_uri},
                                           {"scope", settings_.scopes},
                                           {"state", flow.state()},
                                           {"nonce", flow.nonce()},
                                           {"code_challenge", to_base64url(sha256(flow.verifier()))},
                                           {"code_challenge_method", "S256"}});
}

Result<Oidc::Tokens> Oidc::exchange(const Provider& provider, const OidcFlow& flow, const std::string& code,
                                    const std::string& redirect_uri) {
  const auto secret = reveal(settings_.client_secret);
  if (!secret) return fail(secret.error());
  std::vector<std::pair<std::string_view, std::string>> fields = {{"grant_type", "authorization_code"},
                                                                  {"code", code},
                                                                  {"redirect_uri", redirect_uri},
                                                                  {"code_verifier", flow.verifier()}};
  HttpRequest request{.url = provider.token};
  request.content_type = "application/x-www-form-urlencoded";
  if (!secret->empty() && provider.basic) {
    // Both parts are encoded first (RFC 6749, 2.3.1).
    request.headers.push_back("Authorization: Basic " +
                              to_base64(encoded(settings_.client_id) + ":" + encoded(*secret)));
  } else {
    fields.emplace_back("client_id", settings_.client_id);
    if (!secret->empty()) fields.emplace_back("client_secret", *secret);
  }
  request.body = form_of(fields);
  const auto answer = ask(std::move(request), asking_);
  if (!answer) return fail(answer.error());
  return Tokens{text_in(*answer, "id_token"), text_in(*answer, "access_token")};
}

Result<Json> Oidc::claims_of(const Provider& provider, const OidcFlow& flow, const std::string& id_token) {
  const IdTokenRules rules{settings_.issuer, settings_.client_id, flow.nonce(), now()};
  for (const bool anew : {false, true}) {
    const auto set = keys(provider.keys, anew);
    if (!set) return fail(set.error());
    auto claims = check_id_token(id_token, *set, rules);
    if (claims || claims.error().code != ErrorCode::kNotFound) return claims;
  }
  return fail(ErrorCode::kUnauthorized, "the ID token names a key that the provider does not have");
}

Result<Json> Oidc::userinfo(const Provider& provider, const std::string& access_token,
                            const std::string& subject) {
  if (!is_bearer_token(access_token)) return provider_fault("gives no access token");
  HttpRequest request{.url = provider.userinfo};
  request.headers.push_back("Authorization: Bearer " + access_token);
  auto answer = ask(std::move(request), asking_);
  if (!answer) return fail(answer.error());
  // Or what it says is of no use (OpenID Connect Core 1.0, 5.3.2): the token may have been put in place of
  // another.
  if (text_in(*answer, "sub") != subject)
    return fail(ErrorCode::kUnauthorized, "the provider's userinfo is about somebody else");
  return answer;
}

// With what the provider says elsewhere. The ID token, which is signed, counts before it.
Result<Json> Oidc::completed(Json claims, const Provider& provider, const std::string& access_token) {
  const bool no_role = !settings_.roles.empty() && !claims.contains(settings_.role_claim);
  if (!no_role && claims.contains("name") && claims.contains("email")) return claims;
  if (provider.userinfo.empty()) return claims;
  auto more = userinfo(provider, access_token, text_in(claims, "sub"));
  if (!more) {
    // Nobody is given the role of everybody else because the provider could not be asked.
    if (no_role) return fail(more.error());
    log(LogLevel::kWarning, "userinfo_failed", {{"error", more.error().message}});
    return claims;
  }
  more->update(claims);
  return more;
}

Result<SignedOn> Oidc::finish(const OidcFlow& flow, const std::string& code,
                              const std::string& redirect_uri) {
  if (code.empty() || code.size() > kMaxCode) return fail(ErrorCode::kUnauthorized, "there is no code");
  const auto known = provider();
  if (!known) return fail(known.error());
  const auto tokens = exchange(*known, flow, code, redirect_uri);
  if (!tokens) return fail(tokens.error());
  auto claims = claims_of(*known, flow, tokens->id);
  if (!claims) return fail(claims.error());
  claims = completed(std::move(*claims), *known, tokens->access);
  if (!claims) return fail(claims.error());
  SignedOn signed_on{std::move(*claims), {}};
  if (!known->end_session.empty() && tokens->id.size() <= kMaxHint) signed_on.id_token = tokens->id;
  return signed_on;
}

Result<std::string> Oidc::end_session_url(const std::string& id_token, const std::string& back) {
  const auto known = provider();
  if (!known) return fail(known.error());
  if (known->end_session.empty()) return std::string();
  std::vector<std::pair<std::string_view, std::string>> fields = {{"client_id", settings_.client_id},
                                                                  {"post_logout_redirect_uri", back}};
  if (!id_token.empty()) fields.emplace_back("id_token_hint", id_token);
  return with_query(known->end_session, fields);
}

std::optional<EditorRole> role_in(const Json& claims, const OidcSettings& settings) {
  std::optional<EditorRole> role;
  const auto said = claims.find(settings.role_claim);
  for (const auto& [value, given] : settings.roles) {
    const bool has = said != claims.end() &&
                     (said->is_string() ? *said == value
                                        : said->is_array() && std::find(said->begin(), said->end(),
                                                                        Json(value)) != said->end());
    if (has) role = std::max(role.value_or(given), given);
  }
  return role ? role : settings.default_role;
}

}  // namespace garner::api
