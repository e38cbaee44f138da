// resolve: is a conversation solved, by which messages, how sure, on what evidence. Pure function,
// thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/model.h"

namespace garner {

enum class Resolution : std::uint8_t { kUnknown, kUnresolved, kResolved };

// Why: a signal of the platform, or words of a message.
struct Evidence {
  std::string message_id;  // empty: the conversation itself
  std::string
      signal;  // "accepted", "official", "state", "asker_thanks", "asker_success", "still_fails", …: kSignals
  std::uint32_t begin = 0, end = 0;  // bytes of the message's body; equal: no words
};

struct Verdict {
  Resolution resolution = Resolution::kUnknown;
  bool confirmed = false;  // marked, or said by the asker; otherwise assumed
  // 0 to 1: how likely it is that the solving messages solved it, as measured (docs/resolution.md).
  double score = 0;
  // Ids, in the order of the conversation. Of an unknown resolution: the likeliest, for what it is worth.
  std::vector<std::string> solving_messages;
  std::vector<Evidence> evidence;
};

// From this score on a conversation is called resolved.
inline constexpr double kResolvedFrom = 0.5;

// `conversation` is normalised. Explicit signals first (accepted, official, state resolved), then what is
// inferred: the asker's own words after an answer, an agent's closing, somebody else's success, a last word
// without complaint; then what is only likely: votes, silence. "Thanks in advance" and "thanks, but it still
// fails" are none, and a later "it's back" undoes all but an answer after it. Time and memory linear in the
// conversation.
Verdict resolve(const Conversation& conversation);

std::string_view name_of(Resolution resolution);

// The verdict on one line, as the store keeps it: "resolved confirmed by=m2 asker_success@m3[8,19)".
std::string to_text(const Verdict& verdict);

}  // namespace garner
