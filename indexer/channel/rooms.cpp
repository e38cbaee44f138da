#include "indexer/channel/rooms.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "indexer/channel/check.h"
#include "indexer/channel/gather.h"
#include "indexer/channel/interchange.h"
#include "indexer/core/record.h"

namespace garner {
namespace {

enum Field : std::size_t { kRoom, kThread, kId, kTime, kPosition, kPartial, kPart, kFieldCount };

std::string in_room(std::string_view room, std::string_view id) {
  return fmt::format("{}\n{}", room, id);
}

bool says_something(const Message& message) {
  return message.body.find_first_not_of(" \t\r\n") != std::string::npos;
}

// Who is known as an agent or a robot in one message is so in all.
void spread_roles(Conversation& conversation) {
  std::unordered_map<std::string, Role> known;
  for (const Message& message : conversation.messages) {
    if (message.role != Role::kUnknown && !message.author.empty()) known[message.author] = message.role;
  }
  for (Message& message : conversation.messages) {
    const auto role = known.find(message.author);
    if (role != known.end()) message.role = role->second;
  }
}

// Who began it asks; an agent who began it does only where nobody else spoke.
void set_who_asks(Conversation& conversation) {
  auto& messages = conversation.messages;
  const bool others = std::any_of(messages.begin(), messages.end(), [](const Message& message) {
    return message.role == Role::kUnknown || message.role == Role::kAsker || message.role == Role::kHelper;
  });
  const auto first = std::find_if(messages.begin(), messages.end(),
                                  [](const Message& message) { return message.role == Role::kAgent; });
  if (others || first == messages.end()) return;
  const std::string asker = first->author;
  for (Message& message : messages) {
    if (message.author == asker) message.role = Role::kAsker;
  }
}

}  // namespace

Result<> Rooms::add(const Conversation& part, std::string_view room, std::string_view thread,
                    std::string_view position) {
  if (part.messages.size() != 1) return {};
  if (!thread.empty()) roots_.number_of(in_room(room, thread));
  std::string record;
  const Message& message = part.messages.front();
  const std::string time = std::to_string(std::max<Time>(message.at.value_or(0), 0));
  for (const std::string_view field : {room, thread, std::string_view(message.id), std::string_view(time),
                                       position, std::string_view(part.partial ? "1" : "")})
    append_field(record, field);
  append_field(record, to_json(part));
  return in_order_.add(sequence_++, 0, record);
}

Result<> Rooms::finish() {
  Sorter by_place;
  auto done = in_order_.drain([&](std::uint64_t, std::string_view record) -> Result<> {
    const auto fields = split_record(record);
    if (!fields || fields->size() != kFieldCount) return {};
    std::string_view thread = (*fields)[kThread];
    if (thread.empty() && roots_.knows(in_room((*fields)[kRoom], (*fields)[kId]))) thread = (*fields)[kId];
    const std::uint64_t place = places_.number_of(in_room((*fields)[kRoom], thread));
    std::uint64_t at = 0;
    const std::string_view time = (*fields)[kTime];
    std::from_chars(time.data(), time.data() + time.size(), at);
    std::string rest;
    append_field(rest, thread);
    append_field(rest, (*fields)[kPosition]);
    append_field(rest, (*fields)[kPartial]);
    append_field(rest, (*fields)[kPart]);
    return by_place.add(place, at, rest);
  });
  if (!done) return done;
  done = by_place.drain([&](std::uint64_t place, std::string_view record) -> Result<> {
    if (place != place_) {
      if (auto finished = finish_place(); !finished) return finished;
      place_ = place;
    }
    const auto fields = split_record(record);
    if (!fields) return {};
    auto part = read_back((*fields)[3]);
    if (!part) return fail(part.error());
    RoomPart room_part{std::move(*part), std::string((*fields)[1])};
    room_part.conversation.partial = !(*fields)[2].empty();
    return (*fields)[0].empty() ? cutter_.add(std::move(room_part)) : add_to_thread(std::move(room_part));
  });
  if (!done) return done;
  return finish_place();
}

Result<> Rooms::add_to_thread(RoomPart&& part) {
  auto& messages = thread_.conversation.messages;
  auto& state = thread_.conversation.state;
  if (state == ConversationState::kOpen) state = part.conversation.state;  // a later message may tell
  Message& message = part.conversation.messages.front();
  ++count_;
  bytes_ += message.body.size();
  if (messages.size() >= kMaxMessages || bytes_ > kMaxRecordBytes) return {};
  const auto [known, is_new] = positions_.emplace(message.id, messages.size());
  if (!is_new) {
    --count_;
    messages[known->second] = std::move(message);
  } else if (messages.empty()) {
    thread_ = std::move(part);
  } else {
    messages.push_back(std::move(message));
  }
  return {};
}

Result<> Rooms::finish_place() {
  RoomPart thread = std::exchange(thread_, {});
  const std::size_t count = std::exchange(count_, 0);
  bytes_ = 0;
  positions_.clear();
  if (auto cut = cutter_.finish(); !cut) return cut;
  if (thread.conversation.messages.empty()) return {};
  if (count > thread.conversation.messages.size()) {
    return reject(sink_, thread.position,
                  fmt::format("the thread has {} messages or more than {} MB; {} and {} MB are taken at most",
                              count, kMaxRecordBytes >> 20, kMaxMessages, kMaxRecordBytes >> 20));
  }
  return deliver_part(std::move(thread));
}

Result<> Rooms::deliver_part(RoomPart&& part) {
  Conversation& whole = part.conversation;
  std::erase_if(whole.messages, [](const Message& message) {  // a picture, without words
    return !message.deleted && !says_something(message);
  });
  if (whole.messages.empty()) return {};
  const bool deleted = std::all_of(whole.messages.begin(), whole.messages.end(),
                                   [](const Message& message) { return message.deleted; });
  const bool accepted = std::any_of(whole.messages.begin(), whole.messages.end(),
                                    [](const Message& message) { return message.accepted; });
  if (accepted) whole.state = ConversationState::kResolved;
  spread_roles(whole);
  set_who_asks(whole);
  settle(whole);
  if (deleted && !whole.partial) {  // what is left of it is that it is gone
    whole.deleted = true;
    whole.messages.clear();
  }
  return deliver(sink_, std::move(whole), part.position);
}

}  // namespace garner
