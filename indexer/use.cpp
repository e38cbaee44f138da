#include "indexer/use.h"

#include <algorithm>
#include <cmath>

namespace garner {
namespace {

constexpr double kPlaceWeight = 50;  // pages that the usual rate of a place counts as
constexpr double kFirstRate = 0.3;   // clicks a page at the first place, as is usual; falls as 1/place
constexpr double kWeight = 20;       // expected clicks that an article begins with, and as many clicks
// A query that fewer people asked may tell of one of them.
constexpr std::size_t kMinAskers = 5;
constexpr std::size_t kMaxPopular = 2000;  // kept in memory by every reader
constexpr double kMostLift = 2;            // log2: four times as often as expected

}  // namespace

std::vector<double> click_rates(const std::vector<UseCount>& counts) {
  std::vector<double> clicks(kMaxPlace + 1), shown(kMaxPlace + 1), rates;
  for (const UseCount& count : counts) {
    const auto place = static_cast<std::size_t>(count.place);
    clicks[place] += static_cast<double>(count.clicked);
    shown[place] += static_cast<double>(count.shown);
  }
  for (std::size_t place = 0; place <= kMaxPlace; ++place) {
    const double usual = kFirstRate / static_cast<double>(std::max<std::size_t>(place, 1));
    rates.push_back((clicks[place] + kPlaceWeight * usual) / (shown[place] + kPlaceWeight));
  }
  return rates;
}

std::vector<UsePrior> use_priors(const std::vector<UseCount>& counts) {
  const std::vector<double> rates = click_rates(counts);
  std::vector<UsePrior> priors;
  for (std::size_t begin = 0, end = 0; begin < counts.size(); begin = end) {
    double taken = static_cast<double>(counts[begin].linked), due = 0;
    for (; end < counts.size() && counts[end].article_number == counts[begin].article_number; ++end) {
      const UseCount& count = counts[end];
      taken += static_cast<double>(count.clicked + count.used);
      due += static_cast<double>(count.shown) * rates[static_cast<std::size_t>(count.place)] +
             static_cast<double>(count.dismissed);
    }
    const double lift = std::log2((taken + kWeight) / (due + kWeight)) / kMostLift;
    priors.push_back({static_cast<std::uint32_t>(counts[begin].article_number), std::clamp(lift, -1.0, 1.0)});
  }
  return priors;
}

Result<PackedUse> packed_use(Store& store) {
  const auto counts = store.use_counts();
  if (!counts) return fail(counts.error());
  const auto queries = store.popular_queries(kMinAskers, kMaxPopular);
  if (!queries) return fail(queries.error());
  return PackedUse{pack(use_priors(*counts)), pack(*queries)};
}

}  // namespace garner
