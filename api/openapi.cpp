#include "api/openapi.h"

#include <cctype>

#include "api/json.h"
#include "api/route.h"

namespace garner::api {
namespace {

Json problem_response(const char* description) {
  return {
      {"description", description},
      {"content", {{"application/problem+json", {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}}}};
}

Json problem_schema() {
  const Json text = {{"type", "string"}};
  const Json error = {{"type", "object"}, {"properties", {{"pointer", text}, {"detail", text}}}};
  return {{"type", "object"},
          {"required", {"type", "title", "status", "code"}},
          {"properties",
           {{"type", text},
            {"title", text},
            {"status", {{"type", "integer"}}},
            {"detail", text},
            {"instance", text},
            {"code", text},
            {"request_id", text},
            {"errors", {{"type", "array"}, {"items", error}}}}}};
}

// Segments of the pattern first, then the query string.
Json parameters_of(const Route& route) {
  Json list = Json::array();
  const std::string_view pattern = route.pattern;
  for (std::size_t open = pattern.find('{'); open != std::string_view::npos;
       open = pattern.find('{', open + 1)) {
    const std::string name(pattern.substr(open + 1, pattern.find('}', open) - open - 1));
    list.push_back({{"name", name}, {"in", "path"}, {"required", true}, {"schema", {{"type", "string"}}}});
  }
  for (const Parameter& parameter : route.parameters) {
    list.push_back({{"name", parameter.name},
                    {"in", "query"},
                    {"description", parameter.description},
                    {"schema", {{"type", parameter.type}}}});
  }
  return list;
}

Json body_of(const Route& route) {
  Json examples = Json::object();
  int number = 0;
  for (const Example& example : route.examples) {
    if (*example.body == '\0' || example.status >= 400) continue;
    // An NDJSON body of one line is JSON too.
    const auto value = parse_object(example.body);
    if (value) examples["example" + std::to_string(++number)] = {{"value", *value}};
  }
  return {{"required", true},
          {"description", "at most " + std::to_string(route.max_body) + " bytes" +
                              (route.gzip ? ", also with Content-Encoding: gzip" : "")},
          {"content", {{route.body_type, {{"schema", {{"type", "object"}}}, {"examples", examples}}}}}};
}

std::string operation_id(const Route& route) {
  std::string id;
  for (const char c : std::string(route.method) + route.pattern) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      id += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (!id.empty() && id.back() != '_') {
      id += '_';
    }
  }
  while (!id.empty() && id.back() == '_') id.pop_back();
  return id;
}

Json responses_of(const Route& route) {
  Json responses = Json::object();
  for (const Example& example : route.examples) {
    const std::string status = std::to_string(example.status);
    if (example.status < 400) responses[status] = {{"description", route.summary}};
    if (example.status >= 400) responses[status] = problem_response("what is wrong, and where");
  }
  if (*route.scope != '\0') {
    responses["401"] = problem_response("no key, or one that is not valid");
    responses["403"] = problem_response("the key lacks the scope");
  }
  if (route.max_body > 0) responses["413"] = problem_response("the body is too large");
  responses["default"] = problem_response("any other error");
  return responses;
}

}  // namespace

std::string openapi_document() {
  Json document = {{"openapi", "3.1.0"},
                   {"info",
                    {{"title", "Garner"},
                     {"version", "0.1.0"},
                     {"summary", "Answers from conversations that were solved"},
                     {"license", {{"name", "GPL-3.0-or-later"}, {"identifier", "GPL-3.0-or-later"}}}}},
                   {"paths", Json::object()},
                   {"components",
                    {{"securitySchemes",
                      {{"bearer", {{"type", "http"}, {"scheme", "bearer"}}},
                       {"api_key", {{"type", "apiKey"}, {"in", "header"}, {"name", "X-Api-Key"}}}}},
                     {"schemas", {{"Problem", problem_schema()}}}}}};
  for (const Route& route : routes()) {
    Json operation = {{"operationId", operation_id(route)},
                      {"summary", route.summary},
                      {"parameters", parameters_of(route)},
                      {"responses", responses_of(route)}};
    if (route.max_body > 0) operation["requestBody"] = body_of(route);
    if (*route.scope != '\0') {
      operation["description"] = std::string("Scope: ") + route.scope;
      operation["security"] = {{{"bearer", Json::array()}}, {{"api_key", Json::array()}}};
    } else {
      operation["security"] = Json::array();
    }
    std::string method = route.method;
    for (char& c : method) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    document["paths"][route.pattern][method] = std::move(operation);
  }
  return dump(document);
}

}  // namespace garner::api
