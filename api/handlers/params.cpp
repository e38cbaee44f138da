#include "api/handlers/params.h"

#include <charconv>

namespace garner::api {

void Params::wrong(const char* name, std::string detail) {
  errors_.push_back({std::string("?") + name, std::move(detail)});
}

std::string Params::text(const char* name, const std::string& fallback) const {
  const std::string* value = request_.param(name);
  return value == nullptr ? fallback : *value;
}

std::int64_t Params::integer(const char* name, std::int64_t fallback, std::int64_t low, std::int64_t high) {
  const std::string* value = request_.param(name);
  if (value == nullptr) return fallback;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), number);
  if (error == std::errc() && end == value->data() + value->size() && number >= low && number <= high)
    return number;
  wrong(name, "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  return fallback;
}

double Params::number(const char* name, double fallback, double low, double high) {
  const std::string* value = request_.param(name);
  if (value == nullptr) return fallback;
  double number = 0;
  const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), number);
  if (error == std::errc() && end == value->data() + value->size() && number >= low && number <= high)
    return number;
  wrong(name, "must be a number from " + std::to_string(low) + " to " + std::to_string(high));
  return fallback;
}

bool Params::flag(const char* name, bool fallback) {
  const std::string* value = request_.param(name);
  if (value == nullptr) return fallback;
  if (*value == "false" || *value == "0") return false;
  if (*value != "true" && *value != "1") wrong(name, "must be true or false");
  return true;
}

tl::expected<Page, Problem> page_of(const Request& request) {
  std::vector<FieldProblem> errors;
  Params params(request, errors);
  Page page;
  page.limit = static_cast<std::size_t>(params.integer("limit", 20, 1, 100));
  page.after = params.text("after");
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  return page;
}

Response list_of(Json data, const Json& cursor) {
  return Response{
      .body = dump({{"data", std::move(data)}, {"next_cursor", cursor}, {"has_more", !cursor.is_null()}})};
}

}  // namespace garner::api
