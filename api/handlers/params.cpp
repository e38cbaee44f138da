#include "api/handlers/params.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "indexer/core/names.h"

namespace garner::api {

void Params::wrong(const char* name, std::string detail) {
  errors_.push_back({std::string("?") + name, std::move(detail)});
}

std::string Params::text(const char* name, std::string fallback) const {
  const std::string* value = request_.param(name);
  return value == nullptr ? std::move(fallback) : *value;
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
    const std::string_view term = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(term.size() + 1, rest.size()));
    const std::size_t colon = term.find(':');
    if (colon == std::string_view::npos || colon + 1 == term.size()) return false;
    const std::string_view field = term.substr(0, colon);
    const std::string value(term.substr(colon + 1));
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
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace garner::api
