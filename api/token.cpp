#include "api/token.h"

#include <array>

#include "api/auth.h"
#include "api/json.h"
#include "indexer/base64.h"
#include "indexer/core/names.h"

namespace garner::api {
namespace {

constexpr std::size_t kMaxTokenBytes = 4096;

std::optional<std::array<std::string_view, 3>> parts_of(std::string_view token) {
  if (token.size() > kMaxTokenBytes) return std::nullopt;
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos)
    return std::nullopt;
  return std::array{token.substr(0, first), token.substr(first + 1, second - first - 1),
                    token.substr(second + 1)};
}

std::optional<Json> object_in(std::string_view part) {
  const auto text = from_base64url(part);
  if (!text) return std::nullopt;
  auto object = parse_object(*text);
  if (!object) return std::nullopt;
  return std::move(*object);
}

bool is_hs256(const Json& header) {
  for (const auto& [name, value] : header.items()) {
    if (name == "alg" && value != "HS256") return false;
    if (name == "typ" && value != "JWT") return false;
    if (name == "crit") return false;  // demands something that is not known here
  }
  return header.contains("alg");
}

bool holds_at(const Json& payload, Time at) {
  const auto seconds = [&](const char* name) -> std::optional<double> {
    const auto found = payload.find(name);
    if (found == payload.end() || !found->is_number()) return std::nullopt;
    return found->get<double>();
  };
  const double clock = static_cast<double>(at) / 1000;
  if (payload.contains("nbf")) {
    const auto begins = seconds("nbf");
    if (!begins || *begins > clock) return false;
  }
  const auto ends = seconds("exp");
  return ends && *ends > clock;
}

std::optional<TokenRules> rules_in(const Json& payload) {
  TokenRules rules;
  const auto given = payload.find("rules");
  if (given == payload.end()) return rules;
  if (!given->is_object()) return std::nullopt;
  // A rule that is not known could only have been meant to narrow.
  for (const auto& [name, value] : given->items()) {
    if (!value.is_string()) return std::nullopt;
    if (name == "audience") {
      rules.audience = parse_audience(value.get<std::string>());
      if (!rules.audience) return std::nullopt;
    } else if (name == "filter") {
      rules.filter = value.get<std::string>();
    } else {
      return std::nullopt;
    }
  }
  return rules;
}

}  // namespace

bool is_token(std::string_view text) {
  return parts_of(text).has_value();
}

std::string make_token(const ApiKey& key, const TokenRules& rules, Time expires_at) {
  Json narrowed = Json::object();
  if (rules.audience) narrowed["audience"] = name_of(*rules.audience);
  if (!rules.filter.empty()) narrowed["filter"] = rules.filter;
  const Json payload = {{"key_id", key.id}, {"exp", expires_at / 1000}, {"rules", narrowed}};
  const std::string text = to_base64url(R"({"alg":"HS256","typ":"JWT"})") + '.' + to_base64url(dump(payload));
  return text + '.' + to_base64url(hmac_sha256(key.secret_hash, text));
}

std::string key_of_token(std::string_view token) {
  const auto parts = parts_of(token);
  const auto payload = parts ? object_in((*parts)[1]) : std::nullopt;
  if (!payload) return {};
  const auto id = payload->find("key_id");
  return id != payload->end() && id->is_string() ? id->get<std::string>() : std::string();
}

std::optional<TokenRules> check_token(std::string_view token, const ApiKey& key, Time at) {
  const auto parts = parts_of(token);
  if (!parts) return std::nullopt;
  const auto& [head, body, signature] = *parts;
  const auto given = from_base64url(signature);
  const std::string_view text = token.substr(0, head.size() + 1 + body.size());
  if (!given || !equal_bytes(*given, hmac_sha256(key.secret_hash, text))) return std::nullopt;
  const auto header = object_in(head);
  const auto payload = object_in(body);
  if (!header || !payload || !is_hs256(*header) || !holds_at(*payload, at)) return std::nullopt;
  return rules_in(*payload);
}

}  // namespace garner::api
