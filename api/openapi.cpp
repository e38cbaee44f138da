#include "api/openapi.h"

#include <algorithm>
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

Json schema_of(const char* name) {
  return {{"$ref", std::string("#/components/schemas/") + name}};
}

Json schemas() {
  Json all = Json::object();
  for (const std::string_view file : schema_files()) {
    const auto named = parse_object(file);
    if (named) all.update(*named);
  }
  return all;
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
  const bool guarded = std::any_of(route.examples.begin(), route.examples.end(),
                                   [](const Example& example) { return *example.if_match != '\0'; });
  if (guarded) {
    list.push_back({{"name", "If-Match"},
                    {"in", "header"},
                    {"required", true},
                    {"description", "the ETag of the article as it was read, or *"},
                    {"schema", {{"type", "string"}}}});
  }
  const auto header = [&](const char* name, const char* description) {
    list.push_back(
        {{"name", name}, {"in", "header"}, {"description", description}, {"schema", {{"type", "string"}}}});
  };
  if (route.creates)
    header("Idempotency-Key",
           "sent again with the same body within a day, it is answered as it was the first time");
  const bool conditional = std::any_of(route.also.begin(), route.also.end(),
                                       [](const AlsoAnswers& also) { return also.status == 304; });
  if (conditional) header("If-None-Match", "the ETag of what is known already");
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
  Json content = {{"schema", schema_of(route.request)}};
  if (!examples.empty()) content["examples"] = std::move(examples);
  return {{"required", !route.body_optional},
          {"description", "at most " + std::to_string(route.max_body) + " bytes" +
                              (route.gzip ? ", also with Content-Encoding: gzip" : "")},
          {"content", {{route.body_type, std::move(content)}}}};
}

// What the tests of the contract send: {target, body, status}.
Json examples_of(const Route& route) {
  Json examples = Json::array();
  for (const Example& example : route.examples) {
    examples.push_back({{"target", example.target}, {"body", example.body}, {"status", example.status}});
    if (*example.if_match != '\0') examples.back()["if_match"] = example.if_match;
  }
  return examples;
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

Json success_of(const Route& route, int status) {
  Json response = {{"description", route.summary}};
  const bool has_body = status != 204 && status != 304 && *route.response != '\0';
  if (has_body) response["content"] = {{route.response_type, {{"schema", schema_of(route.response)}}}};
  return response;
}

Json responses_of(const Route& route) {
  Json responses = Json::object();
  for (const Example& example : route.examples) {
    const std::string status = std::to_string(example.status);
    if (example.status < 400) responses[status] = success_of(route, example.status);
    if (example.status >= 400) responses[status] = problem_response("what is wrong, and where");
  }
  if (route.redirects) responses["303"] = {{"description", route.summary}};
  for (const AlsoAnswers& also : route.also) {
    Json& response = responses[std::to_string(also.status)] = {{"description", also.description}};
    if (*also.response != '\0')
      response["content"] = {{"application/json", {{"schema", schema_of(also.response)}}}};
    if (also.status == 301)
      response["headers"] = {{"Location", {{"required", true}, {"schema", {{"type", "string"}}}}}};
  }
  // What needs no body is answered with 204; examples that delete need something to be there.
  if (!route.redirects && *route.response == '\0') responses["204"] = {{"description", route.summary}};
  const bool succeeds = std::any_of(route.examples.begin(), route.examples.end(),
                                    [](const Example& example) { return example.status < 400; });
  if (!succeeds && *route.response != '\0') responses["200"] = success_of(route, 200);
  if (!succeeds && route.creates) responses["201"] = success_of(route, 201);
  if (*route.scope != '\0') {
    responses["401"] = problem_response("no key, or one that is not valid");
    responses["403"] = problem_response("the key lacks the scope, or is not for pages of this site");
    responses["429"] = problem_response("the key has made its requests of this minute");
  }
  if (route.max_body > 0) {
    responses["400"] = problem_response("the body cannot be read");
    responses["413"] = problem_response("the body is too large");
    responses["415"] = problem_response("the body has an encoding or a form that is not taken");
  }
  responses["default"] = problem_response("any other error");
  return responses;
}

// "search", "keys": what the routes of one resource are listed under.
std::string tag_of(const Route& route) {
  std::string_view path = route.pattern;
  if (!path.starts_with("/v1/")) return "operations";
  path.remove_prefix(4);
  return std::string(path.substr(0, path.find('/')));
}

}  // namespace

std::string openapi_document() {
  Json document = {{"openapi", "3.1.0"},
                   {"info",
                    {{"title", "Garner"},
                     {"version", "0.1.0"},
                     {"summary", "Answers from conversations that were solved"},
                     {"license", {{"name", "GPL-3.0-or-later"}, {"identifier", "GPL-3.0-or-later"}}}}},
                   {"servers", {{{"url", "/"}}}},
                   {"paths", Json::object()},
                   {"components",
                    {{"securitySchemes",
                      {{"bearer", {{"type", "http"}, {"scheme", "bearer"}}},
                       {"api_key", {{"type", "apiKey"}, {"in", "header"}, {"name", "X-Api-Key"}}},
                       {"session", {{"type", "apiKey"}, {"in", "cookie"}, {"name", "garner"}}}}},
                     {"schemas", schemas()}}}};
  for (const Route& route : routes()) {
    Json operation = {{"operationId", operation_id(route)}, {"tags", {tag_of(route)}},
                      {"summary", route.summary},           {"parameters", parameters_of(route)},
                      {"responses", responses_of(route)},   {"x-examples", examples_of(route)}};
    if (route.max_body > 0) operation["requestBody"] = body_of(route);
    if (*route.scope != '\0') {
      operation["description"] = std::string("Scope: ") + route.scope;
      operation["security"] = {
          {{"bearer", Json::array()}}, {{"api_key", Json::array()}}, {{"session", Json::array()}}};
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
