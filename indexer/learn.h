// Learner: from the wordings that led to each article, how to tell which article a new message is for. One
// linear support vector machine per article (one against the rest, squared hinge loss; Fan et al., LIBLINEAR:
// A Library for Large Linear Classification, JMLR 9, 2008), over the features of text/wording.h and what
// wordings mean (meaning/). What it is worth on judged sets: docs/ranking.md. An article with few wordings
// has little to learn from and is left to the ranking.
//
// The result depends on the wordings alone, not on threads or the order of the articles. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/learned.h"
#include "indexer/core/model.h"
#include "indexer/meaning/regression.h"
#include "indexer/text/wording.h"

namespace garner {

// Title and asked_as together; with fewer, an article has no model.
inline constexpr std::size_t kLeastWordings = 3;

class Learner {
 public:
  explicit Learner(unsigned threads) : threads_(threads) {}

  // What `article` is asked for with, in place of what was known of it. `meanings`: what meanings_of() gave
  // for it once, so that those of its wordings need not be found again; any bytes will do.
  void set(std::int64_t number, const Article& article, std::string_view meanings = {});
  void remove(std::int64_t number);

  // The models of the articles that were set or removed since the last call, and of those most like them;
  // none: the article is to have no model. Ascending by number. An article that nothing has come near to
  // keeps the model it has, although there are other wordings now to tell its own from.
  std::vector<std::pair<std::int64_t, std::optional<LearnedArticle>>> learn();

  // learn() gives something for it, as for what was set or removed.
  void mark_changed(std::int64_t number) { changed_.insert(number); }
  // What was set is known already: learn() gives nothing for it.
  void forget_changes() { changed_.clear(); }

  // The meanings of the article's wordings, after learn(); empty where there are none.
  std::string meanings_of(std::int64_t number) const;

 private:
  struct Wording {
    std::vector<WordingFeature> features;
    std::uint64_t hash = 0;  // of its text
    std::string text;        // while its meaning is to be found
    std::optional<PackedMeaning> meaning;
    float leverage = 0;  // its meaning's, in the regression
  };
  // How the meanings of some wordings speak for an article.
  struct ByMeaning {
    std::vector<float> weights;  // none: they tell nothing
    std::vector<float> own, others;
  };

  void find_meanings();
  std::vector<std::int64_t> neighbours_of(std::int64_t number) const;
  std::vector<const Wording*> hardest(std::int64_t number) const;
  ByMeaning by_meaning(const std::vector<Wording>& own, const std::vector<const Wording*>& others) const;
  LearnedArticle train(std::int64_t number) const;
  void on_threads(std::size_t count, const std::function<void(std::size_t)>& work) const;

  const unsigned threads_;
  Analyzer analyzer_;
  std::map<std::int64_t, std::vector<Wording>> wordings_;  // by article number
  std::size_t features_ = 0;                               // in wordings_
  MeaningRegression regression_;                           // of the meanings in wordings_
  std::set<std::int64_t> changed_;
};

}  // namespace garner
