// What a team makes beside articles, as an export carries it: one value a line. Plain values.
#pragma once

#include <string>
#include <variant>

#include "indexer/core/channel_settings.h"
#include "indexer/core/model.h"
#include "indexer/core/search_settings.h"

namespace garner {

// A case that an article came from, solved, or is mentioned in.
struct LinkRecord {
  std::string article_id, kind, channel, conversation_id;
  Time at = 0;
};

// Channels go without their tokens and secrets.
using TeamRecord = std::variant<LinkRecord, Synonym, StopWords, Curation, ChannelSettings>;

}  // namespace garner
