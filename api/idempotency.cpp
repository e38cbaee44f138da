#include "api/idempotency.h"

#include <optional>

#include "api/auth.h"
#include "api/json.h"
#include "indexer/core/clock.h"
#include "indexer/core/log.h"

namespace garner::api {
namespace {

constexpr std::size_t kMaxName = 255;
constexpr std::size_t kMaxKeptBody = 1024 * 1024;

std::string digest_of(const Request& request) {
  std::string all = request.method + ' ' + request.path + '\n';
  const auto add = [&all](const std::string& part) {
    all += std::to_string(part.size());
    all += ':';
    all += part;
  };
  for (const auto& [name, value] : request.params) {
    add(name);
    add(value);
  }
  all += '\n';
  all += request.body;
  return hash_secret(all);
}

// The store never holds a secret in clear: whoever lost the answer that had it makes another key.
std::string kept_body(const Response& response) {
  if (response.body.find("\"secret\"") == std::string::npos) return response.body;
  auto body = parse_object(response.body);
  if (!body || !body->contains("secret")) return response.body;
  (*body)["secret"] = nullptr;
  return dump(*body);
}

std::string location_of(const Response& response) {
  for (const auto& [name, value] : response.headers) {
    if (name == "Location") return value;
  }
  return {};
}

Response replayed(const KeptAnswer& kept) {
  Response response{.status = kept.status, .body = kept.body, .content_type = kept.content_type};
  if (!kept.location.empty()) response.headers.emplace_back("Location", kept.location);
  response.headers.emplace_back("Idempotency-Replayed", "true");
  return response;
}

}  // namespace

Reply Idempotency::once(const Request& request, const std::function<Reply()>& handle) {
  const std::string name(request.header("idempotency-key"));
  if (name.empty()) return handle();
  if (name.size() > kMaxName)
    return tl::make_unexpected(bad_request("Idempotency-Key must be at most 255 bytes"));
  const std::pair caller{request.caller.key_id, name};
  {
    const std::lock_guard lock(mutex_);
    if (!in_flight_.insert(caller).second) {
      Problem busy = problem(409, "in_flight", "the request of this Idempotency-Key is being worked on");
      busy.retry_after = 1;
      return tl::make_unexpected(std::move(busy));
    }
  }
  struct Landing {
    Idempotency& home;
    const std::pair<std::string, std::string>& caller;
    ~Landing() {
      const std::lock_guard lock(home.mutex_);
      home.in_flight_.erase(caller);
    }
  } const landing{*this, caller};
  return answer(request, name, handle);
}

Reply Idempotency::answer(const Request& request, const std::string& name,
                          const std::function<Reply()>& handle) {
  const std::string digest = digest_of(request);
  std::optional<KeptAnswer> kept;
  const auto read = service_.read([&](Store& store) -> Result<> {
    auto found = store.kept_answer(request.caller.key_id, name);
    if (!found) return fail(found.error());
    kept = std::move(*found);
    return {};
  });
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  if (kept && kept->at > now() - Store::kKeepAnswersMs) {
    if (kept->request_digest == digest) return replayed(*kept);
    return tl::make_unexpected(
        problem(422, "idempotency_key_reused", "this Idempotency-Key came with another request before"));
  }
  Reply reply = handle();
  if (!reply || reply->status >= 300 || reply->body.size() > kMaxKeptBody) return reply;
  const auto written = service_.write([&](Store& store) {
    return store.keep_answer({request.caller.key_id, name, digest, reply->status, reply->content_type,
                              location_of(*reply), kept_body(*reply), now()});
  });
  // It is done, and the caller should know.
  if (!written) log(LogLevel::kWarning, "answer_not_kept", {{"request_id", request.request_id}});
  return reply;
}

}  // namespace garner::api
