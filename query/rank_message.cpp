// The ranking of a message: what cannot come among the best is left out. Rare stems are added up from their
// lists; what the common ones may add at most is known for each block of documents, and their columns are
// read for the documents alone that this could lift among the best.
#include <algorithm>
#include <functional>

#include "query/rank.h"
#include "query/top.h"

namespace garner {
namespace {

// What all the wordings of an article can count at most, of what the best can.
double all_wordings(const Weights& weights) {
  return weights.wording_share * (1 + 2 * weights.next_wordings);
}

// How much more a document may get by now than DenseColumn::most says: mean lengths have moved since.
double drift_of(const Snapshot& snapshot) {
  return std::max({1.0, snapshot.mean_article_length / snapshot.dense->mean_article_length,
                   snapshot.mean_wording_length / snapshot.dense->mean_wording_length});
}

// Sets what the stems, all with columns, may add to a document at most, per block.
void bound_blocks(const Snapshot& snapshot, std::span<const StemWeight> stems, std::vector<float>& most) {
  const double drift = drift_of(snapshot);
  most.assign(snapshot.last / kDenseBlock + 1, 0);
  double in_all = 0;
  for (const StemWeight& stem : stems) {
    in_all += stem.weight;
    const auto factor = static_cast<float>(stem.weight * drift / 255);
    const std::uint8_t* of_block = stem.column->most.data();
    for (std::size_t block = 0; block < stem.column->most.size(); ++block)
      most[block] += factor * static_cast<float>(of_block[block]);
  }
  // Newer documents than the columns cover may have anything.
  if (snapshot.dense->last == snapshot.last) return;
  for (std::size_t block = snapshot.dense->last / kDenseBlock; block < most.size(); ++block)
    most[block] = static_cast<float>(in_all);
}

// A column is read eight times as fast from end to end as here and there.
constexpr std::size_t kPays = 8;

// How many of the columns are better read from end to end: none where few documents may be seen, else as many
// as leave of a typical block's bound a share of `lowest` that few documents have the rest of.
std::size_t columns_to_add(const Snapshot& snapshot, const Visibility& visibility,
                           std::span<const StemWeight> columns, double lowest) {
  if (visibility.articles() < snapshot.articles / kPays) return 0;
  constexpr double kLeft = 0.45;
  constexpr std::size_t kSamples = 32;
  const std::size_t blocks = snapshot.dense->last / kDenseBlock + 1;
  const std::size_t step = std::max<std::size_t>(1, blocks / kSamples);
  double left = 0;
  std::size_t keep = columns.size();
  for (; keep > 0; --keep) {
    const StemWeight& stem = columns[keep - 1];
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t block = 0; block < blocks; block += step, ++count) sum += stem.column->most[block];
    left += stem.weight * sum / static_cast<double>(count) / 255;
    if (left > lowest * kLeft) break;
  }
  return keep;
}

// Whether any of the block's documents from `begin` on can have `lowest`.
bool any_within(const float* scores, const float* boost, std::size_t begin, std::size_t end, float more,
                float lowest) {
  int any = 0;
  for (std::size_t id = begin; id < end; ++id) any |= (scores[id] + more) * boost[id] >= lowest ? 1 : 0;
  return any != 0;
}

}  // namespace

// What the last of the best has at least; 0: there are not enough yet. Those that lead so far are given their
// share of the columns `left`, which costs next to nothing and makes the bound a good one.
double Ranker::lowest_kept(const Query& query, std::span<const StemWeight> left) const {
  constexpr std::size_t kMore = 8;  // the best in the end are not all ahead yet
  const Snapshot& snapshot = query.snapshot;
  Top leading(query.wanted.limit + kMore);
  scores_.each([&](Xapian::docid id) {
    const double score = scores_.score(id) * query.boost[id];
    if (score >= leading.floor() && query.visibility.allows(id)) leading.offer({id, score});
  });
  std::vector<double> scores;
  for (const Ranked& item : leading.take()) {
    float score = scores_.score(item.id);
    for (const StemWeight& stem : left) {
      if (item.id > snapshot.dense->last) break;
      score += score_of(stem.weight, stem.column->frequencies[item.id], snapshot.norm[item.id]);
    }
    scores.push_back(score * query.boost[item.id]);
  }
  const std::size_t limit = query.wanted.limit;
  if (limit == 0 || scores.size() < limit) return 0;
  std::nth_element(scores.begin(), scores.begin() + static_cast<std::ptrdiff_t>(limit - 1), scores.end(),
                   std::greater<>());
  return scores[limit - 1];
}

