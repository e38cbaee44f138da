// Rooms: chat messages in, conversations out. Messages come in any order and are sorted by room and time on
// disk; threads that the platform keeps are conversations of their own, the rest of a room is cut (cutter.h).
// In memory are a few bytes per thread, and what is open of one room at a time. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "indexer/channel/channel.h"
#include "indexer/channel/cutter.h"
#include "indexer/channel/sorter.h"
#include "indexer/channel/threads.h"

namespace garner {

class Rooms {
 public:
  explicit Rooms(const Sink& sink) : sink_(sink) {}

  // `part`: the conversation as it is if this message begins it (id, url, title, tags; the id may be left to
  // settle()), with that one message. In a thread the id is that of the thread where the platform tells it,
  // else the message's own. `thread`: the id of the message that began the platform's own thread, empty where
  // there is none; that message itself need not say so. A thread whose earliest message is `partial` is
  // delivered so: it adds to what is known of it. Roles may stay unknown. Of two messages with one id the
  // later added counts. Errors: kUnavailable where the disk for sorting is full.
  Result<> add(const Conversation& part, std::string_view room, std::string_view thread,
               std::string_view position);

  // Delivers the conversations, room by room.
  Result<> finish();

 private:
  Result<> finish_place();
  Result<> add_to_thread(RoomPart&& part);
  Result<> deliver_part(RoomPart&& part);

  const Sink& sink_;
  Threads roots_;   // messages that began a thread
  Threads places_;  // rooms and threads
  Sorter in_order_;
  std::uint64_t sequence_ = 0;
  // The room or thread being put together.
  std::uint64_t place_ = ~0ULL;
  RoomPart thread_;
  std::unordered_map<std::string, std::size_t> positions_;  // in thread_, by id
  std::size_t bytes_ = 0, count_ = 0;
  Cutter cutter_{[this](RoomPart&& part) { return deliver_part(std::move(part)); }};
};

}  // namespace garner
