#include "api/oidc_settings.h"

#include <array>

#include "indexer/core/names.h"

namespace garner::api {
namespace {

tl::unexpected<Error> wrong(std::string what) {
  return fail(ErrorCode::kInvalidInput, std::move(what), "docs/sign-in.md says how");
}

bool is_loopback_url(std::string_view url) {
  for (const std::string_view host : {"http://127.0.0.1", "http://localhost", "http://[::1]"}) {
    if (!url.starts_with(host)) continue;
    const std::string_view rest = url.substr(host.size());
    if (rest.empty() || rest.front() == ':' || rest.front() == '/') return true;
  }
  return false;
}

}  // namespace

bool is_safe_url(std::string_view url) {
  return url.starts_with("https://") || is_loopback_url(url);
}

Result<> set_field(OidcSettings& settings, std::string_view field, const std::vector<std::string>& values) {
  if (field == "roles") {
    settings.roles.clear();
    for (const std::string& row : values) {
      const std::size_t equals = row.rfind('=');
      const auto role = parse_editor_role(equals == std::string::npos ? "" : row.substr(equals + 1));
      if (!role || equals == 0)
        return wrong(
            "roles is a list such as [\"support-leads=publisher\"]; the roles are candidate, contributor, "
            "publisher and admin");
      settings.roles.emplace_back(row.substr(0, equals), *role);
    }
    return {};
  }
  if (values.size() != 1) return wrong(std::string(field) + " takes one value");
  const std::string& value = values.front();
  const std::array<std::pair<std::string_view, std::string*>, 6> texts = {
      {{"issuer", &settings.issuer},
       {"client_id", &settings.client_id},
       {"client_secret", &settings.client_secret},
       {"name", &settings.name},
       {"scopes", &settings.scopes},
       {"role_claim", &settings.role_claim}}};
  for (const auto& [name, target] : texts) {
    if (field != name) continue;
    *target = value;
    return {};
  }
  if (field == "default_role") {
    settings.default_role = parse_editor_role(value);
    if (!settings.default_role) return wrong("default_role is candidate, contributor, publisher or admin");
    return {};
  }
  if (field == "audience") {
    const auto audience = parse_audience(value);
    if (!audience) return wrong("audience is team, internal, partner, customer or public");
    settings.audience = *audience;
    return {};
  }
  return wrong("there is no " + std::string(field) +
               "; issuer, client_id, client_secret, name, scopes, role_claim, roles, default_role, audience");
}

Result<> check(const OidcSettings& settings) {
  if (!is_safe_url(settings.issuer)) return wrong("issuer is an address that begins with https://");
  if (settings.client_id.empty()) return wrong("client_id is missing");
  if (settings.roles.empty() && !settings.default_role)
    return wrong("nobody would be let in: say roles, default_role, or both");
  if (settings.scopes.find("openid") == std::string::npos) return wrong("scopes must have openid");
  return {};
}

}  // namespace garner::api
