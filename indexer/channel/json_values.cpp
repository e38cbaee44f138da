#include "indexer/channel/json_values.h"

#include <algorithm>

#include "indexer/core/ascii.h"

namespace garner {
JsonValues::JsonValues(Input& input, std::size_t max_value) : bytes_(input), max_value_(max_value) {}

void JsonValues::keep(char c) {
  if (too_long_) return;
  if (text_.size() < max_value_) {
    text_ += c;
  } else {
    too_long_ = true;
    text_.resize(std::min(text_.size(), kMaxRejectedBytes));
  }
}

Result<JsonValues::Value> JsonValues::next() {
  text_.clear();
  too_long_ = false;
  char c = 0;
  while (bytes_.get(c)) {
    // Separators, and the array that may hold the objects. The bytes of a byte order mark are not told from
    // them.
    if (is_blank(c) || c == ',' || c == '[' || c == ']' || c == '\xEF' || c == '\xBB' || c == '\xBF')
      continue;
    return c == '{' ? object(c) : garbage(c);
  }
  if (auto ended = bytes_.take_error(); !ended) return fail(ended.error());
  return Value{Kind::kEnd, {}, bytes_.line(), bytes_.offset()};
}

JsonValues::Value JsonValues::object(char first) {
  Value value{Kind::kValue, {}, bytes_.line(), bytes_.offset() - 1};
  keep(first);
  int depth = 1;
  bool in_string = false, escaped = false;
  char c = 0;
  while (depth > 0 && bytes_.get(c)) {
    if (c == '\n' && bytes_.next_is('{')) {
      // An object at the start of a line. Pretty-printing gives such only where the outer one began with a
      // line of its own, and a line break inside a string is never JSON: else the object before it is broken.
      const bool lone_brace = text_.find_first_not_of(" \t\r", 1) == text_.find('\n', 1);
      if (in_string || !lone_brace) break;
    }
    keep(c);
    if (escaped) {
      escaped = false;
    } else if (in_string) {
      escaped = c == '\\';
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  value.text = text_;
  if (too_long_) value.kind = Kind::kTooLong;
  return value;
}

JsonValues::Value JsonValues::garbage(char first) {
  Value value{Kind::kGarbage, {}, bytes_.line(), bytes_.offset() - 1};
  keep(first);
  char c = 0;
  while (bytes_.get(c)) {
    if (c == '\n' && bytes_.next_is('{')) break;
    if (text_.size() < kMaxRejectedBytes) keep(c);
  }
  value.text = text_;
  return value;
}

}  // namespace garner
