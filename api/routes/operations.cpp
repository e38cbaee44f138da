// Running the server.
#include "api/handlers.h"
#include "api/routes/areas.h"

namespace garner::api {

std::vector<Route> operations_routes() {
  return {
      {.method = "GET",
       .pattern = "/healthz",
       .scope = "",
       .handler = get_health,
       .summary = "The process is up",
       .examples = {{"/healthz"}}},
      {.method = "GET",
       .pattern = "/readyz",
       .scope = "",
       .handler = get_readiness,
       .summary = "The index is open and has been caught up; 503 before",
       .examples = {{"/readyz"}}},
      {.method = "GET",
       .pattern = "/metrics",
       .scope = "metrics",
       .handler = get_metrics,
       .summary = "Prometheus text",
       .examples = {{"/metrics"}}},
      {.method = "GET",
       .pattern = "/v1/openapi.json",
       .scope = "",
       .handler = get_openapi,
       .summary = "This document",
       .examples = {{"/v1/openapi.json"}}},
  };
}

}  // namespace garner::api
