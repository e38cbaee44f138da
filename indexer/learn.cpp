#include "indexer/learn.h"

#include <linear.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <thread>
#include <utility>

#include "indexer/index_document.h"

namespace garner {
namespace {

// Bounds on memory and time: of an article the latest wordings, and in all some 80,000 of ten words. Articles
// that come when it is full are left to the ranking.
constexpr std::size_t kMostWordings = 256;
constexpr std::size_t kMostFeatures = 8'000'000;
// The wordings of others that are most like an article's own are what it has to be told from; past these,
// more change nothing.
constexpr std::size_t kMostOthers = 8'000;
constexpr std::size_t kMostWeights = 8'192;
constexpr std::size_t kNeighbours = 3;

// LIBLINEAR's default of 1 is right for vectors of length near 1; the accuracy is a tenth of its default, for
// the margins of articles are compared with one another.
constexpr double kCost = 1, kAccuracy = 0.001;

void say_nothing(const char*) {}

// Sums into an array over all buckets, and back to zero when done.
class Centroid {
 public:
  explicit Centroid(const std::vector<std::vector<WordingFeature>>& wordings) : sum_(kFeatureBuckets, 0.0F) {
    const auto share = 1 / static_cast<float>(wordings.size());
    for (const auto& wording : wordings) {
      for (const WordingFeature& feature : wording) sum_[feature.bucket] += share * feature.value;
    }
  }
  float likeness(const std::vector<WordingFeature>& wording) const {
    float dot = 0;
    for (const WordingFeature& feature : wording) dot += feature.value * sum_[feature.bucket];
    return dot;
  }

