// ID tokens of OpenID Connect: JSON Web Tokens that a provider has signed with RS256 or ES256, checked as
// OpenID Connect Core 1.0 (3.1.3.7) says. Pure functions, thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "api/json.h"
#include "indexer/core/model.h"
#include "indexer/core/result.h"

namespace garner::api {

struct IdTokenRules {
  std::string issuer;    // as `iss` must be, to the letter
  std::string audience;  // our client id
  std::string nonce;     // that was sent with the request
  Time at = 0;
};

// The claims of a token that is signed by one of `keys` (a JSON Web Key Set) and meets the rules.
// Errors: kNotFound where none of the keys is the one that the token names: they may have been changed.
// kUnauthorized for anything else that is wrong, which the message names.
Result<Json> check_id_token(std::string_view token, const Json& keys, const IdTokenRules& rules);

}  // namespace garner::api