// What an article's wordings can add to it at most.
float Ranker::wordings_reach(const Query& query, Xapian::docid id) const {
  const Snapshot& snapshot = query.snapshot;
  if (wordings_.empty() || snapshot.wordings[id] == 0) return 0;
  const auto from = most_.begin() + id / kDenseBlock;
  const auto to = most_.begin() + (id + snapshot.wordings[id]) / kDenseBlock + 1;
  return static_cast<float>(all_wordings(snapshot.weights)) *
         (wordings_[id][0] + *std::max_element(from, to));
}

// Whether an article can have `lowest`, when the columns `left` are added to it, one by one
// until it cannot. One that can keeps what was added.
bool Ranker::reaches(const Query& query, std::span<const StemWeight> left, float lowest, Xapian::docid id) {
  const Snapshot& snapshot = query.snapshot;
  const std::size_t block = id / kDenseBlock;
  const float score = scores_.score(id);
  const float least = lowest / query.boost[id] - wordings_reach(query, id);
  float rest = most_[block];
  if (score + rest < least) return false;
  if (id > snapshot.dense->last) return true;
  const auto share = static_cast<float>(drift_of(snapshot) / 255);
  float more = 0;
  for (const StemWeight& stem : left) {
    more += score_of(stem.weight, stem.column->frequencies[id], snapshot.norm[id]);
    rest -= stem.weight * share * static_cast<float>(stem.column->most[block]);
    if (score + more + rest < least) return false;
  }
  scores_.credit(id, more, 0);
  return true;
}

// Narrows the candidates down to those that can have `lowest` with the columns `left`, and gives them all
// that they have of these. False where too many can for that to pay.
bool Ranker::keep_within_reach(const Query& query, std::span<const StemWeight> left, double lowest) {
  const Snapshot& snapshot = query.snapshot;
  gather_wordings(snapshot);
  bound_blocks(snapshot, left, most_);
  const auto least = static_cast<float>(lowest / kRounding);
  const float* scores = scores_.scores();
  std::vector<Xapian::docid> within;
  for (std::size_t block = 0; block < most_.size(); ++block) {
    const std::size_t begin = block * kDenseBlock, end = std::min(begin + kDenseBlock, scores_.size());
    if (wordings_.empty() && !any_within(scores, query.boost, begin, end, most_[block], least)) continue;
    for (auto id = static_cast<Xapian::docid>(begin); id < end; ++id) {
      if ((scores[id] + most_[block] + wordings_reach(query, id)) * query.boost[id] >= least &&
          query.visibility.allows(id))
        within.push_back(id);
    }
  }
  if (within.size() > scores_.size() / kPays) return false;
  std::erase_if(within, [&](Xapian::docid id) { return !reaches(query, left, least, id); });

  const auto wordings = wordings_of(snapshot, within);
  const auto uncovered = std::upper_bound(within.begin(), within.end(), snapshot.dense->last);
  const std::vector<Xapian::docid> late(uncovered, within.end());
  for (const StemWeight& stem : left) {
    scores_.add_to(wordings, stem, query.database);
    scores_.add_to(late, stem, query.database);
  }
  candidates_ = std::move(within);
  candidates_.insert(candidates_.end(), wordings.begin(), wordings.end());
  narrowed_ = true;
  return true;
}

// Lists first, then columns, the weightiest before the others.
void Ranker::score_message(const Query& query, Stems stems) {
  std::sort(stems.begin(), stems.end(), [](const StemWeight& a, const StemWeight& b) {
    if ((a.column == nullptr) != (b.column == nullptr)) return a.column == nullptr;
    return a.weight != b.weight ? a.weight > b.weight : a.documents < b.documents;
  });
  const std::span<const StemWeight> all(stems);
  const auto is_column = [](const StemWeight& stem) { return stem.column != nullptr; };
  auto next = static_cast<std::size_t>(std::find_if(all.begin(), all.end(), is_column) - all.begin());
  for (const StemWeight& stem : all.first(next)) scores_.add(stem, query.database);
  if (next < all.size()) {
    const double lowest = lowest_kept(query, all.subspan(next));
    const std::size_t more = columns_to_add(query.snapshot, query.visibility, all.subspan(next), lowest);
    scores_.add_columns(all.subspan(next, more), query.database);
    next += more;
    if (!keep_within_reach(query, all.subspan(next), lowest))
      scores_.add_columns(all.subspan(next), query.database);
  }
  gather_wordings(query.snapshot);
}

}  // namespace garner
