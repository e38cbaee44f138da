// START HERE. The vocabulary: what a conversation, a message and an article are.
// Plain values without behaviour; every other folder speaks in these words. Safe to copy between threads.
// The field rules are those of the interchange format (docs/interchange.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace garner {

// Milliseconds since 1970-01-01T00:00:00Z. core/clock.h converts from and to RFC 3339.
using Time = std::int64_t;

enum class Role : std::uint8_t { kUnknown, kAsker, kAgent, kHelper, kBot };
enum class BodyFormat : std::uint8_t { kText, kHtml, kMarkdown, kBbcode };
enum class ConversationState : std::uint8_t { kOpen, kResolved, kClosed };

struct Message {
  std::string id;  // unique in its conversation
  std::string author;
  Role role = Role::kUnknown;
  std::optional<Time> at;
  std::string in_reply_to;  // id of the message this answers; empty: none known
  BodyFormat format = BodyFormat::kText;
  std::string
      body;  // UTF-8. As the platform gave it until normalised; then plain text, code in back-ticks, masked
  bool accepted = false;   // the asker or a moderator marked it as the answer
  bool official = false;   // marked as the vendor's own answer
  std::int64_t score = 0;  // votes, likes
  bool deleted = false;
  std::string locale;  // BCP 47, found by normalise; empty: unknown
  std::string extra;   // unknown interchange fields, a JSON object as text; empty: none
};

// (channel, id) is its identity.
struct Conversation {
  std::string channel;
  std::string id;
  std::string url;
  std::string title;
  std::optional<Time> created_at;
  std::optional<Time> updated_at;
  std::optional<Time> resolved_at;
  std::string locale;  // BCP 47; empty: find it
  std::string product;
  std::vector<std::string> tags;
  ConversationState state = ConversationState::kOpen;
  bool state_known = true;  // false: this part of it does not say, the state is what it was
  bool deleted = false;
  // A page or a push of the platform, which need not hold every message: what is known of the others stays.
  bool partial = false;
  std::vector<Message> messages;  // in the order of the conversation, oldest first
  std::string extra;
};

enum class Confidence : std::uint8_t { kWip, kNotValidated, kValidated, kArchived };
// Ordered: a reader of level L sees every article whose audience is >= L.
enum class Audience : std::uint8_t { kTeam, kInternal, kPartner, kCustomer, kPublic };
enum class Governance : std::uint8_t { kExperience, kCompliance };

// Where an article came from, or a case it solved again.
struct Source {
  std::string channel;
  std::string url;
  std::string conversation_id;
};

// One sentence of a drafted field and the message it was taken from. Offsets are bytes of UTF-8.
struct Provenance {
  std::string field;                 // "title", "issue", "environment", "resolution", "asked_as"
  std::uint32_t begin = 0, end = 0;  // in the field's text (lists: lines joined by '\n')
  std::string channel, conversation_id, message_id;  // message_id empty: the conversation's title
  std::uint32_t message_begin = 0, message_end = 0;  // in the stored message's body
};

// A knowledge article, KCS-aligned (docs/knowledge-model.md).
struct Article {
  std::string id;
  std::string title;
  std::string issue;
  std::vector<std::string> environment;
  std::string resolution;
  std::string cause;
  std::vector<std::string> asked_as;  // other askers' wordings, searched, not shown by default
  std::string locale;
  std::vector<std::string> tags;
  std::vector<std::string> products;
  Confidence confidence = Confidence::kNotValidated;
  Audience audience = Audience::kInternal;
  Governance governance = Governance::kExperience;
  std::vector<Source> sources;
  std::vector<Provenance> provenance;
  std::optional<Time> created_at;
  std::optional<Time> updated_at;
  std::int64_t reuse_count = 0;
  std::string extra;
};

}  // namespace garner
