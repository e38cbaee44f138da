// Cutter: cuts the messages of one chat room into conversations, in one pass over them in the order of time.
// It looks back only, so that a room that has grown gives the same conversations and new ones. In memory are
// the conversations that are still open, bounded in number and bytes. Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "indexer/core/model.h"
#include "indexer/core/result.h"

namespace garner {

// A conversation as far as its parts tell: the first part says what it is, each brings its messages.
struct RoomPart {
  Conversation conversation;
  std::string position;  // of its first message in the export
};

class Cutter {
 public:
  using Take = std::function<Result<>(RoomPart&&)>;
  // `take` is given each conversation once no message can join it any more.
  explicit Cutter(Take take) : take_(std::move(take)) {}

  // A part of exactly one message; a message seen before replaces what it said. Errors are those of `take`.
  Result<> add(RoomPart&& part);
  Result<> finish();

 private:
  struct Open {
    RoomPart part;
    std::unordered_map<std::string, Time> spoke;  // who, in lower case, and when last
    Time last = 0;
    std::size_t bytes = 0;
  };
  using Place = std::list<Open>::iterator;

  Place place_of(const Message& message, const std::string& author, Time at);
  Place addressed_by(const Message& message, const std::string& author);
  Place latest_with(const std::string& name, const std::string& author);
  Result<> close_old(Time at);
  Result<> close(Place place);

  Take take_;
  std::list<Open> open_;                          // the one spoken in last comes first
  std::unordered_map<std::string, Place> where_;  // message ids of what is open
  std::unordered_set<std::string> speakers_;      // the first three: two are a dialogue
  std::size_t bytes_ = 0;
  Time clock_ = 0;  // of the newest message: those without a time count as said then
};

// Whether a message asks something: a question mark, or how questions begin. For chats, in a few languages.
bool asks(std::string_view text);

}  // namespace garner
