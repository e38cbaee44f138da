#include "indexer/channel/cutter.h"

#include <algorithm>
#include <array>
#include <utility>

#include "indexer/channel/channel.h"
#include "indexer/core/ascii.h"

namespace garner {
namespace {

constexpr Time kMinute = 60'000;
// Chosen on two annotated logs, reported on two others: docs/channels.md.
constexpr Time kSameSpeaker = 30 * kMinute;  // who spoke so lately goes on with the same
constexpr Time kNearby = 30 * kMinute;  // a remark by another belongs to what alone was spoken of so lately
constexpr Time kDialogue = 6 * 60 * kMinute;  // of two people who talk alone, all but a silence this long
constexpr std::size_t kShortQuestion = 60;    // bytes: asks back rather than anew
constexpr Time kForgotten = 7 * 24 * 60 * kMinute;
constexpr std::size_t kMaxOpen = 64;
constexpr std::size_t kMaxOpenBytes = 32UL * 1024 * 1024;
constexpr std::size_t kMaxNames = 8;  // mentions looked up in one message

}  // namespace

bool asks(std::string_view text) {
  if (text.find('?') != std::string_view::npos) return true;
  if (text.find("\xEF\xBC\x9F") != std::string_view::npos) return true;  // full-width question mark
  constexpr std::array<std::string_view, 26> kOpenings = {
      "how do",   "how can",    "how to",  "anyone", "anybody", "can someone", "can anyone",
      "does any", "is there",   "what is", "why ",   "help",    "please help", "i need",
      "i have a", "i'm trying", "wie ",    "warum ", "kann ",   "comment ",    "pourquoi ",
      "como ",    "cómo ",      "come ",   "perch",  "hoe "};
  const std::string head = lowered(text.substr(0, 64));
  return std::any_of(kOpenings.begin(), kOpenings.end(),
                     [&](std::string_view opening) { return head.starts_with(opening); });
}

// The open conversation in which `name` spoke last; one in which `author` spoke, too, before others.
Cutter::Place Cutter::latest_with(const std::string& name, const std::string& author) {
  Place best = open_.end();
  Time best_at = 0;
  bool best_shared = false;
  for (auto place = open_.begin(); place != open_.end(); ++place) {
    const auto said = place->spoke.find(name);
    if (said == place->spoke.end()) continue;
    const bool shared = place->spoke.contains(author);
    if (best == open_.end() || (shared && !best_shared) ||
        (shared == best_shared && said->second > best_at)) {
      best = place;
      best_at = said->second;
      best_shared = shared;
    }
  }
  return best;
}

// "name: …", "name, …" at the beginning, "@name" anywhere.
Cutter::Place Cutter::addressed_by(const Message& message, const std::string& author) {
  const std::string_view body = message.body;
  const auto first = std::min(body.find_first_not_of(" \t\r\n"), body.size());
  const auto name_end = std::min(body.find_first_of(":,> \t\r\n", first), body.size());
  std::size_t looked_up = 0;
  if (name_end > first && name_end < body.size() && body[first] != '@') {
    const auto place = latest_with(lowered(body.substr(first, name_end - first)), author);
    // A word that happens to be a name is one only with a sign behind it.
    if (place != open_.end() && !is_blank(body[name_end])) return place;
  }
  for (auto at = body.find('@'); at != std::string_view::npos && looked_up < kMaxNames;
       at = body.find('@', at + 1), ++looked_up) {
    // Names may have blanks: the longest of up to four words that somebody has.
    Place found = open_.end();
    std::size_t end = at + 1;
    for (int words = 0; words < 4 && end < body.size() && end - at < 100; ++words) {
      while (end < body.size() && is_blank(body[end])) ++end;
      while (end < body.size() && !is_blank(body[end])) ++end;
      std::string_view name = body.substr(at + 1, end - at - 1);
      while (!name.empty() && std::string_view(".,:;!?)").find(name.back()) != std::string_view::npos)
        name.remove_suffix(1);
      const auto place = latest_with(lowered(name), author);
      if (place != open_.end()) found = place;
    }
    if (found != open_.end()) return found;
  }
  return open_.end();
}

// Where a message belongs; the end: it begins a conversation.
Cutter::Place Cutter::place_of(const Message& message, const std::string& author, Time at) {
  if (!message.in_reply_to.empty()) {
    const auto parent = where_.find(message.in_reply_to);
    if (parent != where_.end()) return parent->second;
  }
  if (const auto addressed = addressed_by(message, author); addressed != open_.end()) return addressed;
  const bool asks_back = message.body.size() <= kShortQuestion || !asks(message.body);
  if (speakers_.size() < 2 || (speakers_.size() == 2 && speakers_.contains(author)))
    return !open_.empty() && at - open_.front().last <= kDialogue && (speakers_.contains(author) || asks_back)
               ? open_.begin()
               : open_.end();
  const auto own = latest_with(author, author);
  if (own != open_.end() && at - own->spoke[author] <= kSameSpeaker) return own;
  // Whoever has not spoken lately: to the one conversation that is going on, if it is one.
  if (open_.empty() || at - open_.front().last > kNearby) return open_.end();
  const bool alone = open_.size() == 1 || at - std::next(open_.begin())->last > kNearby;
  const bool unanswered = open_.front().spoke.size() == 1;
  return alone && (unanswered ? asks_back : !asks(message.body)) ? open_.begin() : open_.end();
}

Result<> Cutter::add(RoomPart&& part) {
  if (part.conversation.messages.size() != 1) return {};
  Message& message = part.conversation.messages.front();
  const Time at = std::max(message.at.value_or(clock_), clock_);
  clock_ = at;
  if (const auto known = where_.find(message.id); known != where_.end()) {
    auto& messages = known->second->part.conversation.messages;
    const auto old = std::find_if(messages.begin(), messages.end(),
                                  [&](const Message& other) { return other.id == message.id; });
    if (old != messages.end()) *old = std::move(message);
    return {};
  }
  if (auto closed = close_old(at); !closed) return closed;

  const std::string author = lowered(message.author);
  Place place = place_of(message, author, at);
  if (speakers_.size() <= 2) speakers_.insert(author);
  if (place != open_.end() && place->part.conversation.messages.size() >= kMaxMessages) {
    if (auto closed = close(place); !closed) return closed;
    place = open_.end();
  }
  const std::size_t size = sizeof(Message) + message.body.size() + message.id.size() * 2;
  where_.reserve(where_.size() + 1);
  const std::string id = message.id;
  if (place == open_.end()) {
    open_.emplace_front();
    open_.front().part = std::move(part);
  } else {
    place->part.conversation.messages.push_back(std::move(message));
    open_.splice(open_.begin(), open_, place);
  }
  Open& open = open_.front();
  if (!author.empty()) open.spoke[author] = at;
  open.last = at;
  open.bytes += size;
  bytes_ += size;
  where_[id] = open_.begin();
  return {};
}

Result<> Cutter::close(Place place) {
  for (const Message& message : place->part.conversation.messages) where_.erase(message.id);
  bytes_ -= place->bytes;
  RoomPart part = std::move(place->part);
  open_.erase(place);
  return take_(std::move(part));
}

Result<> Cutter::close_old(Time at) {
  while (!open_.empty() &&
         (open_.size() >= kMaxOpen || bytes_ > kMaxOpenBytes || at - open_.back().last > kForgotten)) {
    if (auto closed = close(std::prev(open_.end())); !closed) return closed;
  }
  return {};
}

Result<> Cutter::finish() {
  while (!open_.empty()) {
    if (auto closed = close(std::prev(open_.end())); !closed) return closed;
  }
  clock_ = 0;
  speakers_.clear();
  return {};
}

}  // namespace garner
