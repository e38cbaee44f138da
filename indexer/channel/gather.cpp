#include "indexer/channel/gather.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <utility>

#include "indexer/channel/check.h"
#include "indexer/channel/interchange.h"
#include "indexer/core/record.h"

namespace garner {
namespace {

struct Part {
  Conversation conversation;
  std::string position;
};

// Threads and messages may have the same id.
std::string thread_key(std::string_view thread) {
  return fmt::format("t{}", thread);
}
std::string message_key(std::string_view id) {
  return fmt::format("m{}", id);
}

bool describes(const Conversation& part) {
  return !part.title.empty() || part.state != ConversationState::kOpen || part.deleted;
}

// The part that says what the conversation is.
const Part& header_of(const std::vector<Part>& parts) {
  const Part* best = &parts.front();
  for (const Part& part : parts) {
    const bool better = describes(part.conversation) && !describes(best->conversation);
    const bool newer = describes(part.conversation) == describes(best->conversation) &&
                       part.conversation.updated_at > best->conversation.updated_at;
    if (better || newer) best = &part;
  }
  return *best;
}

void fill(std::string& field, const std::string& value) {
  if (field.empty()) field = value;
}

// Whether what `part` says of a message takes the place of what `known` said of it.
bool replaces(const Conversation& part, const Message& message, const Conversation& known,
              bool known_deleted) {
  if (part.updated_at && known.updated_at) return *part.updated_at >= *known.updated_at;
  return message.deleted || !known_deleted;
}

Conversation merge(std::vector<Part>&& parts) {
  Conversation whole = header_of(parts).conversation;
  whole.messages.clear();
  for (const Part& part : parts) {
    const Conversation& other = part.conversation;
    fill(whole.id, other.id);
    fill(whole.url, other.url);
    fill(whole.title, other.title);
    fill(whole.locale, other.locale);
    fill(whole.product, other.product);
    fill(whole.channel, other.channel);
    fill(whole.extra, other.extra);
    if (whole.tags.empty()) whole.tags = other.tags;
    if (!whole.created_at) whole.created_at = other.created_at;
  }
  std::unordered_map<std::string, std::size_t> positions;  // by id
  std::vector<const Conversation*> told_by;                // the part that each message came from
  for (Part& part : parts) {
    for (Message& message : part.conversation.messages) {
      const auto [known, is_new] = positions.emplace(message.id, whole.messages.size());
      if (is_new) {
        whole.messages.push_back(std::move(message));
        told_by.push_back(&part.conversation);
        continue;
      }
      Message& old = whole.messages[known->second];
      if (!replaces(part.conversation, message, *told_by[known->second], old.deleted)) continue;
      if (message.deleted && message.body.empty()) {  // keeps its place and its author
        old.deleted = true;
      } else {
        old = std::move(message);
      }
      told_by[known->second] = &part.conversation;
    }
  }
  return whole;
}

}  // namespace

void sort_by_time(std::vector<Message>& messages) {
  std::vector<std::pair<Time, std::size_t>> order;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const Time before = order.empty() ? std::numeric_limits<Time>::min() : order.back().first;
    order.emplace_back(messages[i].at.value_or(before), i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Message> sorted;
  sorted.reserve(messages.size());
  for (const auto& [at, index] : order) sorted.push_back(std::move(messages[index]));
  messages = std::move(sorted);
}

void settle(Conversation& conversation) {
  auto& messages = conversation.messages;
  mend_replies(conversation);
  if (messages.empty()) return;
  fill(conversation.id, messages.front().id);
  for (const Message& message : messages) {
    if (!message.at) continue;
    if (!conversation.created_at) conversation.created_at = message.at;
    if (!conversation.updated_at || *conversation.updated_at < *message.at)
      conversation.updated_at = message.at;
  }
  const auto asks = std::find_if(messages.begin(), messages.end(),
                                 [](const Message& message) { return message.role == Role::kAsker; });
  const auto first = asks != messages.end()
                         ? asks
                         : std::find_if(messages.begin(), messages.end(), [](const Message& message) {
                             return message.role == Role::kUnknown && !message.author.empty();
                           });
  if (first == messages.end()) return;
  const std::string asker = first->author;
  for (Message& message : messages) {
    if (message.role != Role::kUnknown || message.author.empty()) continue;
    message.role = message.author == asker ? Role::kAsker : Role::kHelper;
  }
}

Result<> Gatherer::add(const Conversation& part, std::string_view thread, std::string_view position) {
  std::uint32_t number = 0;
  if (!thread.empty()) {
    number = threads_.number_of(thread_key(thread));
  } else {
    if (part.messages.empty()) return {};
    number = threads_.number_of(message_key(part.messages.front().id));
    for (const Message& message : part.messages) {
      threads_.join(number, threads_.number_of(message_key(message.id)));
      if (!message.in_reply_to.empty())
        threads_.join(number, threads_.number_of(message_key(message.in_reply_to)));
    }
  }
  std::string record;
  append_field(record, std::to_string(number));
  append_field(record, to_json(part));
  append_field(record, position);
  return in_order_.add(sequence_++, 0, record);
}

void Gatherer::join(std::string_view message_id, std::string_view other_id) {
  threads_.join(threads_.number_of(message_key(message_id)), threads_.number_of(message_key(other_id)));
}

Result<> Gatherer::finish() {
  Sorter by_thread;
  auto done = in_order_.drain([&](std::uint64_t sequence, std::string_view record) -> Result<> {
    const auto fields = split_record(record);
    if (!fields) return {};
    const auto number = static_cast<std::uint32_t>(std::stoul(std::string((*fields)[0])));
    return by_thread.add(threads_.thread_of(number), sequence, record);
  });
  if (!done) return done;
  done = by_thread.drain([&](std::uint64_t thread, std::string_view record) -> Result<> {
    if (thread != thread_) {
      if (auto finished = finish_thread(); !finished) return finished;
      thread_ = thread;
    }
    ++count_;
    bytes_ += record.size();
    if (records_.size() < kMaxMessages && bytes_ <= kMaxRecordBytes) records_.emplace_back(record);
    return {};
  });
  if (!done) return done;
  return finish_thread();
}

Result<> Gatherer::finish_thread() {
  const std::vector<std::string> records = std::exchange(records_, {});
  const std::size_t count = std::exchange(count_, 0);
  const std::size_t bytes = std::exchange(bytes_, 0);
  std::vector<Part> parts;
  for (const std::string& record : records) {
    const auto fields = split_record(record);
    if (!fields) continue;
    auto part = read_back((*fields)[1]);
    if (!part) return fail(part.error());
    parts.push_back({std::move(*part), std::string((*fields)[2])});
  }
  if (parts.empty()) return {};
  const std::string position = parts.front().position;
  if (records.size() < count) {
    return reject(
        sink_, position,
        fmt::format("the conversation has {} messages in {} MB, more than the {} or {} MB that one may have",
                    count, bytes >> 20, kMaxMessages, kMaxRecordBytes >> 20));
  }
  Conversation whole = merge(std::move(parts));
  sort_by_time(whole.messages);
  whole.partial = true;
  if (complete_) {
    if (auto reason = complete_(whole)) return reject(sink_, position, std::move(*reason));
  }
  settle(whole);
  return deliver(sink_, std::move(whole), position);
}

}  // namespace garner
