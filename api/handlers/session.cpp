// /v1/session: signing in, who is signed in, signing out.
#include "api/session.h"

#include "api/auth.h"
#include "api/handlers_people.h"
#include "api/json.h"
#include "api/oidc.h"
#include "api/person_json.h"
#include "indexer/core/clock.h"
#include "indexer/core/log.h"
#include "indexer/core/names.h"

namespace garner::api {
namespace {

constexpr std::size_t kMaxPassword = 4096;
constexpr std::size_t kMaxSignInText = 200;

Problem other_site() {
  return problem(403, "csrf_failed", "one signs in on a page of this server alone");
}

// The same for a wrong name, a wrong password and somebody who is disabled.
Problem not_let_in() {
  return problem(401, "sign_in_failed", "the name or the password is not right");
}

Problem link_ended() {
  return problem(404, "link_ended", "this link was used already, or its time is over");
}

Json session_json(Service& service, const Rights& caller, const std::optional<SignedIn>& session,
                  const std::string& secret, bool nobody_yet) {
  const Oidc* const oidc = service.accounts().oidc();
  return {
      {"signed_in", session.has_value()},
      {"person", session ? person_json(session->person) : Json()},
      {"scopes", caller.scopes},
      {"audience_max", name_of(caller.audience)},
      {"role", name_of(caller.role)},
      {"csrf_token", session ? Json(csrf_token(secret)) : Json()},
      {"expires_at", session ? Json(to_rfc3339(session->session.created_at + kSessionLongestMs)) : Json()},
      {"nobody_yet", nobody_yet},
      {"single_sign_on", oidc == nullptr ? Json() : Json(oidc->settings().name)}};
}

// Signed in from here on: the answer that says so, with the cookie.
Reply let_in(Service& service, const std::string& secret, Person person) {
  const Time at = now();
  person.last_sign_in_at = at;
  const Rights rights = rights_of(person);
  const SignedIn session{{"", person.name, at, at}, std::move(person)};
  Response response{.body = dump(session_json(service, rights, session, secret, false))};
  const bool secure = service.accounts().secure();
  response.headers.push_back(
      set_cookie(session_cookie(secure), secret, secure, false, kSessionLongestMs / 1000));
  return response;
}

// Who has this name; nothing: nobody.
Result<std::optional<Person>> person_of(Service& service, const std::string& name) {
  std::optional<Person> found;
  if (name.empty()) return found;
  const auto read = service.read([&](Store& store) -> Result<> {
    auto person = store.person(name);
    if (!person) return person.error().code == ErrorCode::kNotFound ? Result<>{} : fail(person.error());
    found = std::move(*person);
    return {};
  });
  if (!read) return fail(read.error());
  return found;
}

// Logs have no names: somebody may have typed a password in its place. The audit has those that exist.
void note_failure(Service& service, const Request& request, const std::optional<Person>& person) {
  log(LogLevel::kWarning, "sign_in_failed",
      {{"request_id", request.request_id}, {"known", person ? "yes" : "no"}});
  if (!person) return;
  service.write_later([name = person->name](Store& store) {
    store.act_as({.id = "anonymous", .note = {}, .person = false, .action = {}});
    auto added = store.add_audit(
        {.stream = AuditStream::kAdministration, .action = "sign_in_failed", .subject = name});
    store.act_as({});
    return added;
  });
}

std::optional<Problem> too_many(Service& service, const std::string& name, const std::string& address) {
  const auto wait = service.accounts().attempts().begin(name, address, Attempts::Clock::now());
  if (!wait) return std::nullopt;
  Problem over = problem(429, "too_many_attempts", "there were too many attempts to sign in, wait a while");
  over.retry_after = *wait;
  return over;
}

// Whether this is the person's password, which then is kept as passwords are today.
Result<bool> check_password(Service& service, const std::optional<Person>& person,
                            const std::string& password) {
  Passwords& passwords = service.accounts().passwords();
  auto fits = passwords.matches(password, person ? person->password_hash : "");
  if (!fits || !*fits || !is_outdated(person->password_hash)) return fits;
  if (auto hash = passwords.hash(password)) {
    service.write_later([name = person->name, hash = std::move(*hash)](Store& store) {
      return store.refresh_password_hash(name, hash);
    });
  }
  return true;
}

// What a link asks for besides its secret.
struct Chosen {
  std::string name, display_name, password_hash;
};

tl::expected<Chosen, Problem> read_chosen(Service& service, const Json& body, const Invitation& invitation) {
  Chosen chosen{invitation.name, {}, {}};
  if (invitation.kind == InvitationKind::kSignIn) return chosen;
  std::vector<FieldProblem> errors;
  Fields fields(body, "", errors);
  if (invitation.kind == InvitationKind::kSetup) {
    const auto name = person_name(fields.required_text("name", kMaxSignInText));
    if (!name) fields.wrong("name", "must be 1 to 64 letters a to z, digits and . _ - @");
    chosen.name = name.value_or("");
    chosen.display_name = fields.text("display_name", kMaxSignInText);
  }
  const std::string password = fields.required_text("password", kMaxPassword);
  if (const auto weak = weakness_of(password, chosen.name); weak && errors.empty())
    fields.wrong("password", *weak);
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  auto hash = service.accounts().passwords().hash(password);
  if (!hash) return tl::make_unexpected(problem_of(hash.error()));
  chosen.password_hash = std::move(*hash);
  return chosen;
}

Result<> add_first_admin(Store& store, const Chosen& chosen) {
  const auto people = store.people();
  if (!people) return fail(people.error());
  if (!people->empty()) return fail(ErrorCode::kConflict, "somebody has made an administrator already");
  store.act_as({.id = chosen.name, .note = {}, .person = true, .action = {}});
  Person person{.name = chosen.name};
  person.display_name = chosen.display_name;
  person.role = EditorRole::kAdmin;
  person.audience = Audience::kTeam;
  person.password_hash = chosen.password_hash;
  person.created_at = now();
  return store.add_person(person);
}

// Uses the link up; the name of who is let in, and the secret of the session.
Result<std::string> use_link(Store& store, const Invitation& invitation, const Chosen& chosen) {
  const auto removed = store.remove_invitation(invitation.secret_hash);
  if (!removed) return fail(removed.error());
  if (!*removed) return fail(ErrorCode::kNotFound, "the link was used already");
  if (invitation.kind == InvitationKind::kSetup) {
    if (auto added = add_first_admin(store, chosen); !added) return fail(added.error());
  }
  const auto person = store.person(chosen.name);
  if (!person) return fail(person.error());
  if (person->disabled) return fail(ErrorCode::kNotFound, "disabled");
  if (invitation.kind == InvitationKind::kPassword) {
    store.act_as({.id = chosen.name, .note = {}, .person = true, .action = {}});
    if (auto set = store.set_password(chosen.name, chosen.password_hash); !set) return fail(set.error());
  }
  return begin_session(store, chosen.name);
}

// Where the browser goes to be signed out at the provider too; empty: nowhere. The session here has ended
// whether or not the provider can be reached.
std::string provider_sign_out(Service& service, const Request& request, const std::string& id_token) {
  Oidc* const oidc = service.accounts().oidc();
  if (oidc == nullptr || request.session->person.issuer != oidc->settings().issuer) return {};
  auto url = oidc->end_session_url(id_token, own_url(service, request) + "/");
  if (url) return std::move(*url);
  log(LogLevel::kWarning, "provider_sign_out_failed",
      {{"request_id", request.request_id}, {"error", url.error().message}});
  return {};
}

}  // namespace

Reply post_session(Service& service, const Request& request) {
  if (is_cross_site(request)) return tl::make_unexpected(other_site());
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  std::vector<FieldProblem> errors;
  Fields fields(*body, "", errors);
  const std::string given = fields.required_text("name", kMaxSignInText);
  const std::string password = fields.required_text("password", kMaxPassword);
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));

  const std::string name = person_name(given).value_or("");
  const std::string address = address_of(request);
  if (auto over = too_many(service, name, address)) return tl::make_unexpected(std::move(*over));
  const auto person = person_of(service, name);
  if (!person) return tl::make_unexpected(problem_of(person.error()));
  const auto fits = check_password(service, *person, password);
  if (!fits) {
    service.accounts().attempts().succeeded(name, address);  // it was not looked at
    return tl::make_unexpected(problem_of(fits.error()));
  }
  if (!*fits || (*person)->disabled) {
    note_failure(service, request, *person);
    return tl::make_unexpected(not_let_in());
  }
  service.accounts().attempts().succeeded(name, address);
  std::string secret;
  const auto begun = service.write([&](Store& store) -> Result<> {
    auto made = begin_session(store, name);
    if (!made) return fail(made.error());
    secret = std::move(*made);
    return {};
  });
  if (!begun) return tl::make_unexpected(problem_of(begun.error()));
  return let_in(service, secret, **person);
}

