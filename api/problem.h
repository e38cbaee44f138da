// Problem: an error as the caller sees it (RFC 9457, application/problem+json). Says what to mend, never what
// broke inside. Plain values, thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/result.h"

namespace garner::api {

struct FieldProblem {
  std::string pointer;  // RFC 6901, into the body: "/events/3/timestamp"; of a parameter: "?per_page"
  std::string detail;
};

struct Problem {
  int status = 500;
  std::string code = "internal";  // stable, for programs
  std::string title = "Internal error";
  std::string detail;
  std::vector<FieldProblem> errors;
  int retry_after = 0;  // seconds; 0: not said
  std::string allow;    // methods, of a 405
};

// One table (http_error.cpp) decides on status and code; of kInternal the message stays inside.
Problem problem_of(const Error& error);

// Of a status that has no ErrorCode.
Problem problem(int status, std::string code, std::string detail);
Problem bad_request(std::string detail);  // 400: cannot be read at all
Problem not_found(std::string detail);    // 404
Problem precondition_required();          // 428: a write of an article, without If-Match
Problem unprocessable(std::string pointer, std::string detail);  // 422: one field is off
Problem unprocessable(std::vector<FieldProblem> errors);         // 422

// The body of the response. `instance` is the path that was asked for.
std::string to_json(const Problem& problem, std::string_view instance, std::string_view request_id);

// The title of a status, for problems that have no ErrorCode ("Method not allowed").
std::string_view title_of(int status);

}  // namespace garner::api
