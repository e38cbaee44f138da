#include "indexer/channel/json_values.h"

#include <algorithm>

namespace garner {
namespace {

constexpr std::size_t kChunk = 256UL * 1024;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

JsonValues::JsonValues(Input& input, std::size_t max_value) : input_(input), max_value_(max_value) {}

// The next byte; false at the end of the input or at an error, which next() hands on once.
bool JsonValues::get(char& c) {
  if (at_ == chunk_.size()) {
    if (ended_) return false;
    chunk_.resize(kChunk);
    auto got = input_.read(chunk_.data(), chunk_.size());
    chunk_.resize(got ? *got : 0);
    at_ = 0;
    ended_ = chunk_.empty();
    if (!got) error_ = fail(got.error());
    if (ended_) return false;
  }
  c = chunk_[at_++];
  ++offset_;
  if (c == '\n') ++line_;
  return true;
}

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
  while (get(c)) {
    // Separators, and the array that may hold the objects. The bytes of a byte order mark are not told from
    // them.
    if (is_space(c) || c == ',' || c == '[' || c == ']' || c == '\xEF' || c == '\xBB' || c == '\xBF')
      continue;
    return c == '{' ? object(c) : garbage(c);
  }
  if (!error_) {
    auto error = error_.error();
    error_ = {};
    return fail(std::move(error));
  }
  return Value{Kind::kEnd, {}, line_, offset_};
}

JsonValues::Value JsonValues::object(char first) {
  Value value{Kind::kValue, {}, line_, offset_ - 1};
  keep(first);
  int depth = 1;
  bool in_string = false, escaped = false;
  char c = 0;
  while (depth > 0 && get(c)) {
    if (c == '\n' && at_ < chunk_.size() && chunk_[at_] == '{') {
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
  Value value{Kind::kGarbage, {}, line_, offset_ - 1};
  keep(first);
  char c = 0;
  while (get(c)) {
    if (c == '\n' && at_ < chunk_.size() && chunk_[at_] == '{') break;
    if (text_.size() < kMaxRejectedBytes) keep(c);
  }
  value.text = text_;
  return value;
}

}  // namespace garner
