#include "api/problem.h"

#include "api/http_error.h"
#include "api/json.h"

namespace garner::api {

Problem problem_of(const Error& error) {
  const HttpError http = http_error_of(error.code);
  Problem problem;
  problem.status = http.status;
  problem.code = http.code;
  problem.title = http.title;
  if (!error.reason.empty()) problem.code = error.reason;
  if (error.code == ErrorCode::kInternal) {
    problem.detail = "A fault of the server. Its log has the details under this request's id.";
    return problem;
  }
  problem.detail = error.message;
  // Hints name commands of whoever runs the server; a caller can use them only where the input is at fault.
  if (http.status < 500 && !error.hint.empty()) problem.detail += ": " + error.hint;
  if (http.status == 503) problem.retry_after = 1;
  return problem;
}

Problem problem(int status, std::string code, std::string detail) {
  Problem made;
  made.status = status;
  made.code = std::move(code);
  made.title = title_of(status);
  made.detail = std::move(detail);
  return made;
}

Problem bad_request(std::string detail) {
  return problem(400, "malformed", std::move(detail));
}
Problem not_found(std::string detail) {
  return problem(404, "not_found", std::move(detail));
}

Problem precondition_required() {
  return problem(
      428, "precondition_required",
      "send If-Match with the ETag of the article as you read it, so that nobody's change is lost");
}

Problem unprocessable(std::string pointer, std::string detail) {
  return unprocessable(std::vector<FieldProblem>{{std::move(pointer), std::move(detail)}});
}

Problem unprocessable(std::vector<FieldProblem> errors) {
  std::string detail = errors.empty() ? "" : errors.front().pointer + ": " + errors.front().detail;
  Problem made = problem(422, "invalid_input", std::move(detail));
  made.errors = std::move(errors);
  return made;
}

std::string to_json(const Problem& problem, std::string_view instance, std::string_view request_id) {
  Json body = {{"type", "about:blank"},    {"title", problem.title}, {"status", problem.status},
               {"detail", problem.detail}, {"instance", instance},   {"code", problem.code},
               {"request_id", request_id}, {"errors", Json::array()}};
  for (const FieldProblem& field : problem.errors) {
    body["errors"].push_back({{"pointer", field.pointer}, {"detail", field.detail}});
  }
  return dump(body);
}

std::string_view title_of(int status) {
  switch (status) {
    case 400:
      return "Bad request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not found";
    case 405:
      return "Method not allowed";
    case 408:
      return "Request timeout";
    case 409:
      return "Conflict";
    case 412:
      return "Precondition failed";
    case 413:
      return "Too large";
    case 414:
      return "URI too long";
    case 415:
      return "Unsupported media type";
    case 417:
      return "Expectation failed";
    case 422:
      return "Not processable";
    case 428:
      return "Precondition required";
    case 429:
      return "Too many requests";
    case 431:
      return "Request header fields too large";
    case 501:
      return "Not implemented";
    case 503:
      return "Service unavailable";
    case 505:
      return "HTTP version not supported";
    default:
      return "Internal error";
  }
}

}  // namespace garner::api
