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
       .examples = {{"/healthz"}},
       .response = "Health"},
      {.method = "GET",
       .pattern = "/readyz",
       .scope = "",
       .handler = get_readiness,
       .summary = "The index is open and has been caught up; 503 before",
       .examples = {{"/readyz"}},
       .response = "Readiness",
       .probe = true},
      {.method = "GET",
       .pattern = "/metrics",
       .scope = "metrics",
       .handler = get_metrics,
       .summary = "Prometheus text",
       .examples = {{"/metrics"}},
       .response = "Text",
       .response_type = "text/plain"},
      {.method = "POST",
       .pattern = "/v1/snapshots",
       .scope = "admin",
       .handler = post_snapshot,
       .summary =
           "Copies the store as it is now to the folder snapshots beside it, while everything goes on; "
           "garner restore takes the copy",
       .examples = {{"/v1/snapshots", "", 201}},
       .response = "Snapshot",
       .creates = true},
      {.method = "GET",
       .pattern = "/v1/openapi.json",
       .scope = "",
       .handler = get_openapi,
       .summary = "This document",
       .examples = {{"/v1/openapi.json"}},
       .response = "OpenApi"},
  };
}

}  // namespace garner::api
