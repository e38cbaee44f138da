#include "query/learned.h"

#include <algorithm>
#include <utility>

#include "indexer/core/schema.h"

namespace garner {

std::shared_ptr<const LearnedModels> LearnedModels::read(
    const Xapian::Database& database, const std::shared_ptr<const LearnedModels>& previous) {
  std::string text = database.get_metadata(std::string(metadata::kLearned));
  if (previous && previous->catalog_ == text) return previous;
  auto models = std::make_shared<LearnedModels>();
  for (const auto& [number, step] : read_catalog(text).step_of) {
    if (previous) {
      const auto known = previous->models_.find(number);
      if (known != previous->models_.end() && known->second.step == step) {
        models->models_.emplace(number, known->second);
        continue;
      }
    }
    auto learned = unpack_learned(database.get_metadata(learned_key(number)));
    if (learned)
      models->models_.emplace(number, Model{step, std::make_shared<LearnedArticle>(std::move(*learned))});
  }
  models->catalog_ = std::move(text);
  return models;
}

const LearnedArticle* LearnedModels::of(std::uint32_t article_number) const {
  const auto found = models_.find(article_number);
  return found == models_.end() ? nullptr : found->second.learned.get();
}

void MessageFeatures::set(const std::vector<WordingFeature>& features, std::string_view text) {
  if (values_.empty()) values_.assign(kFeatureBuckets, 0.0F);
  for (const WordingFeature& feature : set_) values_[feature.bucket] = 0;
  set_ = features;
  for (const WordingFeature& feature : set_) values_[feature.bucket] = feature.value;
  text_ = text;
  meaning_.reset();
}

double MessageFeatures::by_meaning(const LearnedArticle& learned) {
  if (text_.empty() || learned.meaning.size() != kMeaningDimensions) return 0;
  if (!meaning_) meaning_ = meaning_of(text_);
  float sum = 0;
  for (std::size_t i = 0; i < kMeaningDimensions; ++i)
    sum += static_cast<float>(learned.meaning[i]) * meaning_->at(i);
  return static_cast<double>(sum) * learned.meaning_scale;
}

double MessageFeatures::evidence(const LearnedArticle& learned, const Weights& weights) {
  float sum = 0;
  for (const std::uint32_t weight : learned.weights) {
    sum += static_cast<float>(quantised_of(weight)) * values_[bucket_of(weight)];
  }
  const double margin = static_cast<double>(sum) * learned.scale + by_meaning(learned) + learned.bias;
  const double trust = learned.wordings / (learned.wordings + weights.trusted_wordings);
  return trust * std::max(0.0, margin + 1);
}

}  // namespace garner
