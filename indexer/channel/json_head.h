// JsonHead: what the beginning of a JSON file tells about its format. Pure, thread-safe.
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

namespace garner {

// The keys of the first object in a text that may break off anywhere. Views into that text.
class JsonHead {
 public:
  explicit JsonHead(std::string_view text);

  // Whether the text begins with an object, or an array of them.
  bool is_json() const { return !text_.empty(); }
  // Whether the text begins with an array.
  bool is_list() const { return is_list_; }
  bool has(std::string_view key) const { return has_all({key}); }
  bool has_all(std::initializer_list<std::string_view> keys) const;
  bool has_any(std::initializer_list<std::string_view> keys) const;
  // Whether the text has these bytes anywhere from the first object on.
  bool holds(std::string_view bytes) const { return text_.find(bytes) != std::string_view::npos; }
  // The object that is the member `key` of the first object, or the first one in the array that it is.
  JsonHead under(std::string_view key) const;
  // The string that is the member `key`; empty: it is none, or not there.
  std::string_view text(std::string_view key) const;

 private:
  std::string_view value_of(std::string_view key) const;

  std::string_view text_;
  std::vector<std::string_view> keys_;
  bool is_list_ = false;
};

}  // namespace garner
