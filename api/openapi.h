// The OpenAPI 3.1 document, made from the table of routes. Pure, thread-safe.
#pragma once

#include <string>

namespace garner::api {

std::string openapi_document();

}  // namespace garner::api
