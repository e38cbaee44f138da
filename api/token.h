// Scoped tokens: JSON Web Tokens (RFC 7519) signed with HS256 by whoever holds a key, to be handed on: what
// the key may do and see, narrowed. A token never does more than search, suggest, read and events, and ends
// with its key. Pure functions, thread-safe.
//   payload: {"key_id": "k-…", "exp": seconds, "rules": {"audience": "customer", "filter": "product:X2"}}
// The signing key is the hex SHA-256 of the key's secret, which is what the store has of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "indexer/core/model.h"
#include "indexer/store/store.h"

namespace garner::api {

struct TokenRules {
  std::optional<Audience> audience;  // the lowest audience it sees; the key's where that is narrower
  std::string filter;                // what an article must meet besides the key's own filter
};

// Whether this is meant as a token: three parts with dots between them.
bool is_token(std::string_view text);

std::string make_token(const ApiKey& key, const TokenRules& rules, Time expires_at);

// The key that a token names, before anything of it is proved; empty: none, or no token.
std::string key_of_token(std::string_view token);

// The rules of a token of this key. Nothing where the signature is not the key's, where it has ended or has
// not begun, or says anything in rules or header that is not known here.
std::optional<TokenRules> check_token(std::string_view token, const ApiKey& key, Time at);

}  // namespace garner::api
