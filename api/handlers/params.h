// Reads the query string of a request: numbers within bounds, errors collected as for bodies. Not
// thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/exchange.h"
#include "api/json.h"
#include "api/visible.h"

namespace garner::api {

class Params {
 public:
  Params(const Request& request, std::vector<FieldProblem>& errors) : request_(request), errors_(errors) {}

  // Absent: the fallback.
  std::string text(const char* name, const std::string& fallback = {}) const;
  std::int64_t integer(const char* name, std::int64_t fallback, std::int64_t low, std::int64_t high);
  double number(const char* name, double fallback, double low, double high);
  bool flag(const char* name, bool fallback = false);

 private:
  void wrong(const char* name, std::string detail);

  const Request& request_;
  std::vector<FieldProblem>& errors_;
};

// A page of a list: ?limit= (1 to 100, 20 when left out) and ?after= the cursor of the page before.
struct Page {
  std::size_t limit = 20;
  std::string after;
};
tl::expected<Page, Problem> page_of(const Request& request);
// {data, next_cursor, has_more}. `cursor` goes on behind the last of `data`; null: there is no more.
Response list_of(Json data, const Json& cursor);

}  // namespace garner::api