Reply post_session_link(Service& service, const Request& request) {
  if (is_cross_site(request)) return tl::make_unexpected(other_site());
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  std::vector<FieldProblem> errors;
  const std::string link = Fields(*body, "", errors).required_text("secret", kMaxSignInText);
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  std::optional<Invitation> invitation;
  const auto read = service.read([&](Store& store) -> Result<> {
    auto found = store.invitation(hash_secret(link));
    if (!found) return fail(found.error());
    invitation = std::move(*found);
    return {};
  });
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  if (!invitation || invitation->expires_at <= now()) return tl::make_unexpected(link_ended());
  const auto chosen = read_chosen(service, *body, *invitation);
  if (!chosen) return tl::make_unexpected(chosen.error());
  std::string secret;
  Person person;
  const auto used = service.write([&](Store& store) -> Result<> {
    auto done = store.transaction([&]() -> Result<> {
      auto made = use_link(store, *invitation, *chosen);
      if (!made) return fail(made.error());
      secret = std::move(*made);
      auto found = store.person(chosen->name);
      if (!found) return fail(found.error());
      person = std::move(*found);
      return {};
    });
    store.act_as({});
    return done;
  });
  if (!used && used.error().code == ErrorCode::kNotFound) return tl::make_unexpected(link_ended());
  if (!used) return tl::make_unexpected(problem_of(used.error()));
  return let_in(service, secret, std::move(person));
}

