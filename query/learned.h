// What was learned of the articles (core/learned.h), as the query side uses it: how far a message looks like
// the wordings that led to an article before.
#pragma once

#include <xapian.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "indexer/core/learned.h"
#include "indexer/meaning/encoder.h"
#include "indexer/text/wording.h"
#include "query/weights.h"

namespace garner {

// The models of one revision of the index. Immutable once read, shared by all threads.
class LearnedModels {
 public:
  // Takes over from `previous` (may be null) what has not changed since; the same object where nothing has.
  // Throws Xapian::Error.
  static std::shared_ptr<const LearnedModels> read(const Xapian::Database& database,
                                                   const std::shared_ptr<const LearnedModels>& previous);
  bool empty() const { return models_.empty(); }
  // Null where nothing was learned of this article.
  const LearnedArticle* of(std::uint32_t article_number) const;

 private:
  struct Model {
    std::uint64_t step = 0;
    std::shared_ptr<const LearnedArticle> learned;
  };
  std::string catalog_;
  std::unordered_map<std::int64_t, Model> models_;  // by article number
};

// One message's features, spread out so that a model is one pass over its weights. Reused from message to
// message; one per thread.
class MessageFeatures {
 public:
  // `text`: of which the meaning is found when a model asks for it; empty: it has none. It must outlive what
  // is asked for it.
  void set(const std::vector<WordingFeature>& features, std::string_view text);
  // How surely the message is for the article of this model: the distance from its separating plane, above 1
  // like its own wordings, below -1 like the others', times how much its number of wordings may be trusted,
  // and 0 for all that is not rather like its own.
  double evidence(const LearnedArticle& learned, const Weights& weights);
  // The part of its meaning in that distance.
  double by_meaning(const LearnedArticle& learned);

 private:
  std::vector<float> values_;  // by bucket; empty before the first message
  std::vector<WordingFeature> set_;
  std::string_view text_;
  std::optional<Meaning> meaning_;
};

}  // namespace garner
