// JSON of request and response bodies: bounded, strict parsing and helpers that name the field that is wrong.
// The only header of api/ that includes nlohmann. Pure functions, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/problem.h"
#include "indexer/core/model.h"

namespace garner::api {

// Keeps the order of fields, so that answers read as they are documented.
using Json = nlohmann::ordered_json;

// Half a million nested '[' parse, then overflow the stack when they are written or destroyed.
inline constexpr int kMaxJsonDepth = 32;

// Invalid UTF-8 becomes U+FFFD: dump never throws on text.
std::string dump(const Json& json);

// The field of that name where it is a text; else empty.
std::string text_in(const Json& object, const char* name);

// A whole JSON object. Problems: 400 for what is not JSON (with the byte), not an object, too deep, or a
// duplicate key.
tl::expected<Json, Problem> parse_object(std::string_view body);

// Reads fields of a JSON object and collects what is wrong with them, so that a caller learns of all errors
// at once.
class Fields {
 public:
  // `pointer` is where `object` lies in the body; "" for the whole. Both must outlive the reader.
  Fields(const Json& object, std::string pointer, std::vector<FieldProblem>& errors);

  // Absent and null are alike: the default, or an error where the field is required. Text over `max_bytes` is
  // an error.
  std::string text(const char* name, std::size_t max_bytes = 1000);
  std::string required_text(const char* name, std::size_t max_bytes = 1000);
  std::int64_t integer(const char* name, std::int64_t fallback, std::int64_t low, std::int64_t high);
  double number(const char* name, double fallback, double low, double high);
  bool boolean(const char* name, bool fallback);
  std::optional<Time> time(const char* name);
  std::vector<std::string> texts(const char* name, std::size_t max_count = 100, std::size_t max_bytes = 1000);
  // nullptr when absent; anything but an object (array) is an error.
  const Json* object(const char* name);
  const Json* array(const char* name, std::size_t max_count);

  void wrong(const char* name, std::string detail);
  std::string at(const char* name) const;

 private:
  const Json* find(const char* name) const;

  const Json& object_;
  std::string pointer_;
  std::vector<FieldProblem>& errors_;
};

}  // namespace garner::api
