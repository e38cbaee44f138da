// Near-duplicates among what a search shows: articles of which the asker needs one. Used by one thread.
#pragma once

#include <bitset>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "query/shown.h"
#include "query/terms.h"

namespace garner {

// Two articles say nearly the same where their questions (title and issue) share kQuestion of their distinct
// terms and their resolutions kResolution, and nothing tells them apart: a number, code, product or tag that
// each has and the other lacks, a title that asks what the other does not, in both, or a word that was
// searched for. Precision first, as what is taken for the same is not shown: of the pairs in
// corpora/duplicates this takes 13 of the 21 that are one text edited, and none that differs in its solution,
// device or version. A kQuestion of .7 takes 11; .6 without the look at titles takes a canned reply to
// another question.
class NearDuplicates {
 public:
  static constexpr double kQuestion = 0.6, kResolution = 0.7;  // Jaccard similarity

  explicit NearDuplicates(const std::vector<QueryTerm>& query);

  // The place, counted from 0 in the order of coming, of the first article kept so far that says nearly the
  // same. Nothing: there is none, and this one is kept.
  std::optional<std::size_t> find_or_keep(std::shared_ptr<const ShownArticle> article);

 private:
  struct Kept {
    std::shared_ptr<const ShownArticle> article;
    std::bitset<256> terms;  // of the question, by the last byte of their keys
    std::size_t tokens = 0;  // of the question
  };
  // A bound of what same() looks at, without a sort: hardly any two that a search finds are alike.
  static bool may_be_same(const Kept& kept, const Kept& other);
  bool same(const ShownArticle& kept, const ShownArticle& other) const;

  std::vector<std::vector<TermKey>> query_;  // the stems of each word
  std::vector<Kept> kept_;
};

}  // namespace garner