Reply get_session(Service& service, const Request& request) {
  std::atomic<bool>& anybody = service.accounts().anybody();
  if (!anybody) {
    const auto read = service.read([&](Store& store) -> Result<> {
      const auto people = store.people();
      if (!people) return fail(people.error());
      anybody = !people->empty();
      return {};
    });
    if (!read) return tl::make_unexpected(problem_of(read.error()));
  }
  return Response{
      .body = dump(session_json(service, request.caller, request.session, request.session_secret, !anybody))};
}

Reply delete_session(Service& service, const Request& request) {
  Response response{.status = 204, .content_type = ""};
  if (request.session) {
    std::string id_token;
    const auto ended = service.edit(request.caller, [&](Editing& editing) -> Result<> {
      auto kept = editing.store().end_session(request.session->session.secret_hash);
      if (!kept) return fail(kept.error());
      id_token = std::move(*kept);
      return {};
    });
    if (!ended) return tl::make_unexpected(problem_of(ended.error()));
    const std::string url = provider_sign_out(service, request, id_token);
    if (!url.empty()) response = {.body = dump({{"end_session_url", url}})};
  }
  const bool secure = service.accounts().secure();
  response.headers.push_back(set_cookie(session_cookie(secure), "", secure, false, 0));
  return response;
}

Reply put_session_password(Service& service, const Request& request) {
  if (!request.session) return tl::make_unexpected(problem(401, "unauthorized", "sign in first"));
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  const Person& person = request.session->person;
  std::vector<FieldProblem> errors;
  Fields fields(*body, "", errors);
  const std::string before = fields.required_text("old_password", kMaxPassword);
  const std::string password = fields.required_text("password", kMaxPassword);
  if (const auto weak = weakness_of(password, person.name); weak && errors.empty())
    fields.wrong("password", *weak);
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));

  const std::string address = address_of(request);
  if (auto over = too_many(service, person.name, address)) return tl::make_unexpected(std::move(*over));
  Passwords& passwords = service.accounts().passwords();
  const auto fits = passwords.matches(before, person.password_hash);
  if (!fits) return tl::make_unexpected(problem_of(fits.error()));
  if (!*fits) return tl::make_unexpected(unprocessable("/old_password", "is not your password"));
  service.accounts().attempts().succeeded(person.name, address);
  const auto hash = passwords.hash(password);
  if (!hash) return tl::make_unexpected(problem_of(hash.error()));
  const auto set = service.edit(request.caller, [&](Editing& editing) {
    return editing.store().set_password(person.name, *hash, request.session->session.secret_hash);
  });
  if (!set) return tl::make_unexpected(problem_of(set.error()));
  return Response{.status = 204, .content_type = ""};
}

}  // namespace garner::api
