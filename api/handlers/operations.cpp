// /healthz, /readyz, /metrics and the OpenAPI document.
#include <filesystem>

#include "api/handlers.h"
#include "api/json.h"
#include "api/openapi.h"
#include "indexer/core/clock.h"

namespace garner::api {

Reply get_health(Service& /*service*/, const Request& /*request*/) {
  return Response{.body = dump({{"status", "ok"}})};
}

Reply get_readiness(Service& service, const Request& /*request*/) {
  const Service::IndexState state = service.index_state();
  if (!state.ready) {
    return tl::make_unexpected(
        problem_of({ErrorCode::kUnavailable, "the index is being brought up to date", ""}));
  }
  return Response{.body = dump({{"status", "ready"}, {"documents", state.documents}})};
}

Reply get_metrics(Service& service, const Request& /*request*/) {
  return Response{.body = service.metrics().text(),
                  .content_type = "text/plain; version=0.0.4; charset=utf-8"};
}

Reply post_snapshot(Service& service, const Request& /*request*/) {
  const Time begin = now();
  const auto path = service.snapshot();
  if (!path) return tl::make_unexpected(problem_of(path.error()));
  const std::filesystem::path file(*path);
  std::error_code unknown;
  const auto bytes = std::filesystem::file_size(file, unknown);
  return Response{.status = 201,
                  .body = dump({{"name", file.filename().string()},
                                {"bytes", unknown ? 0 : bytes},
                                {"created_at", to_rfc3339(begin)}})};
}

Reply get_openapi(Service& /*service*/, const Request& /*request*/) {
  static const std::string document = openapi_document();
  Response response{.body = document};
  response.headers.emplace_back("Cache-Control", "public, max-age=300");
  return response;
}

}  // namespace garner::api
