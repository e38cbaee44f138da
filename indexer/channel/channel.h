// Channel: one platform's export format. parse() knows no network and no database, so that a file, a webhook,
// a poll and a test look alike. Channels have no state: thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/model.h"
#include "indexer/core/result.h"
#include "indexer/core/team_record.h"

namespace garner {

// Bytes of one export, decompressed, read forward. Not thread-safe.
class Input {
 public:
  virtual ~Input() = default;
  // Fills up to `size` bytes; 0 at the end. Errors: kInvalidInput for a damaged archive, kTooLarge for one
  // that unpacks to far more than it holds, kUnavailable where the file cannot be read.
  virtual Result<std::size_t> read(char* buffer, std::size_t size) = 0;
  // For messages and for finding files that lie beside it: a path, or "-".
  virtual const std::string& name() const = 0;
  // Bytes of the file on disk, and how many of them have been read: for progress. 0: not known.
  virtual std::uint64_t size() const = 0;
  virtual std::uint64_t position() const = 0;
};

// What could not be taken, and why: goes to the quarantine.
struct Rejection {
  std::string position;  // "line 12", "byte 4096", "Posts.xml row 7"
  std::string reason;    // one sentence that a person can act on
  std::string raw;       // the input itself, cut at kMaxRejectedBytes
};
inline constexpr std::size_t kMaxRejectedBytes = 64UL * 1024;

// Where a channel delivers. Either may be called any number of times in the order of the input.
struct Sink {
  std::function<Result<>(Conversation&&)> conversation;  // an error stops the parse and is handed on
  std::function<Result<>(Rejection&&)> reject;
  std::function<Result<>(Article&&)> article;  // interchange files alone; unset: articles are rejected
  // What a team makes beside (core/team_record.h); interchange files alone. Unset: it is rejected.
  std::function<Result<>(TeamRecord&&)> team = {};
  // An event without words: what it says of its conversation (closed, renamed), or one about something else,
  // without an id. Unset: such events are rejected.
  std::function<Result<>(Conversation&&)> event = {};
};

// Bounds on what one export may hold. Over them a record is rejected, the rest goes on.
inline constexpr std::size_t kMaxRecordBytes = 16UL * 1024 * 1024;  // one line, topic, row or mail
inline constexpr std::size_t kReadBytes = 256UL * 1024;             // asked of an Input at once
inline constexpr int kMaxJsonDepth = 64;
inline constexpr std::size_t kMaxMessages = 5000;  // in one conversation

class Channel {
 public:
  virtual ~Channel() = default;
  // The format's name on the command line: "discourse", "stackexchange", "tweets", "mbox", "ndjson".
  virtual std::string_view format() const = 0;
  // The channel a conversation belongs to when nobody named one.
  virtual std::string_view default_channel() const = 0;
  // Whether the first bytes (up to 64 KB) look like this format.
  virtual bool recognises(std::string_view head) const = 0;
  // Reads all of `input` as a stream. An error is one that ends the parse (unreadable file, the sink's own
  // error). Conversations have channel unset unless the record names it.
  virtual Result<> parse(Input& input, const Sink& sink) const = 0;
  // Whether this file is read as a part of another one that lies beside it or above (Comments.xml of a Stack
  // Exchange dump, the days of a Slack channel) and is no export itself. May look at the disk.
  virtual bool is_part(const std::string& path) const {
    (void)path;
    return false;
  }
};

// All channels, in the order in which their recognises() is asked.
const std::vector<std::unique_ptr<Channel>>& channels();

// nullptr when there is none of that format.
const Channel* channel_of_format(std::string_view format);
const Channel* recognise(std::string_view head);

}  // namespace garner
