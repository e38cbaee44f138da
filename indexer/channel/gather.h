// Gatherer: puts conversations together from exports that give their messages one by one, in any order:
// posts, statuses, comments. Sorts on disk; in memory stay a few bytes per message, and one conversation at a
// time. Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "indexer/channel/channel.h"
#include "indexer/channel/sorter.h"
#include "indexer/channel/threads.h"

namespace garner {

class Gatherer {
 public:
  // Called with each whole conversation before it is settled and delivered: what can only be told from all of
  // its messages. Gives a reason to reject it, or nothing. Conversations are partial, as an API gives pages;
  // where the export holds every message there is, `complete` says so.
  using Complete = std::function<std::optional<std::string>(Conversation& whole)>;
  explicit Gatherer(const Sink& sink, Complete complete = {}) : sink_(sink), complete_(std::move(complete)) {}

  // A part of a conversation: one message or more, and what this record knows about the whole. `thread` names
  // the conversation it belongs to, in the platform's own terms; where it is empty, parts belong together
  // when one's message answers another's (in_reply_to, also to messages that never come). Ids of messages
  // must be unique in the export. Errors: kUnavailable where the disk for sorting is full.
  Result<> add(const Conversation& part, std::string_view thread, std::string_view position);

  // These two messages, which need not be in the export, belong to one conversation: for parts added without
  // a thread.
  void join(std::string_view message_id, std::string_view other_id);

  // Delivers the conversations, in the order in which each was first heard of. Messages are in the order of
  // time; of two with one id that of the part with the newer updated_at counts, else the later added, but a
  // deletion without a time is final. Title, state and the like come from the part with the
  // newest updated_at that has a title or a state. Missing ids, times and roles are filled in (settle).
  Result<> finish();

 private:
  Result<> finish_thread();

  const Sink& sink_;
  Complete complete_;
  Threads threads_;
  Sorter in_order_;
  std::uint64_t sequence_ = 0;
  std::uint64_t thread_ = std::numeric_limits<std::uint64_t>::max();  // being gathered
  std::vector<std::string> records_;
  std::size_t bytes_ = 0;
  std::size_t count_ = 0;
};

// Puts messages in the order of time; one without a time stays behind the one before it.
void sort_by_time(std::vector<Message>& messages);

// What a conversation still lacks, from its messages: the id (that of its first message), created_at and
// updated_at, and the roles of messages whose role is unknown: who wrote first asks, the others help. Replies
// to messages that are not there are taken off.
void settle(Conversation& conversation);

}  // namespace garner
