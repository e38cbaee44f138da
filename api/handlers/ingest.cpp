// POST /v1/ingest/{source}.
#include <algorithm>

#include "api/auth.h"
#include "api/handlers.h"
#include "api/handlers/tasks.h"
#include "api/json.h"
#include "api/limits.h"
#include "api/signature.h"
#include "indexer/channel/input.h"
#include "indexer/core/clock.h"
#include "indexer/harvest.h"
#include "indexer/live/poller.h"

namespace garner::api {
namespace {

constexpr std::string_view kGzip = "\x1f\x8b";
constexpr std::string_view kZstd = "\x28\xb5\x2f\xfd";

bool is_channel_name(std::string_view name) {
  return name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
         });
}

// Reads it all once, so that a bomb or a damaged archive is known before a line of it is taken.
Result<> judge_archive(const std::string& body) {
  const auto input = input_of(body, "body");
  std::vector<char> buffer(64 * 1024);
  std::uint64_t total = 0;
  while (true) {
    const auto count = input->read(buffer.data(), buffer.size());
    if (!count) return fail(count.error());
    if (*count == 0) return {};
    total += *count;
    if (total > kMaxIngestInflated) {
      return fail(ErrorCode::kTooLarge,
                  "the body unpacks to more than " + std::to_string(kMaxIngestInflated >> 20) + " MB",
                  "send it in parts");
    }
  }
}

Result<std::optional<Task>> find_task(Service& service, const std::string& uid) {
  std::optional<Task> task;
  const auto read = service.read([&](Store& store) -> Result<> {
    auto found = store.task(uid);
    if (!found) return fail(found.error());
    task = std::move(*found);
    return {};
  });
  if (!read && read.error().code != ErrorCode::kNotFound) return fail(read.error());
  return task;
}

// What platforms send when a webhook is set up: nothing to harvest.
std::optional<Response> answer_to_greeting(const Request& request) {
  if (request.header("x-github-event") == "ping" || request.header("x-discourse-event") == "ping")
    return Response{.body = R"({"status":"ok"})"};
  if (request.header("x-slack-signature").empty()) return std::nullopt;
  const auto body = parse_object(request.body);
  if (!body || body->value("type", "") != "url_verification") return std::nullopt;
  return Response{.body = dump({{"challenge", body->value("challenge", "")}})};
}

}  // namespace

std::optional<Problem> judge_packed(const Request& request) {
  if (request.header("content-encoding") == "gzip" && !request.body.starts_with(kGzip))
    return bad_request("the body is not gzip");
  // Inputs are unpacked by what they hold, not by what a header says.
  if (!request.body.starts_with(kGzip) && !request.body.starts_with(kZstd)) return std::nullopt;
  const auto sound = judge_archive(request.body);
  if (!sound) return problem_of(sound.error());
  return std::nullopt;
}

Reply post_ingest(Service& service, const Request& request) {
  const std::string& source = request.captures.front();
  if (!is_channel_name(source))
    return tl::make_unexpected(not_found("a source is letters, digits, '-', '_' and '.'"));
  std::optional<ConfiguredChannel> channel;
  const auto looked = service.read([&](Store& store) -> Result<> {
    auto found = store.channel(source);
    if (!found) return fail(found.error());
    channel = std::move(*found);
    return {};
  });
  if (!looked) return tl::make_unexpected(problem_of(looked.error()));
  std::string delivery(request.header("idempotency-key"));
  const bool pushed = !request.caller.has("ingest");
  if (pushed) {  // by a platform, which signs in place of a key
    if (!channel || channel->settings.secret.empty())
      return tl::make_unexpected(not_found("there is no such source that is pushed to"));
    const auto secret = reveal(channel->settings.secret);
    if (!secret) return tl::make_unexpected(problem_of({ErrorCode::kInternal, secret.error().message, ""}));
    auto verified = verify_signature(request, *secret, now());
    if (!verified) return tl::make_unexpected(verified.error());
    delivery = std::move(*verified);
    if (auto greeting = answer_to_greeting(request)) return std::move(*greeting);
  }
  if (request.body.empty()) return tl::make_unexpected(bad_request("the body is empty"));
  if (auto wrong = judge_packed(request)) return tl::make_unexpected(std::move(*wrong));

  // The same delivery again is the same task, whatever happened to the first answer.
  Task task;
  task.uid = delivery.empty()
                 ? random_id()
                 : hash_secret(request.caller.key_id + '\n' + source + '\n' + delivery).substr(0, 32);
  if (!delivery.empty()) {
    auto known = find_task(service, task.uid);
    if (!known) return tl::make_unexpected(problem_of(known.error()));
    if (*known) return Response{.body = dump(task_json(**known))};
  }
  task.kind = "ingest";
  task.status = "succeeded";
  task.created_at = now();
  const auto written = service.write([&](Store& store) -> Result<> {
    HarvestOptions options;
    if (channel) options = harvest_options(channel->settings);
    options.channel = source;
    if (pushed) options.partial = true;
    if (!pushed && options.format.empty()) options.format = "ndjson";
    Harvester harvester(store, options);
    auto counts = harvester.harvest(input_of(request.body, "ingest/" + source));
    if (!counts) return fail(counts.error());
    task.detail = dump(counts_json(*counts));
    task.finished_at = now();
    return store.put_task(task);
  });
  if (!written) return tl::make_unexpected(problem_of(written.error()));
  Response response{.status = 202, .body = dump(task_json(task))};
  response.headers.emplace_back("Location", "/v1/tasks/" + task.uid);
  return response;
}

}  // namespace garner::api
