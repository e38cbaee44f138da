#include "indexer/learn.h"

#include <linear.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "indexer/core/fnv.h"
#include "indexer/core/sorted_sets.h"
#include "indexer/index_document.h"
#include "indexer/meaning/encoder.h"

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

constexpr float kLargestByte = 127;
// An article whose own wordings have no more than this of 1 on average is not told by what they mean.
constexpr float kLeastOfMeaning = 0.01F;

void say_nothing(const char*) {}

class Centroid {
 public:
  // Of what `wordings` have as `features`.
  template <typename Wordings>
  explicit Centroid(const Wordings& wordings) : sum_(kFeatureBuckets, 0.0F) {
    const auto share = 1 / static_cast<float>(wordings.size());
    for (const auto& wording : wordings) {
      for (const WordingFeature& feature : wording.features) sum_[feature.bucket] += share * feature.value;
    }
  }
  float likeness(const std::vector<WordingFeature>& features) const {
    float dot = 0;
    for (const WordingFeature& feature : features) dot += feature.value * sum_[feature.bucket];
    return dot;
  }

 private:
  std::vector<float> sum_;
};

// Quantises the weights and leaves out those that count for nothing.
LearnedArticle packed(const std::vector<std::uint32_t>& buckets, const double* weights, double bias,
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
  learned.bias = static_cast<float>(bias);
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

void add_meaning(std::span<const float> weights, double share, LearnedArticle& to) {
  float largest = 0;
  for (const float weight : weights) largest = std::max(largest, std::abs(weight));
  if (largest == 0 || share == 0) return;
  for (const float weight : weights)
    to.meaning.push_back(static_cast<std::int8_t>(std::lround(weight / largest * kLargestByte)));
  to.meaning_scale = static_cast<float>(share * largest / kLargestByte);
}

std::uint64_t hash_of(std::string_view text) {
  Fnv hash;
  hash.add(text);
  return hash.hash();
}

// Of bytes from meanings_of(): the hash of a text and its meaning, one behind the other.
constexpr std::size_t kMeaningBytes = sizeof(std::uint64_t) + sizeof(PackedMeaning);
std::map<std::uint64_t, PackedMeaning> unpack_meanings(std::string_view bytes) {
  std::map<std::uint64_t, PackedMeaning> meanings;
  for (; bytes.size() >= kMeaningBytes; bytes.remove_prefix(kMeaningBytes)) {
    std::uint64_t hash = 0;
    std::memcpy(&hash, bytes.data(), sizeof hash);
    std::memcpy(&meanings[hash], bytes.data() + sizeof hash, sizeof(PackedMeaning));
  }
  return meanings;
}

}  // namespace

