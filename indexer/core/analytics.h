// What analytics are counted from: one row per thing that happened, as the store gives it. The reports made
// of them are in indexer/analytics. Plain values, safe to copy between threads.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "indexer/core/model.h"

namespace garner {

// Something that was asked by somebody who goes by a client id, with what became of the answer.
struct Intent {
  Time at = 0;
  std::string mode;   // "search", "suggest" (an agent's), "ask" (an asker's, before writing)
  std::string text;   // as it was asked, private data masked
  std::string words;  // equal where the same was asked, whatever the case and accents
  std::string client_id;
  Audience audience = Audience::kPublic;  // of who asked
  std::vector<std::string> shown;         // ids of articles; empty: there was no result
  Time taken_at = 0;                      // the first click, view, attach, insert, helpful or solved; 0: none
  std::int64_t place = 0;                 // of the first click, from 1; 0: none, or not told
  bool inserted = false;                  // attached or inserted
  bool dismissed = false;                 // dismissed, or called unhelpful
  bool confirmed = false;                 // called helpful, or solved
  bool read = false;                      // looked at for 10 seconds or longer
};

enum class IntentOrder : std::uint8_t {
  kByWords,  // those of the same words together, of each client together, oldest first
  kByClient  // those of a client together, oldest first
};

// Somebody turned to people after all.
struct CaseOpened {
  std::string client_id;
  Time at = 0;
};

// A conversation and how far it came. Times are 0 where it did not come there.
struct ConversationFact {
  std::string channel, locale;
  Time opened_at = 0;
  bool resolved = false;
  bool assumed = false;     // resolved by inference alone, nobody marked it
  Time closed_at = 0;       // solved, else last written in
  Time captured_at = 0;     // an article came of it, or it was linked to one
  Time usable_at = 0;       // the same of an article that is not_validated or validated
  Time assimilated_at = 0;  // the same of one that customers or everybody may read
  Time created_at = 0;      // of the first article that came of it
  Time published_at = 0;    // when customers or everybody could first read it
};

// A case that an article stands for.
struct LinkFact {
  std::string channel, conversation_id, kind, article_id;
  Time at = 0;
  Time case_at = 0;        // the case was opened; that of the link where the case is in another system
  Time article_at = 0;     // the article was made
  bool in_debt = false;    // the article is not validated, or is flagged
  bool by_caller = false;  // said by a person or another system, not found by the harvest
};

}  // namespace garner
