#include "indexer/channel/json_items.h"

#include <algorithm>
#include <utility>

#include "indexer/core/ascii.h"

namespace garner {
namespace {

// Follows the brackets and strings of a JSON text, a byte at a time.
class Nesting {
 public:
  void take(char c) {
    if (escaped_) {
      escaped_ = false;
    } else if (in_string_) {
      escaped_ = c == '\\';
      in_string_ = c != '"';
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if (c == '}' || c == ']') {
      --depth_;
    }
  }
  int depth() const { return depth_; }

 private:
  int depth_ = 0;
  bool in_string_ = false, escaped_ = false;
};

}  // namespace

JsonItems::JsonItems(Input& input, std::vector<std::string> arrays)
    : bytes_(input), arrays_(std::move(arrays)) {}

void JsonItems::keep(std::string& text, char c) {
  if (too_long_) return;
  if (text.size() < kMaxRecordBytes) {
    text += c;
  } else {
    too_long_ = true;
  }
}

// Ends what is being gathered in document_.
JsonItems::Value JsonItems::finish(Kind kind) {
  item_ = std::exchange(document_, {});
  levels_.clear();
  key_.clear();
  string_begin_ = string_end_ = 0;  // of a document that is gone
  in_items_ = false;
  if (std::exchange(too_long_, false)) {
    kind = Kind::kTooLong;
    item_.resize(std::min(item_.size(), kMaxRejectedBytes));
  }
  return {kind, item_, {}, 0, document_line_};
}

bool JsonItems::is_walked(char c) const {
  return c == '[' && !levels_.empty() && levels_.back().bracket == '{' &&
         std::find(arrays_.begin(), arrays_.end(), key_) != arrays_.end();
}

// document_ ends in `"messages":[`. The object around it, with that array empty, is the frame of its items.
void JsonItems::open_array() {
  in_items_ = true;
  ++frame_number_;
  frame_ = document_.substr(levels_.back().begin) + "]}";
}

// An object of a walked array, its first byte read.
JsonItems::Value JsonItems::item() {
  item_ = "{";
  const std::uint64_t line = bytes_.line();
  Nesting nesting;
  nesting.take('{');
  char c = 0;
  while (nesting.depth() > 0 && bytes_.get(c)) {
    keep(item_, c);
    nesting.take(c);
  }
  Kind kind = Kind::kItem;
  if (std::exchange(too_long_, false)) {
    kind = Kind::kTooLong;
    item_.resize(kMaxRejectedBytes);
  }
  return {kind, item_, frame_, frame_number_, line};
}

Result<JsonItems::Value> JsonItems::next() {
  bool in_string = false, escaped = false;
  char c = 0;
  while (bytes_.get(c)) {
    if (in_items_) {
      if (c == '{') return item();
      if (c == ']') {
        in_items_ = false;
        keep(document_, c);
      }
      continue;  // separators, and items that are no objects
    }
    if (levels_.empty()) {
      const bool between =
          is_blank(c) || c == ',' || c == '[' || c == ']' || c == '\xEF' || c == '\xBB' || c == '\xBF';
      if (between && document_.empty()) continue;
      if (c != '{') {
        if (document_.empty()) document_line_ = bytes_.line();
        if (document_.size() < kMaxRejectedBytes) document_ += c;
        continue;
      }
      if (!document_.empty()) {  // what stood before this object
        bytes_.unget();
        return finish(Kind::kGarbage);
      }
      document_line_ = bytes_.line();
    }
    keep(document_, c);
    if (escaped) {
      escaped = false;
    } else if (in_string) {
      escaped = c == '\\';
      if (c == '"') {
        in_string = false;
        string_end_ = document_.size() - 1;
      }
    } else if (c == '"') {
      in_string = true;
      string_begin_ = document_.size();
    } else if (c == ':' && !too_long_) {
      key_ = document_.substr(string_begin_, string_end_ - string_begin_);
    } else if (c == '{' || c == '[') {
      if (!too_long_ && is_walked(c)) {
        open_array();
      } else if (levels_.size() < static_cast<std::size_t>(kMaxJsonDepth)) {
        levels_.push_back({c, document_.size() - 1});
      } else {  // parsing would refuse it; gives up here, so that hostile nesting costs no memory
        too_long_ = true;
        levels_.push_back({c, 0});
      }
      key_.clear();
    } else if (c == '}' || c == ']') {
      levels_.pop_back();
      key_.clear();
      if (levels_.empty()) return finish(Kind::kDocument);
    }
  }
  if (auto ended = bytes_.take_error(); !ended) return fail(ended.error());
  if (!levels_.empty()) return finish(Kind::kDocument);
  if (!document_.empty()) return finish(Kind::kGarbage);
  return Value{Kind::kEnd, {}, {}, 0, bytes_.line()};
}

}  // namespace garner
