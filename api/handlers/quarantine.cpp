// /v1/quarantine: what could not be read, and another try.
#include <charconv>

#include "api/auth.h"
#include "api/handlers.h"
#include "api/handlers/params.h"
#include "api/handlers/tasks.h"
#include "api/json.h"
#include "indexer/core/clock.h"
#include "indexer/live/quarantine_retry.h"

namespace garner::api {
namespace {

Json json_of(const QuarantineEntry& entry) {
  return {{"id", std::to_string(entry.id)}, {"file", entry.file},     {"position", entry.position},
          {"reason", entry.reason},         {"format", entry.format}, {"channel", entry.channel},
          {"at", to_rfc3339(entry.at)}};
}

std::optional<std::int64_t> number_in(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

Result<QuarantineEntry> find_entry(Store& store, const std::string& id) {
  const auto number = number_in(id);
  if (!number) return fail(ErrorCode::kNotFound, "there is no such entry in the quarantine");
  return store.quarantine_entry(*number);
}

}  // namespace

Reply get_quarantine(Service& service, const Request& request) {
  const auto page = page_of(request);
  if (!page) return tl::make_unexpected(page.error());
  const auto after = number_in(page->after.empty() ? "0" : page->after);
  if (!after) return tl::make_unexpected(unprocessable("?after", "is no cursor of this list"));
  std::vector<QuarantineEntry> entries;
  const auto read = service.read([&](Store& store) -> Result<> {
    auto found = store.quarantine(page->limit + 1, *after);
    if (!found) return fail(found.error());
    entries = std::move(*found);
    return {};
  });
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  const bool more = entries.size() > page->limit;
  if (more) entries.pop_back();
  Json data = Json::array();
  for (const QuarantineEntry& entry : entries) data.push_back(json_of(entry));
  return list_of(std::move(data), more ? Json(std::to_string(entries.back().id)) : Json());
}

Reply get_quarantined(Service& service, const Request& request) {
  Json json;
  const auto read = service.read([&](Store& store) -> Result<> {
    const auto entry = find_entry(store, request.captures.front());
    if (!entry) return fail(entry.error());
    json = json_of(*entry);
    json["raw"] = entry->raw;  // bytes that are no text become U+FFFD
    return {};
  });
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  return Response{.body = dump(json)};
}

// From what was kept of it, or from its file where the server can read that; pages of platforms come with
// their next poll.
Reply post_quarantine_retry(Service& service, const Request& request) {
  Task task;
  task.uid = random_id();
  task.kind = "quarantine_retry";
  task.created_at = now();
  const auto written = service.write([&](Store& store) -> Result<> {
    auto entry = find_entry(store, request.captures.front());
    if (!entry) return fail(entry.error());
    QuarantineRetry retry(store, std::nullopt);
    std::vector<QuarantineEntry> one;
    one.push_back(std::move(*entry));
    if (auto done = retry.run(std::move(one)); !done) return done;
    Json counts = counts_json(retry.counts);
    counts["mended"] = retry.mended;
    task.status = retry.mended > 0 ? "succeeded" : "failed";
    task.detail = dump(counts);
    task.finished_at = now();
    return store.put_task(task);
  });
  if (!written) return tl::make_unexpected(problem_of(written.error()));
  return Response{
      .status = 202, .body = dump(task_json(task)), .headers = {{"Location", "/v1/tasks/" + task.uid}}};
}

}  // namespace garner::api
