// The vocabulary of people who run the knowledge: who did what, revisions, work that waits for an editor.
// Plain values without behaviour; docs/knowledge-model.md says what they mean. Safe to copy between threads.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/model.h"

namespace garner {

// What an editor may do grows from one to the next; knowledge/policy.h says what.
enum class EditorRole : std::uint8_t { kCandidate, kContributor, kPublisher, kAdmin };

// Steps between writing and publishing, for teams that have them. kNone: none is under way.
enum class ReviewStep : std::uint8_t { kNone, kDraft, kAwaitingReview, kAwaitingPublication };

inline constexpr const char* kHarvestActor = "harvest";

// Who does what is written next, and why: it goes into the audit.
struct Actor {
  std::string id = "system";  // a key's id, or "harvest", "import", "erasure", "schedule"
  std::string note;           // why, in words; kept outside the chain, so that it can be forgotten
  bool person = false;        // what a person wrote is not rewritten by a harvest
  std::string action;         // what a change of content is called in the audit; empty: created or edited
};

// The five streams of the audit.
enum class AuditStream : std::uint8_t {
  kContent,         // what articles say
  kState,           // confidence, audience, governance, schedules
  kUse,             // links, promotions, feedback
  kQuality,         // flags, checks, review, decisions of the queue
  kAdministration,  // keys, rules, channels, settings of the search
};

struct AuditChange {
  std::string field, from, to;  // of content: the field alone, and the digest of all of it as `to`
};

struct AuditEntry {
  std::int64_t number = 0;  // from 1, without gaps
  AuditStream stream = AuditStream::kContent;
  Time at = 0;
  std::string actor = {};
  std::string action = {};      // "created", "edited", "transitioned", ...
  std::string article_id = {};  // empty: it is of no article
  std::string subject = {};     // of a link, flag, key, ...: its id
  std::int64_t revision = 0;    // of the article after it; 0: none
  std::vector<AuditChange> changes = {};
  std::string note = {};  // empty: none, or forgotten
  std::string hash = {};  // hex SHA-256 over the hash of the entry before and all of this one
};

struct AuditFilter {
  std::optional<AuditStream> stream = {};
  std::string article_id = {}, actor = {}, action = {};  // empty: any
  std::optional<Time> from = {}, to = {};                // [from, to)
  std::int64_t before = 0;                               // numbers below it alone; 0: from the newest on
  std::size_t limit = 20;
};

struct AuditPage {
  std::vector<AuditEntry> entries;  // newest first; may be fewer than the limit though there are more
  std::int64_t next = 0;            // where the next page begins, as AuditFilter::before; 0: nowhere
};

// What is kept of an article beside what it says.
struct ArticleStatus {
  std::int64_t number = 0;
  std::int64_t revision = 1;    // up by one whenever content or state change
  Time revised_at = 0;          // of what a harvest made: when its conversation was solved
  std::string revised_by = {};  // as Actor::id
  bool edited = false;          // a person wrote it: no harvest rewrites it
  ReviewStep review = ReviewStep::kNone;
  std::string merged_into = {};  // the article that took it up; empty: none
  Time stored_at = 0;            // when it was last written, also by use
};

// An article as it was.
struct Revision {
  std::int64_t revision = 0;
  Time at = 0;  // since when it was so
  std::string by = {};
  Article article;  // without sources and use; of a store from before schema 12 without provenance
};

// Why people flag and vote, and what a link says of its case.
inline constexpr std::array<std::string_view, 3> kLinkKinds = {"resolved", "reference", "created_from"};
inline constexpr std::array<std::string_view, 7> kFlagReasons = {
    "inaccurate", "outdated", "unclear", "duplicate", "broken_link", "private_data", "other"};
inline constexpr std::array<std::string_view, 5> kVoteReasons = {"need_more", "inaccurate", "hard_to_follow",
                                                                 "broken_link", "other"};

template <std::size_t N>
constexpr bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// A transition that waits for its time.
struct Scheduled {
  std::string id = {};  // "s-…"
  std::string article_id = {}, to = {}, note = {};
  Time at = 0;
  std::string by = {};  // the key that asked for it, and what it might do then
  EditorRole role = EditorRole::kCandidate;
};

struct Flag {
  std::string id = {};  // "f-…"
  std::string article_id = {};
  std::string reason = {};  // of kFlagReasons
  std::string comment = {};
  std::string by = {};
  Time at = 0;
  std::optional<Time> resolved_at = {};
  std::string resolved_by = {}, resolution = {};  // fixed, rejected
};

struct Feedback {
  std::string article_id = {};
  std::string client = {};  // whose last vote counts
  bool helpful = false;
  std::string reason = {};  // of kVoteReasons; empty: none given
  std::string comment = {}, query_id = {};
  Time at = 0;
};

struct FeedbackCounts {
  std::int64_t helpful = 0, unhelpful = 0;
};

// A reading of an article against the content checklist.
struct Check {
  std::string id = {};  // "c-…"
  std::string article_id = {}, by = {};
  Time at = 0;
  std::vector<std::pair<std::string, bool>> answers = {};  // by the names of the checklist
  double score = 0;                                        // weight of yes over weight of all, 0 to 1
  std::int64_t revision = 0;                               // that was read
};

}  // namespace garner
