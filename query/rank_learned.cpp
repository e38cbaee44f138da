// What was learned of how articles are asked for, in the ranking: the models of the best by words are asked.
#include "query/learned.h"
#include "query/rank.h"

namespace garner {

void Ranker::add_evidence(const Query& query, std::vector<Ranked>& ranked) {
  const Snapshot& snapshot = query.snapshot;
  for (Ranked& item : ranked) {
    const LearnedArticle* learned = snapshot.learned->of(snapshot.number[item.id]);
    if (learned == nullptr) continue;
    const double evidence =
        snapshot.weights.learned_share * query.wanted.message->evidence(*learned, snapshot.weights);
    item.score += item.score / item.coverage * evidence;  // the score of all words, freshness counted
    item.coverage += evidence;
    item.learned = learned;
    item.evidence = evidence;
  }
}

}  // namespace garner
