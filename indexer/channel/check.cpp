#include "indexer/channel/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "indexer/core/clock.h"

namespace garner {
namespace {

constexpr std::size_t kMaxIdBytes = 1024;

using Positions = std::unordered_map<std::string_view, std::size_t>;

std::optional<std::string> fault_in_id(std::string_view field, std::string_view id) {
  if (id.empty()) return fmt::format("{} is missing", field);
  if (id.size() > kMaxIdBytes) return fmt::format("{} is longer than {} bytes", field, kMaxIdBytes);
  const bool control =
      std::any_of(id.begin(), id.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (control) return fmt::format("{} holds a control character", field);
  if (!is_utf8(id)) return fmt::format("{} is not UTF-8", field);
  return std::nullopt;
}

// Follows each message's replies upwards, each message once. Gives the first message of each cycle: without
// its in_reply_to there is none.
std::vector<std::size_t> cycle_starts(const std::vector<Message>& messages, const Positions& positions) {
  enum : std::uint8_t { kNew, kOnPath, kDone };
  std::vector<std::uint8_t> state(messages.size(), kNew);
  std::vector<std::size_t> path, starts;
  for (std::size_t start = 0; start < messages.size(); ++start) {
    path.clear();
    std::size_t at = start;
    while (state[at] == kNew) {
      state[at] = kOnPath;
      path.push_back(at);
      const auto parent = positions.find(messages[at].in_reply_to);
      if (parent == positions.end()) break;
      at = parent->second;
      if (state[at] == kOnPath)
        starts.push_back(*std::min_element(std::find(path.begin(), path.end(), at), path.end()));
    }
    for (const std::size_t seen : path) state[seen] = kDone;
  }
  return starts;
}

Positions positions_of(const std::vector<Message>& messages) {
  Positions positions;
  positions.reserve(messages.size());
  for (std::size_t i = 0; i < messages.size(); ++i) positions.emplace(messages[i].id, i);
  return positions;
}

std::optional<std::string> fault_in_messages(const Conversation& conversation) {
  const auto& messages = conversation.messages;
  Positions positions;
  positions.reserve(messages.size());
  bool has_body = false;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const Message& message = messages[i];
    if (auto fault = fault_in_id(fmt::format("messages[{}].id", i), message.id)) return fault;
    if (!positions.emplace(message.id, i).second) {
      return fmt::format("messages[{}].id is the same as that of messages[{}]", i, positions[message.id]);
    }
    if (auto fault = fault_in_time(fmt::format("messages[{}].at", i), message.at)) return fault;
    const bool taken_back = conversation.partial && message.deleted;
    has_body = has_body || taken_back || message.body.find_first_not_of(" \t\r\n") != std::string::npos;
  }
  if (!has_body) return std::string(kNoBody);
  const auto cycles = cycle_starts(messages, positions);
  if (!cycles.empty())
    return fmt::format("messages[{}].in_reply_to is part of a cycle of replies", cycles.front());
  return std::nullopt;
}

}  // namespace

std::optional<std::string> fault_in_time(std::string_view field, std::optional<Time> time) {
  if (!time || is_plausible(*time)) return std::nullopt;
  return fmt::format("{} is {}, which cannot be right: it should lie between 1990 and today", field,
                     to_rfc3339(*time));
}

std::optional<std::string> fault_in(const Conversation& conversation) {
  if (auto fault = fault_in_id("id", conversation.id)) return fault;
  if (conversation.messages.size() > kMaxMessages) {
    return fmt::format("it has {} messages, more than the {} that one conversation may have",
                       conversation.messages.size(), kMaxMessages);
  }
  if (auto fault = fault_in_time("created_at", conversation.created_at)) return fault;
  if (auto fault = fault_in_time("updated_at", conversation.updated_at)) return fault;
  if (auto fault = fault_in_time("resolved_at", conversation.resolved_at)) return fault;
  if (conversation.deleted && conversation.messages.empty())
    return std::nullopt;  // all that is needed to withdraw it
  return fault_in_messages(conversation);
}

void mend_replies(Conversation& conversation) {
  auto& messages = conversation.messages;
  const auto positions = positions_of(messages);
  for (auto& message : messages) {
    if (message.in_reply_to == message.id || !positions.contains(message.in_reply_to))
      message.in_reply_to.clear();
  }
  for (const std::size_t at : cycle_starts(messages, positions)) messages[at].in_reply_to.clear();
}

bool is_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
    }
    const auto second = static_cast<unsigned char>(text[i + 1]);
    if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
        (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) {
      return false;  // overlong, a surrogate, or past U+10FFFF
    }
    i += length;
  }
  return true;
}

std::string_view cut(std::string_view text, std::size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return text.substr(0, size);
}

Result<> reject(const Sink& sink, std::string position, std::string reason, std::string_view raw) {
  return sink.reject(
      Rejection{std::move(position), std::move(reason), std::string(cut(raw, kMaxRejectedBytes))});
}

Result<> deliver(const Sink& sink, Conversation&& conversation, std::string position, std::string_view raw) {
  auto fault = fault_in(conversation);
  if (!fault) return sink.conversation(std::move(conversation));
  if (fault == kNoBody)
    return pass_over(sink, std::move(conversation), std::move(position), std::move(*fault), raw);
  return reject(sink, std::move(position), std::move(*fault), raw);
}

Result<> pass_over(const Sink& sink, Conversation&& about, std::string position, std::string reason,
                   std::string_view raw) {
  if (sink.event) return sink.event(std::move(about));
  return reject(sink, std::move(position), std::move(reason), raw);
}

Result<> end_of_input(const Error& error, const Sink& sink, std::string position) {
  if (error.code != ErrorCode::kInvalidInput && error.code != ErrorCode::kTooLarge) return fail(error);
  const std::string reason = error.hint.empty() ? error.message : error.message + ": " + error.hint;
  return reject(sink, std::move(position), reason);
}

}  // namespace garner
