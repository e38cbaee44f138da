// Recorder: what a prepared conversation does to the store. Captures, links, updates, demotes, withdraws;
// always within a transaction of the caller's. The outcome depends on the store's content and the
// conversation alone, never on the clock, so that a harvest that was killed and run again ends like one that
// was not. Not thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "indexer/capture.h"
#include "indexer/core/result.h"
#include "indexer/core/team_record.h"
#include "indexer/erase_article.h"
#include "indexer/harvest.h"
#include "indexer/prepare.h"
#include "indexer/store/store.h"

namespace garner {

class Recorder {
 public:
  Recorder(Store& store, HarvestCounts& counts) : store_(store), counts_(counts) {}

  Result<> record(Prepared& item);

 private:
  struct Match {
    Sameness sameness = Sameness::kDifferent;
    std::string article_id;
    double similarity = 0;
  };

  // What editors accepted as solutions stays accepted, whatever the platform says.
  Result<> keep_solutions(Prepared& item);
  Result<> record_article(Prepared& item);
  Result<> record_team(const TeamRecord& record);
  Result<> withdraw(Prepared& item, const std::string& article_id);
  // Takes what was said in a conversation, `words`, out of an article that it is linked to.
  Result<> withdraw_from(const Link& link, const Conversation& said, const ErasedWordsByConversation& words);
  Result<> clear_revisions(const std::string& article_id, const Conversation& said,
                           const ErasedWordsByConversation& words);
  Result<> unresolve(const Conversation& conversation, const std::string& article_id);
  // Where the conversation's draft goes; gives the outcome ("captured", "linked", "queued").
  Result<std::string> keep(Prepared& item, const std::string& article_id, std::string& kept_as);
  Result<> capture(const Article& draft, const Prepared& item);
  Result<> update(Article&& draft, const Prepared& item);
  Result<> link(const std::string& article_id, const Prepared& item);
  // Takes back what the conversation, as it was, gave to an article that others gave to as well.
  Result<> unlink(Article article, const Conversation& conversation);
  // Writes an article anew in the words of the first source left: those it was made of are gone.
  Result<> hand_over(Article article);
  // Whether the one conversation that an article still has was reopened before.
  Result<bool> only_source_is_reopened(const Article& article);
  Result<Match> best_match(const Prepared& item);
  Result<const Capturer::Terms*> terms_of(const std::string& article_id);
  // Whether the store has a newer state of the conversation than this one.
  Result<bool> is_stale(const Prepared& item);

  static constexpr std::string_view kReopened = "reopened";  // outcome of a conversation

  Store& store_;
  HarvestCounts& counts_;
  Capturer capturer_;
  // Terms of articles seen lately: near-duplicates come in swarms, and analysing an article costs more than
  // reading it.
  std::unordered_map<std::string, Capturer::Terms> terms_;
};

}  // namespace garner
