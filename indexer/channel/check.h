// What every channel asks of a conversation before it delivers it, and how it reports what it cannot take.
// Pure functions, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "indexer/channel/channel.h"

namespace garner {

// fault_in of a conversation without any text: a channel may add how to export one that has it.
inline constexpr std::string_view kNoBody = "no message has a body";

// Why `conversation` cannot be taken, as one sentence; nothing when it is fine. Checked: ids present and
// unique, at least one body, at most kMaxMessages, plausible times, no cycle of replies.
std::optional<std::string> fault_in(const Conversation& conversation);

// "at 1900-01-01T00:00:00Z is not a time …" when `time` is set and implausible.
std::optional<std::string> fault_in_time(std::string_view field, std::optional<Time> time);

// Takes in_reply_to off messages whose parent is not in the conversation, or is the message itself, or makes
// a cycle: for platforms where replies are a hint and not part of the record.
void mend_replies(Conversation& conversation);

bool is_utf8(std::string_view text);

// Hands a rejection to the sink, `raw` cut to what the quarantine keeps.
Result<> reject(const Sink& sink, std::string position, std::string reason, std::string_view raw = {});

// Delivers the conversation, or rejects it where it has a fault. One that only lacks a text is an event.
Result<> deliver(const Sink& sink, Conversation&& conversation, std::string position,
                 std::string_view raw = {});

// Hands an event without words to the sink, or rejects it for `reason` where the sink takes none.
Result<> pass_over(const Sink& sink, Conversation&& about, std::string position, std::string reason,
                   std::string_view raw = {});

// What a channel does where its input ends in an error: a damaged or oversized archive is rejected at
// `position` and counts as the end of the input, so that what was read before it is kept; any other error is
// handed on.
Result<> end_of_input(const Error& error, const Sink& sink, std::string position);

// Cuts a text to at most `size` bytes, at a character.
std::string_view cut(std::string_view text, std::size_t size);

}  // namespace garner
