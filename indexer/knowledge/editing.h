// editing: people make, change, restore and move articles. Plain functions over the store: call them within a
// transaction of its, on one thread. Each checks the role first, names itself in the audit, and leaves
// nothing behind when it fails. Errors that say more than their code have a reason for programs
// (Error::reason), as docs/api.md lists them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/capture.h"
#include "indexer/core/knowledge.h"
#include "indexer/core/model.h"
#include "indexer/core/result.h"
#include "indexer/knowledge/policy.h"
#include "indexer/knowledge/similar.h"
#include "indexer/store/store.h"
#include "indexer/text/analyze.h"

namespace garner {

// Who edits.
struct Editor {
  std::string id;  // of the key
  EditorRole role = EditorRole::kCandidate;
  std::function<bool(const Article&)> sees = [](const Article&) { return true; };
};

// What editing takes: made once, used by one thread.
struct EditingTools {
  Capturer capturer;
  Analyzer analyzer;
};

class Editing {
 public:
  Editing(Store& store, EditingTools& tools, Editor editor);

  // Stores a new article under draft.id: wip without a resolution, else not_validated. Errors: kConflict,
  // duplicate_suspected, where an article says the same, unless `force`; kInvalidInput for an audience beyond
  // internal.
  Result<std::vector<SimilarArticle>> create(Article draft, bool force, const std::string& action = {});
  // Gives the article the content of `changed`: title, issue, environment, resolution, cause, asked_as,
  // locale, tags, products. Sentences that survive keep their provenance, and those that are of `drafted`
  // have that of it. Errors: kConflict, archived, resolution_missing, privacy_not_clean.
  Result<> change(const Article& changed, const std::string& note, const Article* drafted = nullptr);
  Result<> transition(const std::string& id, std::string_view to, const std::string& note);
  // The content of an earlier revision, with where its sentences came from; an archived article comes back
  // with it.
  Result<> restore(const std::string& id, std::int64_t revision, const std::string& note);
  // At a time: done by run_due().
  Result<> schedule(Scheduled scheduled);

  // The article, as this editor may see it. Errors: kNotFound.
  Result<Article> visible(const std::string& id);
  // Errors: kStale when the article has by now a revision that is none of these. Nothing: any will do.
  Result<> expect(const std::string& id, const std::optional<std::vector<std::int64_t>>& revisions);
  const Policy& policy() const { return policy_; }
  const Editor& editor() const { return editor_; }
  Store& store() { return store_; }
  EditingTools& tools() { return tools_; }
  // From here on the store's audit says this editor does it, for this reason.
  void act(const std::string& note, const std::string& action = {});
  // The role it takes to change what `article` says.
  Result<> may_edit(const Article& article) const;
  // Stores what was changed, with all that follows from it.
  Result<> put(const Article& article);

  // The rules as the store has them. Call first. Errors: those of the store.
  Result<> begin();

 private:
  Store& store_;
  EditingTools& tools_;
  const Editor editor_;
  Policy policy_;
};

// Takes the transitions whose time has come, at most `limit`; what is not possible any more goes to the
// queue. Each in a transaction of its own. How many were taken.
Result<std::size_t> run_due(Store& store, EditingTools& tools, Time now, std::size_t limit);

}  // namespace garner
