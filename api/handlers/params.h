// Reads the query string of a request: numbers within bounds, errors collected as for bodies. Not
// thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/exchange.h"
#include "query/searcher.h"

namespace garner::api {

class Params {
 public:
  Params(const Request& request, std::vector<FieldProblem>& errors) : request_(request), errors_(errors) {}

  // Absent: the fallback.
  std::string text(const char* name, const std::string& fallback = {}) const;
  std::int64_t integer(const char* name, std::int64_t fallback, std::int64_t low, std::int64_t high);
  double number(const char* name, double fallback, double low, double high);

 private:
  void wrong(const char* name, std::string detail);

  const Request& request_;
  std::vector<FieldProblem>& errors_;
};

// What this caller may see at all.
Filter filter_for(const Rights& caller);
// Narrows `filter` by `tag:wifi,product:"Brindle X2, X4"`; false where a field is not known.
bool narrow(Filter& filter, const std::string& text);

}  // namespace garner::api
