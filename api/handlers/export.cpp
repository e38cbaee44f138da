// GET /v1/export and POST /v1/import: all that a team made, one JSON object a line.
#include "indexer/export.h"

#include <algorithm>
#include <array>
#include <memory>

#include "api/auth.h"
#include "api/gzip.h"
#include "api/handlers.h"
#include "api/handlers/params.h"
#include "api/handlers/tasks.h"
#include "api/limits.h"
#include "api/visible.h"
#include "indexer/channel/input.h"
#include "indexer/core/clock.h"
#include "indexer/core/knowledge.h"
#include "indexer/harvest.h"

namespace garner::api {
namespace {

// What is in no article is for staff, and settings are for who administers.
bool may_export(const Rights& caller, std::string_view type) {
  constexpr std::array<std::string_view, 5> kSettings = {"channel", "rule", "synonym", "stopwords",
                                                         "curation"};
  if (type == "article") return true;
  return is_one_of(kSettings, type) ? caller.has("admin") : caller.is_staff();
}

std::vector<std::string> types_for(const Rights& caller, const std::string& wanted,
                                   std::vector<FieldProblem>& errors) {
  std::vector<std::string> types;
  const auto& known = export_types();
  for (std::string_view rest = wanted; !rest.empty();) {
    const std::string type(rest.substr(0, rest.find(',')));
    rest.remove_prefix(std::min(type.size() + 1, rest.size()));
    if (std::find(known.begin(), known.end(), type) == known.end()) {
      errors.push_back({"?types", "there is no type " + type.substr(0, 50)});
    } else if (!may_export(caller, type)) {
      errors.push_back({"?types", type + " is not for this key"});
    }
    if (errors.size() > 1) break;
    types.push_back(type);
  }
  if (!wanted.empty()) return types;
  for (const std::string_view type : known) {
    if (may_export(caller, type)) types.emplace_back(type);
  }
  return types;
}

}  // namespace

Reply get_export(Service& service, const Request& request) {
  std::vector<FieldProblem> errors;
  Params params(request, errors);
  ExportOptions options;
  options.types = types_for(request.caller, params.text("types"), errors);
  if (const std::string since = params.text("since"); !since.empty()) {
    options.since = parse_rfc3339(since);
    if (!options.since) errors.push_back({"?since", "must be a time such as 2026-03-01T09:00:00Z"});
  }
  const std::string gzip = params.text("gzip", "false");
  if (gzip != "true" && gzip != "false") errors.push_back({"?gzip", "must be true or false"});
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));

  const Rights caller = request.caller;
  options.provenance = caller.is_staff();
  options.shows_article = [caller](const Article& article) { return may_see(caller, article); };
  options.shows_conversation = [caller](const Conversation& conversation) {
    return may_see(caller, conversation);
  };
  options.shows_revision = [caller](const Article& article, const Revision& revision) {
    return may_see(caller, article, revision);
  };
  const auto exporter = std::make_shared<Exporter>(std::move(options));
  Response response{.content_type = "application/x-ndjson"};
  response.parts = [exporter, &service]() -> Result<std::string> {
    Result<std::string> lines;
    const auto read = service.read([&](Store& store) -> Result<> {
      lines = exporter->next(store);
      return lines ? Result<>{} : fail(lines.error());
    });
    if (!read) return fail(read.error());
    return lines;
  };
  response.headers.emplace_back("Vary", "Accept-Encoding, Authorization, X-Api-Key");
  if (gzip == "true") {  // a file, for whoever wants one
    response.parts = gzipped(std::move(response.parts));
    response.content_type = "application/gzip";
  } else if (accepts_gzip(request.header("accept-encoding"))) {
    response.parts = gzipped(std::move(response.parts));
    response.headers.emplace_back("Content-Encoding", "gzip");
  }
  return response;
}

Reply post_import(Service& service, const Request& request) {
  if (request.body.empty()) return tl::make_unexpected(bad_request("the body is empty"));
  if (auto wrong = judge_packed(request)) return tl::make_unexpected(std::move(*wrong));
  Task task;
  task.uid = random_id();
  task.kind = "import";
  task.status = "succeeded";
  task.created_at = now();
  const auto written = service.write([&](Store& store) -> Result<> {
    HarvestOptions options;
    options.format = "ndjson";
    options.as_is = true;
    Harvester harvester(store, options);
    auto counts = harvester.harvest(input_of(request.body, "import"));
    if (!counts) return fail(counts.error());
    task.detail = dump(counts_json(*counts));
    task.finished_at = now();
    return store.put_task(task);
  });
  if (!written) return tl::make_unexpected(problem_of(written.error()));
  return Response{
      .status = 202, .body = dump(task_json(task)), .headers = {{"Location", "/v1/tasks/" + task.uid}}};
}

}  // namespace garner::api
