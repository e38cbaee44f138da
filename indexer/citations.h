// Citations: which articles a text names. Who answers "see Printer offline after the update", or gives the
// address of a conversation, says what solves this, and the ranking goes by it (docs/ranking.md).
//
// An article is named by its title, spelt to the letter as it spells it, where that has four words or more:
// where a public forum's answers spell a title of four words or more so, they link the thread in three cases
// of four, and with three words in one of seven. In a script without spaces a title counts from 24 bytes on,
// where it stands between marks of punctuation. Or by the address of a conversation that it was made of, or
// one that goes on behind it: to an answer, with a query.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "indexer/core/model.h"
#include "indexer/core/result.h"
#include "indexer/store/store.h"
#include "indexer/text/word_runs.h"

namespace garner {

// The articles that may be named: three hashes each. cited_in() may be called from many threads while nobody
// writes.
class CitableArticles {
 public:
  // All of the store's.
  static Result<CitableArticles> read(Store& store);

  // Takes the place of what was known of this article's title; addresses are added.
  void set(std::int64_t number, std::string_view title, const std::vector<Source>& sources);
  // The numbers of those that the texts name, ascending; `self` and others of its title are left out, and so
  // are all beyond the first kMaxCitations. Linear in the texts.
  std::vector<std::uint32_t> cited_in(std::initializer_list<std::string_view> texts, std::int64_t self) const;

 private:
  struct Title {
    std::uint32_t number, bytes;
  };
  using Numbers = std::vector<std::uint32_t>;
  // The bytes that the longest title which begins at the word `at` takes; 0: none does.
  std::size_t title_at(std::string_view text, const std::vector<WordRun>& words, std::size_t at,
                       Numbers& cited) const;
  void address_at(std::string_view text, std::size_t begin, Numbers& cited) const;

  std::unordered_multimap<std::uint64_t, Title> titles_;  // by the hash of how they begin
  std::vector<std::uint64_t> title_of_;                   // hash by number, 0: none that names it
  std::unordered_map<std::uint64_t, std::uint32_t> addresses_;
};

}  // namespace garner
