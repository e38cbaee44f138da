#include "api/key_json.h"

#include <algorithm>

#include "api/auth.h"
#include "api/cors.h"
#include "api/visible.h"
#include "indexer/core/clock.h"
#include "indexer/core/names.h"

namespace garner::api {

Json json_of(const ApiKey& key) {
  const auto time = [](const std::optional<Time>& at) { return at ? Json(to_rfc3339(*at)) : Json(); };
  return {{"id", key.id},
          {"description", key.description},
          {"scopes", key.scopes},
          {"audience_max", name_of(key.audience)},
          {"role", name_of(key.role)},
          {"filter", key.filter},
          {"origins", key.origins},
          {"max_per_minute", key.max_per_minute > 0 ? Json(key.max_per_minute) : Json()},
          {"created_at", to_rfc3339(key.created_at)},
          {"expires_at", time(key.expires_at)},
          {"last_used_at", time(key.last_used_at)},
          {"revoked_at", time(key.revoked_at)}};
}

std::vector<FieldProblem> check_key(const ApiKey& key) {
  std::vector<FieldProblem> wrong;
  const auto& known = known_scopes();
  std::string names;
  for (const std::string_view scope : known) names.append(names.empty() ? "" : ", ").append(scope);
  if (key.scopes.empty()) wrong.push_back({"/scopes", "name one at least of: " + names});
  for (std::size_t i = 0; i < key.scopes.size(); ++i) {
    if (std::find(known.begin(), known.end(), key.scopes[i]) == known.end())
      wrong.push_back({"/scopes/" + std::to_string(i), "must be one of: " + names});
  }
  if (!read_filter(key.filter)) {
    wrong.push_back(
        {"/filter", "must be field:value, joined by commas; tag, lang, channel, product, status, audience"});
  }
  // Whoever administers sees every key, channel and setting: a filter would only seem to hold.
  if (!key.filter.empty() && Rights{"", key.scopes}.has("admin"))
    wrong.push_back({"/filter", "a key with the scope admin cannot have one"});
  for (std::size_t i = 0; i < key.origins.size(); ++i) {
    if (!is_origin(key.origins[i])) {
      wrong.push_back({"/origins/" + std::to_string(i),
                       "must be like https://help.example, in lower case and without a path; or *"});
    }
  }
  return wrong;
}

ApiKey new_key(const std::string& secret) {
  constexpr std::size_t kIdDigits = 12;
  ApiKey key;
  key.id = "k-" + random_id().substr(0, kIdDigits);
  key.secret_hash = hash_secret(secret);
  key.created_at = now();
  return key;
}

}  // namespace garner::api
