// Route: one row of the API. routes/ holds all of them; scope, limits, documentation and the OpenAPI entry
// come from the row. Plain constants, thread-safe.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "api/exchange.h"
#include "api/service.h"

namespace garner::api {

struct Parameter {
  const char* name;
  const char* type;  // of JSON Schema: "string", "integer", "number", "boolean"
  const char* description;
};

// A request that the documentation shows and that a test sends. `<article>` and `<conversation>` in a target
// stand for ids that exist where it is sent.
struct Example {
  const char* target;
  const char* body = "";
  int status = 200;
  const char* if_match = "";
};

// Another success than those of the examples, without a body of the schema.
struct AlsoAnswers {
  int status;
  const char* description;
  const char* response = "";  // as Route::response
};

struct Route {
  using Handler = Reply (*)(Service&, const Request&);

  const char* method;
  const char* pattern;  // "/v1/articles/{id}": {…} is one segment
  const char* scope;    // "": no key needed
  Handler handler;
  const char* summary;
  std::vector<Parameter> parameters = {};  // of the query string
  std::vector<Example> examples = {};
  std::size_t max_body = 0;  // bytes
  const char* body_type = "application/json";
  // The names of schemas in schemas.cpp: of the body that is taken, and of the body of a 2xx.
  const char* request = "";
  const char* response = "";
  const char* response_type = "application/json";
  std::vector<AlsoAnswers> also = {};
  bool body_optional = false;
  bool gzip = false;         // takes Content-Encoding: gzip
  bool signed_push = false;  // a signature (signature.h) may stand for the key: the handler verifies it
  bool cors = false;         // pages of other sites may call it, from the origins of the key (cors.h)
  bool for_session = false;  // needs no scope, but to know who calls by cookie (session.h)
  bool redirects = false;    // a success is a 303 to somewhere else
  bool probe = false;        // asked until it says yes: that it says no is not logged as a failure
  bool creates = false;      // a POST that an Idempotency-Key makes safe to send again (idempotency.h)
};

const std::vector<Route>& routes();

}  // namespace garner::api