 private:
  std::vector<float> sum_;
};

// Quantises the weights and leaves out those that count for nothing.
LearnedArticle packed(const std::vector<std::uint32_t>& buckets, const double* weights,
                      std::size_t wordings) {
  std::vector<std::pair<double, std::uint32_t>> kept;
  for (std::size_t i = 0; i < buckets.size(); ++i) kept.emplace_back(weights[i], buckets[i]);
  const auto heavier = [](const auto& a, const auto& b) {
    return std::pair(std::abs(a.first), b.second) > std::pair(std::abs(b.first), a.second);
  };
  std::sort(kept.begin(), kept.end(), heavier);
  if (kept.size() > kMostWeights) kept.resize(kMostWeights);
  LearnedArticle learned;
  learned.wordings = static_cast<std::uint32_t>(wordings);
  learned.bias = static_cast<float>(weights[buckets.size()]);
  const double largest = kept.empty() ? 0 : std::abs(kept.front().first);
  if (largest == 0) return learned;
  learned.scale = static_cast<float>(largest / kLargestWeight);
  for (const auto& [weight, bucket] : kept) {
    const auto quantised = static_cast<std::int32_t>(std::lround(weight / largest * kLargestWeight));
    if (quantised != 0) learned.weights.push_back(pack_weight(bucket, quantised));
  }
  std::sort(learned.weights.begin(), learned.weights.end());
  return learned;
}

}  // namespace

void Learner::set(std::int64_t number, const Article& article) {
  remove(number);
  changed_.insert(number);
  if (article.confidence == Confidence::kArchived) return;
  if (article.asked_as.size() + 1 < kLeastWordings || features_ >= kMostFeatures) return;
  const std::string language = stemming_language(article);
  std::vector<Wording> wordings;
  const auto add = [&](const std::string& text) {
    if (Wording wording = wording_features(analyzer_, text, language); !wording.empty()) {
      features_ += wording.size();
      wordings.push_back(std::move(wording));
    }
  };
  add(article.title);
  const std::size_t first = article.asked_as.size() - std::min(article.asked_as.size(), kMostWordings);
  for (std::size_t i = first; i < article.asked_as.size(); ++i) add(article.asked_as[i]);
  wordings_.emplace(number, std::move(wordings));
}

void Learner::remove(std::int64_t number) {
  const auto known = wordings_.find(number);
  if (known == wordings_.end()) return;
  changed_.insert(number);
  for (const Wording& wording : known->second) features_ -= wording.size();
  wordings_.erase(known);
}

std::vector<std::int64_t> Learner::neighbours_of(std::int64_t number) const {
  const Centroid centroid(wordings_.at(number));
  std::vector<std::pair<float, std::int64_t>> others;
  for (const auto& [other, wordings] : wordings_) {
    if (other == number) continue;
    float closest = 0;
    for (const Wording& wording : wordings) closest = std::max(closest, centroid.likeness(wording));
    others.emplace_back(-closest, other);
  }
  const std::size_t count = std::min(kNeighbours, others.size());
  std::partial_sort(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(count), others.end());
  std::vector<std::int64_t> numbers;
  for (std::size_t i = 0; i < count; ++i) numbers.push_back(others[i].second);
  return numbers;
}

LearnedArticle Learner::train(std::int64_t number) const {
  const std::vector<Wording>& own = wordings_.at(number);
  // Of the others, the most alike; ties in the order of the articles.
  std::vector<std::pair<float, const Wording*>> others;
  {
    const Centroid centroid(own);
    for (const auto& [other, wordings] : wordings_) {
      if (other == number) continue;
      for (const Wording& wording : wordings) others.emplace_back(centroid.likeness(wording), &wording);
    }
  }
  if (others.size() > kMostOthers) {
    std::stable_sort(others.begin(), others.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    others.resize(kMostOthers);
  }

  // Only the features that its own wordings have: a message with none of them is for another article.
  std::vector<std::uint32_t> buckets;
  for (const Wording& wording : own) {
    for (const WordingFeature& feature : wording) buckets.push_back(feature.bucket);
  }
  std::sort(buckets.begin(), buckets.end());
  buckets.erase(std::unique(buckets.begin(), buckets.end()), buckets.end());
  std::vector<int> column(kFeatureBuckets, 0);  // from 1; 0: not one of them
  for (std::size_t i = 0; i < buckets.size(); ++i) column[buckets[i]] = static_cast<int>(i) + 1;

  const int bias = static_cast<int>(buckets.size()) + 1;
  std::vector<feature_node> nodes;
  std::vector<std::size_t> starts;
  std::vector<double> labels;
  const auto add = [&](const Wording& wording, double label) {
    starts.push_back(nodes.size());
    labels.push_back(label);
    for (const WordingFeature& feature : wording) {
      if (column[feature.bucket] != 0) nodes.push_back({column[feature.bucket], feature.value});
    }
    nodes.push_back({bias, 1});
    nodes.push_back({-1, 0});
  };
  for (const Wording& wording : own) add(wording, 1);
  for (const auto& other : others) add(*other.second, -1);
  std::vector<feature_node*> rows;
  rows.reserve(starts.size());
  for (const std::size_t start : starts) rows.push_back(nodes.data() + start);

  problem task{};
  task.l = static_cast<int>(rows.size());
  task.n = bias;
  task.y = labels.data();
  task.x = rows.data();
  task.bias = 1;
  parameter options{};
  options.solver_type = L2R_L2LOSS_SVC;  // the primal one: it draws no random numbers
  options.C = kCost;
  options.eps = kAccuracy;
  model* trained = ::train(&task, &options);
  // Its weights speak for the label that came first: the article's own.
  LearnedArticle learned = packed(buckets, trained->w, own.size());
  free_and_destroy_model(&trained);
  return learned;
}

std::vector<std::pair<std::int64_t, std::optional<LearnedArticle>>> Learner::learn() {
  static std::once_flag quiet;
  std::call_once(quiet, [] { set_print_string_function(say_nothing); });

  std::set<std::int64_t> due = changed_;
  if (2 * changed_.size() < wordings_.size()) {
    for (const std::int64_t number : changed_) {
      if (!wordings_.contains(number)) continue;
      const auto neighbours = neighbours_of(number);
      due.insert(neighbours.begin(), neighbours.end());
    }
  } else {
    for (const auto& [number, wordings] : wordings_) due.insert(number);
  }
  changed_.clear();

  std::vector<std::pair<std::int64_t, std::optional<LearnedArticle>>> learned;
  for (const std::int64_t number : due) learned.emplace_back(number, std::nullopt);
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < learned.size(); i = next++) {
      if (wordings_.contains(learned[i].first) && wordings_.size() > 1)
        learned[i].second = train(learned[i].first);
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < std::min<std::size_t>(threads_, learned.size()); ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  return learned;
}

}  // namespace garner
