// Which documents one query may touch: audience, state and filters, decided once per query and applied where
// scores are added up, so that nothing else is ever scored, counted or shown. Made per query, used by one
// thread.
#pragma once

#include <xapian.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "query/searcher.h"
#include "query/snapshot.h"

namespace garner {

class Visibility {
 public:
  Visibility(const Filter& filter, const Snapshot& snapshot, const Xapian::Database& database);

  // Of an article's own document.
  bool allows(Xapian::docid id) const {
    return shelves_[snapshot_.shelf[id]] && (shelf_decides_ || passes(id));
  }
  // Not this one, whatever the filter says.
  void hide(Xapian::docid id) {
    hidden_.push_back(id);
    shelf_decides_ = false;
  }
  // Narrows to, or takes out, the articles that have any of the terms. Throws Xapian::Error.
  void keep_with(const Xapian::Database& database, const std::vector<std::string>& terms);
  void leave_out(const Xapian::Database& database, const std::vector<std::string>& terms);
  // Ids of allowed articles that have `term`, the first `limit`.
  std::vector<Xapian::docid> first_with(const Xapian::Database& database, const std::string& term,
                                        std::size_t limit) const;
  // Articles that the caller may see in the states asked for, without the filters by tag, time and the like.
  std::uint64_t articles() const { return articles_; }

 private:
  // Filters, times and what is hidden.
  bool passes(Xapian::docid id) const {
    return (listed_.empty() || listed_[id] != 0) &&
           (created_before_ == 0 || snapshot_.created[id] < created_before_) &&
           snapshot_.created[id] >= created_after_ &&
           std::find(hidden_.begin(), hidden_.end(), id) == hidden_.end();
  }
  void keep_only(const Xapian::Database& database, std::string_view prefix,
                 const std::vector<std::string>& values);
  void keep_only(const Xapian::Database& database, const FieldFilter& filter);
  std::uint64_t count() const;
  // 1 for each document that has any of the terms.
  std::vector<std::uint8_t> having(const Xapian::Database& database,
                                   const std::vector<std::string>& terms) const;
  void keep(std::vector<std::uint8_t> listed);
  template <typename Visit>
  void each_with(const Xapian::Database& database, const std::string& term, Visit&& visit) const;

  const Snapshot& snapshot_;
  std::array<bool, kShelves> shelves_{};
  bool shelf_decides_ = true;         // there is nothing else to look at
  std::vector<std::uint8_t> listed_;  // empty: no filter by term
  std::uint64_t articles_ = 0;
  std::uint32_t created_before_ = 0, created_after_ = 0;
  std::vector<Xapian::docid> hidden_;  // a few
};

}  // namespace garner
