// /healthz, /readyz, /metrics and the OpenAPI document.
#include "api/handlers.h"
#include "api/json.h"
#include "api/openapi.h"

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

Reply get_openapi(Service& /*service*/, const Request& /*request*/) {
  static const std::string document = openapi_document();
  Response response{.body = document};
  response.headers.emplace_back("Cache-Control", "public, max-age=300");
  return response;
}

}  // namespace garner::api
