// The people who work with Garner, and how they are signed in. Plain values; docs/sign-in.md says how they
// are used. Safe to copy between threads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "indexer/core/knowledge.h"
#include "indexer/core/model.h"

namespace garner {

struct Person {
  std::string name;  // what one signs in with, and what audit and revisions say; never given to another
  std::string display_name = {}, email = {};  // may be empty
  EditorRole role = EditorRole::kCandidate;
  Audience audience = Audience::kInternal;  // the lowest audience they see
  std::string password_hash = {};           // empty: cannot sign in with a password
  std::string issuer = {}, subject = {};    // of whom signs in by OpenID Connect; else empty
  bool disabled = false;
  Time created_at = 0;
  std::optional<Time> last_sign_in_at = {};
};

struct Session {
  std::string secret_hash;  // hex SHA-256 of what the browser has
  std::string name;         // of the person
  Time created_at = 0, last_used_at = 0;
};

struct SignedIn {
  Session session;
  Person person;
};

// What a link that is used once opens.
enum class InvitationKind : std::uint8_t {
  kSetup,     // making the first administrator
  kPassword,  // choosing a password
  kSignIn,    // a session
};

struct Invitation {
  std::string secret_hash;  // hex SHA-256 of what stands in the link
  InvitationKind kind = InvitationKind::kPassword;
  std::string name;  // of the person; empty: kSetup
  Time expires_at = 0;
};

// What is kept of `text` as a name: lower case. Nothing where it is none: 1 to 64 of the letters a to z,
// digits and . _ - @, beginning with a letter or digit, and neither the id of a key nor what Garner calls
// itself in the audit ("harvest").
std::optional<std::string> person_name(std::string_view text);

}  // namespace garner
