// promote: an editor makes an article of a conversation, or says which message solved it. Plain functions:
// call them within a transaction (Service::edit), on one thread; errors as in editing.h.
#pragma once

#include <string>
#include <vector>

#include "indexer/knowledge/editing.h"

namespace garner {

struct Promotion {
  Article article;                      // as it was stored, or would be
  std::vector<SimilarArticle> similar;  // what says the like already
};

// The draft of a stored conversation, its fields replaced by those that `with` has (null: left as they are
// drafted). Without a resolution in it the article is work in progress. `dry_run`: nothing is stored. Errors:
// kConflict, already_promoted, where an article was made of it; those of Editing::create.
struct PromotedFields {
  const std::string *title = nullptr, *issue = nullptr, *resolution = nullptr, *cause = nullptr;
  const std::vector<std::string>*environment = nullptr, *tags = nullptr, *products = nullptr;
};
Result<Promotion> promote(Editing& editing, const StoredConversation& stored, const PromotedFields& with,
                          bool force, bool dry_run);

// Accepts a message as a solution, or takes that back; the conversation is understood anew, and what it gave
// to the articles follows. It holds through later harvests. Errors: kNotFound for the message, kConflict for
// one of the asker's own, or deleted.
Result<StoredConversation> accept_solution(Editing& editing, const StoredConversation& stored,
                                           const std::string& message_id, bool accepted);

}  // namespace garner
