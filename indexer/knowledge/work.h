// work: what people do with articles beside writing them: link, flag, check, vote, merge, split, decide.
// Plain functions: call them within a transaction (Service::edit), on one thread; errors as in editing.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/knowledge/editing.h"

namespace garner {

// A case was solved with an article, or refers to it. A new "resolved" link is a reuse; a wording that is
// known of the case joins asked_as. False: it was there already. `link.agent` as a pseudonym.
Result<bool> link_case(Editing& editing, const Link& link);
// Takes a link back, and the reuse with it.
Result<> unlink_case(Editing& editing, const std::string& link_id);

Result<> vote(Editing& editing, const Feedback& feedback);
// As it is stored, private data in the comment masked.
Result<Flag> flag(Editing& editing, Flag flag);
// `resolution`: "fixed" or "rejected".
Result<> resolve_flag(Editing& editing, const std::string& article_id, const std::string& flag_id,
                      const std::string& resolution, const std::string& note);
// Gives the score by the weights of the rules. Errors: kInvalidInput for an item that is not on the list.
Result<Check> check(Editing& editing, Check check);

// `id` is archived and leads to `into` from now on, which takes over its cases, sources and wordings, those
// with their provenance.
Result<> merge(Editing& editing, const std::string& id, const std::string& into, const std::string& note);
// A part of an article becomes one of its own. Sentences keep their provenance on either side; what goes has
// the conversations that its sentences are from as sources.
struct Split {
  std::string id;                  // of the article
  Article goes;                    // id and content of the new one
  std::optional<Article> stays;    // content of the article from then on; nothing: as it is
  std::vector<std::string> links;  // ids of its links that go over
  std::string note;
};
Result<> split(Editing& editing, const Split& wanted);

// Does what the entry of the queue proposes (`accept`), or lets it rest. Errors: kNotFound; kConflict
// (claimed) where somebody else works on it; those of what is to be done.
Result<> decide(Editing& editing, const std::string& entry_id, bool accept, const std::string& note);

}  // namespace garner
