// People as HTTP and the command line show them, and links for them. Pure functions but for new_invitation(),
// thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "api/json.h"
#include "indexer/core/person.h"

namespace garner::api {

inline constexpr Time kSetupMs = 15LL * 60 * 1000;
inline constexpr Time kSignInLinkMs = 15LL * 60 * 1000;
inline constexpr Time kInvitationMs = 3LL * 24 * 3600 * 1000;  // over a weekend

// Without the hash of the password.
Json person_json(const Person& person);

// One made now, and the secret of its link.
std::pair<Invitation, std::string> new_invitation(InvitationKind kind, const std::string& name);
// Where the link leads: a page of the desk. The secret stands behind "#", which no browser sends and no log
// has.
std::string link_of(const std::string& url, const Invitation& invitation, const std::string& secret);

}  // namespace garner::api
