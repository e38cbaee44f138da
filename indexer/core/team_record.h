// What a team makes beside articles and conversations, as an export carries it: one value a line. Plain
// values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "indexer/core/channel_settings.h"
#include "indexer/core/knowledge.h"
#include "indexer/core/model.h"
#include "indexer/core/search_settings.h"

namespace garner {

// A case that an article came from, solved, or is mentioned in.
struct LinkRecord {
  std::string article_id, kind, channel, conversation_id;
  Time at = 0;
  std::string by = {}, agent = {};
};

// What is kept of an article beside what it says.
struct StandingRecord {
  std::string article_id;
  ArticleStatus status;  // without its number
};

// What waits for an editor, or was decided.
struct QueueRecord {
  std::string article_id, reason, channel, conversation_id, detail;
  double similarity = 0;
  Time at = 0;
  bool decided = false;
  std::optional<Time> again_at = {};  // of a decided one: when it may come again; nothing: never
};

// A message that an editor accepted as the solution.
struct SolutionRecord {
  std::string channel, conversation_id, message_id, by;
  Time at = 0;
};

// A rule of the workflow (knowledge/policy.h).
struct RuleRecord {
  std::string name, value;
};

// Channels go without their tokens and secrets.
using TeamRecord =
    std::variant<LinkRecord, Synonym, StopWords, Curation, ChannelSettings, RuleRecord, StandingRecord,
                 Revision, Feedback, Flag, Check, Scheduled, QueueRecord, SolutionRecord>;

}  // namespace garner
