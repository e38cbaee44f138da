#include "api/person_json.h"

#include "api/auth.h"
#include "indexer/core/clock.h"
#include "indexer/core/names.h"

namespace garner::api {
namespace {

Time lifetime_of(InvitationKind kind) {
  switch (kind) {
    case InvitationKind::kSetup:
      return kSetupMs;
    case InvitationKind::kSignIn:
      return kSignInLinkMs;
    case InvitationKind::kPassword:
      break;
  }
  return kInvitationMs;
}

// What the page that the link opens asks for.
const char* door_of(InvitationKind kind) {
  switch (kind) {
    case InvitationKind::kSetup:
      return "setup";
    case InvitationKind::kSignIn:
      return "enter";
    case InvitationKind::kPassword:
      break;
  }
  return "welcome";
}

}  // namespace

Json person_json(const Person& person) {
  return {{"name", person.name},
          {"display_name", person.display_name},
          {"email", person.email},
          {"role", name_of(person.role)},
          {"audience_max", name_of(person.audience)},
          {"disabled", person.disabled},
          {"has_password", !person.password_hash.empty()},
          {"single_sign_on", !person.subject.empty()},
          {"created_at", to_rfc3339(person.created_at)},
          {"last_sign_in_at", person.last_sign_in_at ? Json(to_rfc3339(*person.last_sign_in_at)) : Json()}};
}

std::pair<Invitation, std::string> new_invitation(InvitationKind kind, const std::string& name) {
  const std::string secret = random_secret();
  return {{hash_secret(secret), kind, name, now() + lifetime_of(kind)}, secret};
}

std::string link_of(const std::string& url, const Invitation& invitation, const std::string& secret) {
  std::string link = url + "/#/" + door_of(invitation.kind) + "/" + secret;
  if (invitation.kind == InvitationKind::kPassword) link += "/" + invitation.name;
  return link;
}

}  // namespace garner::api
