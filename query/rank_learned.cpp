// The ranking with what was learned of how articles are asked for: the best by words are looked at again.
#include <algorithm>

#include "query/learned.h"
#include "query/rank.h"

namespace garner {
namespace {

constexpr std::size_t kLookedAt = 64;  // articles, the best by words, whose models are asked

}  // namespace

std::vector<Ranked> Ranker::rank(const std::vector<QueryTerm>& terms, const Snapshot& snapshot,
                                 const Visibility& visibility, const Xapian::Database& database,
                                 const Wanted& wanted, std::uint64_t& found) {
  if (wanted.message == nullptr || snapshot.learned->empty())
    return rank_by_words(terms, snapshot, visibility, database, wanted, found);

  Wanted more = wanted;
  more.limit = std::max(wanted.limit, kLookedAt);
  auto ranked = rank_by_words(terms, snapshot, visibility, database, more, found);
  for (Ranked& item : ranked) {
    const LearnedArticle* learned = snapshot.learned->of(snapshot.number[item.id]);
    if (learned == nullptr) continue;
    const double evidence =
        snapshot.weights.learned_share * wanted.message->evidence(*learned, snapshot.weights);
    item.score += item.score / item.coverage * evidence;  // the score of all words, freshness counted
    item.coverage += evidence;
    item.learned = learned;
    item.evidence = evidence;
  }
  std::sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
    return a.score != b.score ? a.score > b.score : a.id < b.id;
  });
  if (ranked.size() > wanted.limit) ranked.resize(wanted.limit);
  return ranked;
}

}  // namespace garner
