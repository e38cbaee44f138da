// /v1/session/oidc: to the provider of single sign-on and back. Whatever goes wrong ends on a page of the
// desk.
#include "api/oidc.h"

#include <algorithm>

#include "api/auth.h"
#include "api/handlers_people.h"
#include "api/session.h"
#include "indexer/core/clock.h"
#include "indexer/core/log.h"

namespace garner::api {
namespace {

constexpr std::int64_t kFlowSeconds = 600;  // to sign in there, with a second factor
constexpr std::size_t kMaxDisplay = 200;
constexpr int kMostNames = 50;

std::string_view flow_cookie(bool secure) {
  return secure ? "__Host-garner-sign-on" : "garner-sign-on";
}

// As it is registered with the provider, which refuses any other.
std::string redirect_uri(Service& service, const Request& request) {
  return own_url(service, request) + "/v1/session/oidc/callback";
}

Response redirect(std::string where) {
  return {303, "", "", {{"Location", std::move(where)}, {"Referrer-Policy", "no-referrer"}}};
}

// `what`: as PROBLEMS of api/web/desk/account.js has it.
Response back_with(const std::string& what) {
  return redirect("/#/sign-in?problem=" + what);
}

std::string param_of(const Request& request, const char* name) {
  const std::string* const value = request.param(name);
  return value == nullptr ? std::string() : *value;
}

std::string claim(const Json& claims, const char* name) {
  return text_in(claims, name).substr(0, kMaxDisplay);
}

// A name for who comes for the first time: what the provider calls them, as far as it is one.
std::string wished_name(const Json& claims) {
  constexpr std::size_t kMost = 56;  // leaves room for a number
  for (const char* field : {"preferred_username", "email", "sub"}) {
    std::string kept;
    for (const char c : claim(claims, field)) {
      const std::string next = kept + c;
      if (kept.size() < kMost && person_name("a" + next)) kept = next;
    }
    if (const auto name = person_name(kept)) return *name;
  }
  return "person";
}

void take_profile(const Json& claims, Person& person) {
  if (const std::string name = claim(claims, "name"); !name.empty()) person.display_name = name;
  const auto verified = claims.find("email_verified");
  if (verified == claims.end() || *verified == true) person.email = claim(claims, "email");
}

Audience audience_for(EditorRole role, const OidcSettings& settings) {
  return role == EditorRole::kAdmin ? Audience::kTeam : settings.audience;
}

Result<Person> add_newcomer(Store& store, const Json& claims, EditorRole role, const OidcSettings& settings) {
  const std::string wished = wished_name(claims);
  Person person;
  take_profile(claims, person);
  person.role = role;
  person.audience = audience_for(role, settings);
  person.issuer = settings.issuer;
  person.subject = claim(claims, "sub");
  person.created_at = now();
  for (int i = 1; i <= kMostNames; ++i) {
    person.name = i == 1 ? wished : wished + "-" + std::to_string(i);
    // Nobody becomes somebody else by being called alike.
    if (store.person(person.name)) continue;
    if (auto added = store.add_person(person); !added) return fail(added.error());
    return person;
  }
  return fail(ErrorCode::kConflict, "there are too many people of that name");
}

// Who it is, as the provider says today.
Result<Person> known_or_new(Store& store, const Json& claims, EditorRole role, const OidcSettings& settings) {
  auto known = store.person_of_subject(settings.issuer, claim(claims, "sub"));
  if (!known) return fail(known.error());
  if (!*known) return add_newcomer(store, claims, role, settings);
  Person person = **known;
  take_profile(claims, person);
  // Where the provider says nothing of roles, an administrator does.
  if (!settings.roles.empty() && person.role != role) {
    const bool was_admin = person.role == EditorRole::kAdmin;
    person.role = role;
    if (was_admin || role == EditorRole::kAdmin) person.audience = audience_for(role, settings);
  }
  auto changed = store.change_person(person);
  if (!changed && changed.error().reason == "last_admin") {
    log(LogLevel::kWarning, "last_admin_kept", {{"name", person.name}});
    return **known;
  }
  if (!changed) return fail(changed.error());
  return person;
}

}  // namespace

Reply get_session_oidc(Service& service, const Request& request) {
  Oidc* const oidc = service.accounts().oidc();
  if (oidc == nullptr) return tl::make_unexpected(not_found("no single sign-on is configured"));
  const OidcFlow flow = OidcFlow::begin(param_of(request, "return"));
  auto url = oidc->authorization_url(flow, redirect_uri(service, request));
  if (!url) {
    log(LogLevel::kError, "single_sign_on_failed",
        {{"request_id", request.request_id}, {"error", url.error().message}});
    return back_with("provider");
  }
  const bool secure = service.accounts().secure();
  Response response = redirect(std::move(*url));
  // It must come with the link by which the provider sends the browser back.
  response.headers.push_back(set_cookie(flow_cookie(secure), flow.cookie(), secure, true, kFlowSeconds));
  return response;
}

Reply get_session_oidc_callback(Service& service, const Request& request) {
  Oidc* const oidc = service.accounts().oidc();
  if (oidc == nullptr) return tl::make_unexpected(not_found("no single sign-on is configured"));
  const bool secure = service.accounts().secure();
  const auto flow = OidcFlow::of_cookie(cookie_of(request, flow_cookie(secure)));
  if (!flow || !equal_bytes(param_of(request, "state"), flow->state())) return back_with("state");
  // Of a provider that says who it is (RFC 9207).
  const std::string issuer = param_of(request, "iss");
  if (!issuer.empty() && issuer != oidc->settings().issuer) return back_with("token");
  if (request.param("error") != nullptr) return back_with("provider");

  const std::string address = address_of(request);
  Attempts& attempts = service.accounts().attempts();
  if (attempts.begin("", address, Attempts::Clock::now())) return back_with("many");
  const auto signed_on = oidc->finish(*flow, param_of(request, "code"), redirect_uri(service, request));
  if (!signed_on) {
    log(LogLevel::kWarning, "single_sign_on_failed",
        {{"request_id", request.request_id}, {"error", signed_on.error().message}});
    return back_with(signed_on.error().code == ErrorCode::kUnauthorized ? "token" : "provider");
  }
  attempts.succeeded("", address);
  const auto role = role_in(signed_on->claims, oidc->settings());
  if (!role) return back_with("nobody");
  std::string secret;
  const auto let_in = service.write([&](Store& store) -> Result<> {
    auto done = store.transaction([&]() -> Result<> {
      store.act_as({.id = "single-sign-on", .note = {}, .person = false, .action = {}});
      const auto person = known_or_new(store, signed_on->claims, *role, oidc->settings());
      if (!person) return fail(person.error());
      if (person->disabled) return {};
      auto begun = begin_session(store, person->name, signed_on->id_token);
      if (!begun) return fail(begun.error());
      secret = std::move(*begun);
      return {};
    });
    store.act_as({});
    return done;
  });
  if (!let_in) return tl::make_unexpected(problem_of(let_in.error()));
  if (secret.empty()) return back_with("disabled");
  Response response = redirect(flow->back);
  response.headers.push_back(
      set_cookie(session_cookie(secure), secret, secure, false, kSessionLongestMs / 1000));
  response.headers.push_back(set_cookie(flow_cookie(secure), "", secure, true, 0));
  return response;
}

}  // namespace garner::api
