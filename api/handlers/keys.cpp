// /v1/keys: make, list, change and revoke API keys.
#include <algorithm>

#include "api/auth.h"
#include "api/handlers.h"
#include "api/handlers/params.h"
#include "api/json.h"
#include "api/key_json.h"
#include "indexer/core/clock.h"
#include "indexer/core/names.h"

namespace garner::api {
namespace {

constexpr std::int64_t kMaxPerMinute = 1'000'000;
constexpr std::size_t kMaxDescription = 1000;
constexpr std::size_t kMaxFilter = 2000;
constexpr std::size_t kMaxOrigins = 50;

Problem no_key() {
  return not_found("there is no such key");
}

Result<std::vector<ApiKey>> all_keys(Service& service) {
  std::vector<ApiKey> keys;
  const auto read = service.read([&](Store& store) -> Result<> {
    auto all = store.keys();
    if (!all) return fail(all.error());
    keys = std::move(*all);
    return {};
  });
  if (!read) return fail(read.error());
  return keys;
}

tl::expected<ApiKey, Problem> find_key(Service& service, const std::string& id) {
  auto keys = all_keys(service);
  if (!keys) return tl::make_unexpected(problem_of(keys.error()));
  const auto found =
      std::find_if(keys->begin(), keys->end(), [&](const ApiKey& key) { return key.id == id; });
  if (found == keys->end()) return tl::make_unexpected(no_key());
  return std::move(*found);
}

// Takes over the fields that the body names; null gives one up.
std::vector<FieldProblem> read_fields(const Json& body, const Rights& caller, ApiKey& key) {
  std::vector<FieldProblem> errors;
  Fields fields(body, "", errors);
  if (body.contains("description")) key.description = fields.text("description", kMaxDescription);
  if (body.contains("scopes")) key.scopes = fields.texts("scopes");
  if (body.contains("audience_max")) {
    const auto audience = parse_audience(fields.required_text("audience_max"));
    if (!audience) {
      fields.wrong("audience_max", "must be team, internal, partner, customer or public");
    } else if (*audience < caller.audience) {
      fields.wrong("audience_max", "must not be wider than that of the key that asks for it");
    } else {
      key.audience = *audience;
    }
  }
  if (body.contains("role")) {
    const auto role = parse_editor_role(fields.required_text("role"));
    if (!role) fields.wrong("role", "must be candidate, contributor, publisher or admin");
    key.role = role.value_or(key.role);
  }
  if (body.contains("filter")) key.filter = fields.text("filter", kMaxFilter);
  if (body.contains("origins")) key.origins = fields.texts("origins", kMaxOrigins);
  if (body.contains("max_per_minute")) {
    const bool given = !body.at("max_per_minute").is_null();
    key.max_per_minute = given ? fields.integer("max_per_minute", 0, 1, kMaxPerMinute) : 0;
  }
  if (body.contains("expires_at")) {
    key.expires_at = fields.time("expires_at");
    if (key.expires_at && *key.expires_at <= now()) fields.wrong("expires_at", "must be in the future");
  }
  for (FieldProblem& problem : check_key(key)) errors.push_back(std::move(problem));
  return errors;
}

}  // namespace

Reply get_keys(Service& service, const Request& request) {
  const auto page = page_of(request);
  if (!page) return tl::make_unexpected(page.error());
  const auto keys = all_keys(service);
  if (!keys) return tl::make_unexpected(problem_of(keys.error()));
  // In the order they were made: what comes after is found by its place.
  auto next = keys->begin();
  if (!page->after.empty()) {
    next = std::find_if(keys->begin(), keys->end(), [&](const ApiKey& key) { return key.id == page->after; });
    if (next == keys->end()) return tl::make_unexpected(unprocessable("?after", "is no cursor of this list"));
    ++next;
  }
  Json data = Json::array();
  for (; next != keys->end() && data.size() < page->limit; ++next) data.push_back(json_of(*next));
  return list_of(std::move(data), next == keys->end() ? Json() : Json(std::prev(next)->id));
}

Reply get_key(Service& service, const Request& request) {
  const auto key = find_key(service, request.captures.front());
  if (!key) return tl::make_unexpected(key.error());
  return Response{.body = dump(json_of(*key))};
}

Reply post_key(Service& service, const Request& request) {
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  const std::string secret = new_secret();
  ApiKey key = new_key(secret);
  auto errors = read_fields(*body, request.caller, key);
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  const auto added =
      service.edit(request.caller, [&](Editing& editing) { return editing.store().add_key(key); });
  if (!added) return tl::make_unexpected(problem_of(added.error()));
  service.keys().forget();
  Json shown = json_of(key);
  shown["secret"] = secret;
  return Response{.status = 201, .body = dump(shown), .headers = {{"Location", "/v1/keys/" + key.id}}};
}

Reply patch_key(Service& service, const Request& request) {
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  auto key = find_key(service, request.captures.front());
  if (!key) return tl::make_unexpected(key.error());
  if (key->revoked_at)
    return tl::make_unexpected(problem_of({ErrorCode::kConflict, "this key is revoked", "make a new one"}));
  if (key->audience < request.caller.audience)
    return tl::make_unexpected(problem_of({ErrorCode::kForbidden, "this key sees more than yours", ""}));
  auto errors = read_fields(*body, request.caller, *key);
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  const auto changed =
      service.edit(request.caller, [&](Editing& editing) { return editing.store().change_key(*key); });
  if (!changed) return tl::make_unexpected(problem_of(changed.error()));
  service.keys().forget();
  return Response{.body = dump(json_of(*key))};
}

Reply delete_key(Service& service, const Request& request) {
  const auto revoked = service.edit(request.caller, [&](Editing& editing) {
    return editing.store().revoke_key(request.captures.front(), now());
  });
  if (!revoked) return tl::make_unexpected(problem_of(revoked.error()));
  service.keys().forget();
  return Response{.status = 204, .content_type = ""};
}

}  // namespace garner::api