void Learner::set(std::int64_t number, const Article& article, std::string_view meanings) {
  remove(number);
  changed_.insert(number);
  if (article.confidence == Confidence::kArchived) return;
  if (article.asked_as.size() + 1 < kLeastWordings || features_ >= kMostFeatures) return;
  const std::string language = stemming_language(article);
  const auto known = unpack_meanings(meanings);
  std::vector<Wording> wordings;
  const auto add = [&](const std::string& text) {
    Wording wording;
    wording.features = wording_features(analyzer_, text, language);
    wording.hash = hash_of(text);
    if (wording.features.empty()) return;
    features_ += wording.features.size();
    if (const auto meaning = known.find(wording.hash); has_meaning(language) && meaning != known.end()) {
      wording.meaning = meaning->second;
      regression_.add(*wording.meaning);
    } else if (has_meaning(language)) {
      wording.text = text;
    }
    wordings.push_back(std::move(wording));
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
  for (const Wording& wording : known->second) {
    features_ -= wording.features.size();
    if (wording.meaning) regression_.remove(*wording.meaning);
  }
  wordings_.erase(known);
}

std::string Learner::meanings_of(std::int64_t number) const {
  std::string bytes;
  const auto known = wordings_.find(number);
  if (known == wordings_.end()) return bytes;
  for (const Wording& wording : known->second) {
    if (!wording.meaning) continue;
    bytes.append(reinterpret_cast<const char*>(&wording.hash), sizeof wording.hash);
    bytes.append(reinterpret_cast<const char*>(wording.meaning->data()), sizeof *wording.meaning);
  }
  return bytes;
}

// `work(0)` to `work(count - 1)`, in any order.
void Learner::on_threads(std::size_t count, const std::function<void(std::size_t)>& work) const {
  std::atomic<std::size_t> next{0};
  std::vector<std::exception_ptr> failed(std::max(1U, threads_));
  const auto take = [&](std::exception_ptr& failure) {
    try {
      for (std::size_t i = next++; i < count; i = next++) work(i);
    } catch (...) {
      failure = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> threads;
    threads.reserve(failed.size());
    for (std::size_t i = 1; i < std::min(failed.size(), count); ++i)
      threads.emplace_back(take, std::ref(failed[i]));
    take(failed[0]);
  }
  for (const std::exception_ptr& failure : failed) {
    if (failure) std::rethrow_exception(failure);
  }
}

void Learner::find_meanings() {
  std::vector<Wording*> unknown, all;
  for (auto& [number, wordings] : wordings_) {
    for (Wording& wording : wordings) {
      if (!wording.text.empty()) unknown.push_back(&wording);
      if (!wording.text.empty() || wording.meaning) all.push_back(&wording);
    }
  }
  on_threads(unknown.size(), [&](std::size_t i) {
    unknown[i]->meaning = pack(meaning_of(unknown[i]->text));
    unknown[i]->text = {};
  });
  for (const Wording* wording : unknown) regression_.add(*wording->meaning);
  if (all.empty()) return;
  regression_.solve();
  std::vector<const PackedMeaning*> meanings;
  meanings.reserve(all.size());
  for (const Wording* wording : all) meanings.push_back(&*wording->meaning);
  const std::vector<float> leverages = regression_.leverages(meanings);
  for (std::size_t i = 0; i < all.size(); ++i) all[i]->leverage = leverages[i];
}

std::vector<std::int64_t> Learner::neighbours_of(std::int64_t number) const {
  const Centroid centroid(wordings_.at(number));
  std::vector<std::pair<float, std::int64_t>> others;
  for (const auto& [other, wordings] : wordings_) {
    if (other == number) continue;
    float closest = 0;
    for (const Wording& wording : wordings) closest = std::max(closest, centroid.likeness(wording.features));
    others.emplace_back(-closest, other);
  }
  const std::size_t count = std::min(kNeighbours, others.size());
  std::partial_sort(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(count), others.end());
  std::vector<std::int64_t> numbers;
  for (std::size_t i = 0; i < count; ++i) numbers.push_back(others[i].second);
  return numbers;
}

// The wordings of others that are most like the article's; ties in the order of the articles.
std::vector<const Learner::Wording*> Learner::hardest(std::int64_t number) const {
  std::vector<std::pair<float, const Wording*>> others;
  const Centroid centroid(wordings_.at(number));
  for (const auto& [other, wordings] : wordings_) {
    if (other == number) continue;
    for (const Wording& wording : wordings)
      others.emplace_back(centroid.likeness(wording.features), &wording);
  }
  if (others.size() > kMostOthers) {
    std::stable_sort(others.begin(), others.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    others.resize(kMostOthers);
  }
  std::vector<const Wording*> hardest;
  hardest.reserve(others.size());
  for (const auto& other : others) hardest.push_back(other.second);
  return hardest;
}

// 1 for what speaks like the article's own wordings do on average, 0 for what does not; each wording's value
// is without its own part in it.
Learner::ByMeaning Learner::by_meaning(const std::vector<Wording>& own,
                                       const std::vector<const Wording*>& others) const {
  ByMeaning by;
  std::vector<const PackedMeaning*> meanings;
  for (const Wording& wording : own) {
    if (wording.meaning) meanings.push_back(&*wording.meaning);
  }
  const std::size_t labelled = meanings.size();
  if (labelled == 0) return by;
  by.weights = regression_.weights(meanings);
  for (const Wording* wording : others) {
    if (wording->meaning) meanings.push_back(&*wording->meaning);
  }
  const std::vector<float> values = values_of(meanings, by.weights);
  std::size_t next = 0;
  const auto take = [&](const Wording& wording, std::vector<float>& to) {
    if (!wording.meaning) {
      to.push_back(0);
      return;
    }
    const float label = next < labelled ? 1 : 0;
    to.push_back(without_itself(values[next++], wording.leverage, label));
  };
  for (const Wording& wording : own) take(wording, by.own);
  for (const Wording* wording : others) take(*wording, by.others);
  float mean = 0;
  for (const float value : by.own) mean += value / static_cast<float>(labelled);
  if (mean < kLeastOfMeaning) return {};
  for (auto* numbers : {&by.weights, &by.own, &by.others}) {
    for (float& number : *numbers) number /= mean;
  }
  return by;
}

LearnedArticle Learner::train(std::int64_t number) const {
  const std::vector<Wording>& own = wordings_.at(number);
  const std::vector<const Wording*> others = hardest(number);
  const ByMeaning by = by_meaning(own, others);

  // Only the features that its own wordings have: a message with none of them is for another article.
  std::vector<std::uint32_t> buckets;
  for (const Wording& wording : own) {
    for (const WordingFeature& feature : wording.features) buckets.push_back(feature.bucket);
  }
  sort_unique(buckets);
  std::vector<int> column(kFeatureBuckets, 0);  // from 1; 0: not one of them
  for (std::size_t i = 0; i < buckets.size(); ++i) column[buckets[i]] = static_cast<int>(i) + 1;

  // What the meaning says is one feature more: how much it counts beside the words is learned with them.
  const int meaning = static_cast<int>(buckets.size()) + 1, bias = meaning + 1;
  std::vector<feature_node> nodes;
  std::vector<std::size_t> starts;
  std::vector<double> labels;
  const auto add = [&](const Wording& wording, double by_meaning, double label) {
    starts.push_back(nodes.size());
    labels.push_back(label);
    for (const WordingFeature& feature : wording.features) {
      if (column[feature.bucket] != 0) nodes.push_back({column[feature.bucket], feature.value});
    }
    if (by_meaning != 0) nodes.push_back({meaning, by_meaning});
    nodes.push_back({bias, 1});
    nodes.push_back({-1, 0});
  };
  const bool meant = !by.weights.empty();
  for (std::size_t i = 0; i < own.size(); ++i) add(own[i], meant ? by.own[i] : 0, 1);
  for (std::size_t i = 0; i < others.size(); ++i) add(*others[i], meant ? by.others[i] : 0, -1);
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
  LearnedArticle learned = packed(buckets, trained->w, trained->w[bias - 1], own.size());
  add_meaning(by.weights, trained->w[meaning - 1], learned);
  free_and_destroy_model(&trained);
  return learned;
}

std::vector<std::pair<std::int64_t, std::optional<LearnedArticle>>> Learner::learn() {
  static std::once_flag quiet;
  std::call_once(quiet, [] { set_print_string_function(say_nothing); });

  if (changed_.empty()) return {};
  find_meanings();
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
  learned.reserve(due.size());
  for (const std::int64_t number : due) learned.emplace_back(number, std::nullopt);
  on_threads(learned.size(), [&](std::size_t i) {
    if (wordings_.contains(learned[i].first) && wordings_.size() > 1)
      learned[i].second = train(learned[i].first);
  });
  return learned;
}

}  // namespace garner
