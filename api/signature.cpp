#include "api/signature.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <vector>

#include "api/auth.h"
#include "indexer/base64.h"
#include "indexer/core/clock.h"
#include "indexer/digest.h"

namespace garner::api {
namespace {

constexpr Time kToleranceMs = 5LL * 60 * 1000;  // as Standard Webhooks has it

std::optional<Time> seconds(std::string_view text) {
  std::int64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  constexpr std::int64_t kMost = 100'000'000'000;
  if (text.empty() || read.ptr != text.data() + text.size() || value < 0 || value > kMost)
    return std::nullopt;
  return value * 1000;
}

// A sender's way to sign.
struct Scheme {
  const char* header;     // that holds the signature
  const char* timestamp;  // header of the time that is signed too; "": none
  const char* id;         // header of the delivery's id; "": none
  std::string (*expected)(const Request& request, const std::string& secret);
};

std::string text_of(const Request& request, const char* header) {
  return std::string(request.header(header));
}

std::string standard(const Request& request, const std::string& secret) {
  constexpr std::string_view kPrefix = "whsec_";
  std::string key = secret;
  if (key.starts_with(kPrefix)) key = from_base64(key.substr(kPrefix.size())).value_or(key);
  const std::string content =
      text_of(request, "webhook-id") + "." + text_of(request, "webhook-timestamp") + "." + request.body;
  return "v1," + to_base64(hmac_sha256(key, content));
}

std::string sha256_hex(const Request& request, const std::string& secret) {
  return "sha256=" + to_hex(hmac_sha256(secret, request.body));
}

std::string zendesk(const Request& request, const std::string& secret) {
  return to_base64(
      hmac_sha256(secret, text_of(request, "x-zendesk-webhook-signature-timestamp") + request.body));
}

std::string slack(const Request& request, const std::string& secret) {
  return "v0=" + to_hex(hmac_sha256(
                     secret, "v0:" + text_of(request, "x-slack-request-timestamp") + ":" + request.body));
}

std::string gitlab(const Request& /*request*/, const std::string& secret) {
  return secret;
}

constexpr Scheme kSchemes[] = {
    {"webhook-signature", "webhook-timestamp", "webhook-id", standard},
    {"x-discourse-event-signature", "", "x-discourse-event-id", sha256_hex},
    {"x-zendesk-webhook-signature", "x-zendesk-webhook-signature-timestamp",
     "x-zendesk-webhook-invocation-id", zendesk},
    {"x-hub-signature-256", "", "x-github-delivery", sha256_hex},
    {"x-slack-signature", "x-slack-request-timestamp", "", slack},
    {"x-gitlab-token", "", "x-gitlab-event-uuid", gitlab},
};

const Scheme* scheme_of(const Request& request) {
  const auto found = std::find_if(std::begin(kSchemes), std::end(kSchemes), [&](const Scheme& scheme) {
    return !request.header(scheme.header).empty();
  });
  return found == std::end(kSchemes) ? nullptr : found;
}

// A header may hold several signatures, set apart by blanks, while a secret is being changed. A token may
// hold blanks itself.
bool fits(std::string_view given, const std::string& expected) {
  bool fitting = equal_bytes(given, expected);
  while (!given.empty()) {
    const auto end = std::min(given.find(' '), given.size());
    fitting = equal_bytes(given.substr(0, end), expected) || fitting;
    given.remove_prefix(std::min(end + 1, given.size()));
  }
  return fitting;
}

}  // namespace

bool is_signed(const Request& request) {
  return scheme_of(request) != nullptr;
}

tl::expected<std::string, Problem> verify_signature(const Request& request, const std::string& secret,
                                                    Time now) {
  const Scheme* const scheme = scheme_of(request);
  const auto refused = [](const char* why) {
    return tl::make_unexpected(problem_of({ErrorCode::kUnauthorized, why, ""}));
  };
  if (scheme == nullptr) return refused("the request is not signed");
  const std::string_view signature = request.header(scheme->header);
  if (secret.empty() || !fits(signature, scheme->expected(request, secret)))
    return refused("the signature does not fit: look at the secret on both sides");
  if (*scheme->timestamp != '\0') {
    const std::string_view text = request.header(scheme->timestamp);
    auto at = seconds(text);
    if (!at) at = parse_rfc3339(text);
    if (!at || *at < now - kToleranceMs || *at > now + kToleranceMs)
      return tl::make_unexpected(bad_request("the timestamp is more than 5 minutes off"));
  }
  const std::string_view id = *scheme->id == '\0' ? std::string_view() : request.header(scheme->id);
  if (!id.empty()) return std::string(id.substr(0, 200));
  return hash_secret(std::string(signature) + request.body);
}

}  // namespace garner::api
