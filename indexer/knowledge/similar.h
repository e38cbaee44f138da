// similar: which articles say already what a draft says, or another thing about the same issue.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "indexer/capture.h"
#include "indexer/core/model.h"
#include "indexer/core/result.h"
#include "indexer/store/store.h"

namespace garner {

enum class Likeness : std::uint8_t {
  kSame,         // it says the same: one of the two is too many
  kSimilar,      // it may say the same
  kContradicts,  // the same issue with another resolution
};
std::string_view name_of(Likeness likeness);

struct SimilarArticle {
  Article article;
  Likeness likeness = Likeness::kSimilar;
  double similarity = 0;  // 0 to 1
};

// The article's language: what it says, else that of its text where it can be told.
std::string locale_of(const Article& article);

// The likest first, at most five; archived articles and those that `sees` does not are left out, as is the
// one with the id of the draft.
Result<std::vector<SimilarArticle>> find_similar(Store& store, Capturer& capturer, const Article& draft,
                                                 const std::function<bool(const Article&)>& sees);

}  // namespace garner
