#include "api/handlers/params.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "indexer/core/names.h"

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

Filter filter_for(const Rights& caller) {
  Filter filter;
  filter.audience = caller.audience;
  filter.include_wip = caller.is_staff();
  return filter;
}

bool narrow(Filter& filter, const std::string& text) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    if (colon == std::string_view::npos) return false;
    const std::string_view field = rest.substr(0, colon);
    rest.remove_prefix(colon + 1);
    // A value with a comma in it stands in quotes.
    const bool quoted = rest.starts_with('"');
    if (quoted) rest.remove_prefix(1);
    const std::size_t end = rest.find(quoted ? '"' : ',');
    if (quoted && end == std::string_view::npos) return false;
    const std::string value(rest.substr(0, end));
    rest.remove_prefix(std::min(value.size() + (quoted ? 1 : 0), rest.size()));
    if (value.empty() || (!rest.empty() && !rest.starts_with(','))) return false;
    if (!rest.empty()) rest.remove_prefix(1);
    if (field == "tag") {
      filter.tags.push_back(value);
    } else if (field == "lang") {
      filter.locales.push_back(value);
    } else if (field == "channel") {
      filter.channels.push_back(value);
    } else if (field == "product") {
      filter.products.push_back(value);
    } else if (field == "status" && parse_confidence(value)) {
      filter.confidences.push_back(value);
      // Archived articles are found by staff who ask for them.
      if (value == "archived") filter.include_archived = filter.include_wip;
    } else if (const auto audience = parse_audience(value); field == "audience" && audience) {
      filter.audiences.push_back(*audience);
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace garner::api
