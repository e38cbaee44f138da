// JsonItems: the objects in the long arrays of a JSON document, one after the other, in bounded memory:
// exports of chats keep a whole history in one document. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/channel/byte_reader.h"

namespace garner {

class JsonItems {
 public:
  // `arrays`: the names of members whose arrays are walked, wherever they stand.
  JsonItems(Input& input, std::vector<std::string> arrays);

  // kItem: an object of such an array. kDocument: the end of an outermost object; its text, with those
  // arrays left empty. kTooLong: an item, or a document without its items, of more than kMaxRecordBytes.
  // kGarbage: anything else. An input that breaks off gives what there is of the item and of the document:
  // parsing tells.
  enum class Kind { kItem, kDocument, kTooLong, kGarbage, kEnd };
  struct Value {
    Kind kind = Kind::kEnd;
    std::string_view text;           // valid until the next call; of one that is too long, its beginning
    std::string_view frame;          // of an item: the object around its array up to there, made whole
    std::uint64_t frame_number = 0;  // equal for items of one array
    std::uint64_t line = 0;          // where it begins, from 1
  };
  Result<Value> next();

 private:
  struct Level {
    char bracket;
    std::size_t begin;  // in document_
  };

  void keep(std::string& text, char c);
  bool is_walked(char c) const;
  void open_array();
  Value item();
  Value finish(Kind kind);

  ByteReader bytes_;
  std::vector<std::string> arrays_;
  std::string document_, item_, frame_;
  std::uint64_t document_line_ = 1, frame_number_ = 0;
  std::vector<Level> levels_;
  std::size_t string_begin_ = 0, string_end_ = 0;  // the last string of document_: a key when ':' comes
  std::string key_;
  bool in_items_ = false, too_long_ = false;
};

}  // namespace garner
