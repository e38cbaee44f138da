// The OpenAPI 3.1 document, made from the table of routes and the schemas beside it (schemas/*.json, one JSON
// object of named schemas each). Pure, thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace garner::api {

std::string openapi_document();

// The texts of schemas/*.json, built into the program by schemas/embed.cmake.
std::span<const std::string_view> schema_files();

}  // namespace garner::api
