// What an administrator says of single sign-on, under [sign_in.oidc] of the config file. Values, pure
// functions, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "indexer/core/knowledge.h"
#include "indexer/core/model.h"
#include "indexer/core/result.h"

namespace garner::api {

struct OidcSettings {
  std::string issuer;  // "https://id.example/realms/support", to the letter; http on a loopback address alone
  std::string client_id;
  std::string client_secret;            // itself, "env:NAME" or "file:PATH"; empty: a public client
  std::string name = "single sign-on";  // what the desk calls the provider
  std::string scopes = "openid profile email";
  std::string role_claim = "groups";
  std::vector<std::pair<std::string, EditorRole>> roles;  // by what the claim says; the highest counts
  std::optional<EditorRole> default_role;   // of whom no row of `roles` is about; nothing: not let in
  Audience audience = Audience::kInternal;  // of who comes for the first time; of admins: team
};

// Sets a field by its name in the config file. Errors: kInvalidInput that says what it should be.
Result<> set_field(OidcSettings& settings, std::string_view field, const std::vector<std::string>& values);
// Whether what goes there is safe from others on its way: https, or a loopback address.
bool is_safe_url(std::string_view url);
// Errors: kInvalidInput for what cannot work.
Result<> check(const OidcSettings& settings);

}  // namespace garner::api
