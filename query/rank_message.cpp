// The ranking of a message: what cannot come among the best is left out. Rare stems are added up from their
// lists; what the common ones may add at most is known for each block of documents, and their columns are
// read for the documents alone that this could lift among the best.
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "indexer/core/wide.h"
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

GARNER_WIDE void add_bounds(const std::uint8_t* of_block, float factor, std::size_t blocks, float* most) {
  for (std::size_t block = 0; block < blocks; ++block)
    most[block] += factor * static_cast<float>(of_block[block]);
}

// Adds what the stems, all with columns, may add to a document at most, per block. Documents that are newer
// than the columns have it already.
void bound_blocks(const Snapshot& snapshot, std::span<const StemWeight> stems, std::vector<float>& most) {
  const double drift = drift_of(snapshot);
  for (const StemWeight& stem : stems) {
    const auto factor = static_cast<float>(stem.weight * drift / 255);
    add_bounds(stem.column->most.data(), factor, stem.column->most.size(), most.data());
  }
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

// Whether any of `count` documents has `lowest`.
GARNER_WIDE bool any_above(const float* scores, std::size_t count, float lowest) {
  int any = 0;
  for (std::size_t i = 0; i < count; ++i) any |= scores[i] >= lowest ? 1 : 0;
  return any != 0;
}

}  // namespace

// What the last of the best has at least; 0: there are not enough yet. Those that lead by their lists are
// given their share of the columns, which costs next to nothing and makes the bound a good one.
double Ranker::lowest_kept(const Query& query, std::span<const StemWeight> columns) const {
  constexpr std::size_t kMore = 16;  // the best in the end are not all ahead yet
  Top leading(query.wanted.limit + kMore);
  const std::vector<float>& highest = scores_.highest();
  for (std::size_t block = 0; block < highest.size(); ++block) {
    if (highest[block] * query.most_boost[block] * kRounding < leading.floor()) continue;
    const std::size_t end = std::min((block + 1) * kDenseBlock, scores_.size());
    for (auto id = static_cast<Xapian::docid>(block * kDenseBlock); id < end; ++id) {
      const double score = scores_.score(id) * query.boost[id];
      if (score > 0 && score >= leading.floor() && query.visibility.allows(id)) leading.offer({id, score});
    }
  }
  const std::vector<Ranked> leaders = leading.take();
  const std::size_t limit = query.wanted.limit;
  if (limit == 0 || leaders.size() < limit) return 0;
  std::vector<double> scores;
  for (const Ranked& item : leaders) {
    float score = scores_.score(item.id);
    for (const StemWeight& stem : columns) score += scores_.share_of(item.id, stem);
    scores.push_back(score * query.boost[item.id]);
  }
  std::nth_element(scores.begin(), scores.begin() + static_cast<std::ptrdiff_t>(limit - 1), scores.end(),
                   std::greater<>());
  return scores[limit - 1];
}

// No document has the most of every word. What is over so many standard deviations, one in 50 at most has
// (Cantelli's inequality), whatever the distribution; of a sum of many words far fewer have. Pruning by what
// is likely in place of what is possible: Theobald, Weikum and Schenkel, VLDB 2004. Mean and deviation are
// those of a sample, so that words that go together, and long documents that have more of all, are accounted
// for.
Ranker::LikelyMost Ranker::likely_most(const Query& query, std::span<const StemWeight> columns,
                                       std::size_t whole) const {
  constexpr LikelyMost kUnknown{HUGE_VALF, HUGE_VALF};
  constexpr double kDeviations = 7;
  constexpr std::size_t kBlocks = 16;         // evenly spread
  constexpr std::size_t kLeastSampled = 256;  // of 1024, that may be seen
  const Snapshot& snapshot = query.snapshot;
  if (snapshot.documents < query.wanted.exact_below) return kUnknown;
  const std::size_t blocks = snapshot.dense->last / kDenseBlock;
  std::array<float, kBlocks * kDenseBlock> shares{};
  std::vector<std::size_t> seen;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const std::size_t id = i / kDenseBlock * blocks / kBlocks * kDenseBlock + i % kDenseBlock;
    if (query.visibility.allows(static_cast<Xapian::docid>(id))) seen.push_back(i);
  }
  if (seen.size() < kLeastSampled) return kUnknown;
  const auto add = [&](std::span<const StemWeight> stems) {
    for (std::size_t i = 0; i < kBlocks; ++i) {
      for (const StemWeight& stem : stems)
        scores_.add_shares(stem, i * blocks / kBlocks * kDenseBlock, shares.data() + i * kDenseBlock);
    }
    double sum = 0, squares = 0;
    for (const std::size_t i : seen) {
      sum += shares[i];
      squares += static_cast<double>(shares[i]) * shares[i];
    }
    const auto count = static_cast<double>(seen.size());
    const double mean = sum / count;
    return static_cast<float>(mean + kDeviations * std::sqrt(std::max(0.0, squares / count - mean * mean)));
  };
  const float of_left = add(columns.subspan(whole));
  return {add(columns.first(whole)), of_left};
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

// Adds the first `whole` columns to the blocks that have an article which can have `lowest` with all columns.
// Gives those that still can with the others, in order.
std::vector<Xapian::docid> Ranker::add_within_reach(const Query& query, std::span<const StemWeight> columns,
                                                    std::size_t whole, double lowest) {
  const Snapshot& snapshot = query.snapshot;
  const std::span<const StemWeight> first = columns.first(whole);
  most_.assign(snapshot.last / kDenseBlock + 1, 0);
  bound_blocks(snapshot, columns.subspan(whole), most_);
  most_of_all_ = most_;
  bound_blocks(snapshot, first, most_of_all_);
  const auto least = static_cast<float>(lowest / kRounding);
  const float* scores = scores_.scores();
  const bool alone =
      snapshot.documents == snapshot.articles;  // else what wordings have is their article's too
  LikelyMost likely{HUGE_VALF, HUGE_VALF};
  if (alone) {
    likely = likely_most(query, columns, whole);
  } else {
    scores_.add_columns(first);
  }
  gather_wordings(snapshot);
  std::vector<Xapian::docid> within;
  for (std::size_t block = 0; block < most_.size(); ++block) {
    const float more = std::min(most_[block], likely.of_left);
    const std::size_t begin = block * kDenseBlock, end = std::min(begin + kDenseBlock, scores_.size());
    if (alone) {
      const float most = std::min(most_of_all_[block], likely.of_all);
      if ((scores_.highest()[block] + most) * query.most_boost[block] < least) continue;
      if (begin <= snapshot.dense->last)
        scores_.add_columns(first, begin, std::min<std::size_t>(end, snapshot.dense->last + 1));
      if (!any_above(scores + begin, end - begin, least / query.most_boost[block] - more)) continue;
    }
    for (auto id = static_cast<Xapian::docid>(begin); id < end; ++id) {
      if ((scores[id] + more + wordings_reach(query, id)) * query.boost[id] >= least &&
          query.visibility.allows(id))
        within.push_back(id);
    }
  }
  return within;
}

// Narrows the candidates down to those `within` reach of `lowest` with the columns `left`, and gives them all
// that they have of these. False where they are too many for that to pay.
bool Ranker::narrow(const Query& query, std::span<const StemWeight> left, std::vector<Xapian::docid> within,
                    double lowest) {
  const Snapshot& snapshot = query.snapshot;
  if (within.size() > scores_.size() / kPays) return false;
  const auto least = static_cast<float>(lowest / kRounding);
  std::erase_if(within, [&](Xapian::docid id) { return !reaches(query, left, least, id); });

  const auto wordings = wordings_of(snapshot, within);
  const auto newer = std::upper_bound(wordings.begin(), wordings.end(), snapshot.dense->last);
  const std::vector<Xapian::docid> covered(wordings.begin(), newer);
  for (const StemWeight& stem : left) scores_.add_to(covered, stem);
  candidates_ = std::move(within);
  candidates_.insert(candidates_.end(), wordings.begin(), wordings.end());
  narrowed_ = true;
  return true;
}

// Lists first, then columns, the weightiest before the others.
void Ranker::score_message(const Query& query) {
  Stems stems = query.stems;
  std::sort(stems.begin(), stems.end(), [](const StemWeight& a, const StemWeight& b) {
    if ((a.column == nullptr) != (b.column == nullptr)) return a.column == nullptr;
    return a.weight != b.weight ? a.weight > b.weight : a.documents < b.documents;
  });
  const std::span<const StemWeight> all(stems);
  const auto is_column = [](const StemWeight& stem) { return stem.column != nullptr; };
  const auto lists = static_cast<std::size_t>(std::find_if(all.begin(), all.end(), is_column) - all.begin());
  const std::span<const StemWeight> columns = all.subspan(lists);
  narrowed_ = false;
  if (columns.empty()) {
    scores_.start(query.snapshot, false);
    for (const StemWeight& stem : stems) scores_.add(stem);
  } else {
    scores_.start_lists(query.snapshot, all.first(lists));
    const double lowest = lowest_kept(query, columns);
    scores_.add_newer(columns);
    const std::size_t whole = columns_to_add(query.snapshot, query.visibility, columns, lowest);
    std::vector<Xapian::docid> within = add_within_reach(query, columns, whole, lowest);
    const std::span<const StemWeight> left = columns.subspan(whole);
    if (!narrow(query, left, std::move(within), lowest)) scores_.add_columns(left);
  }
  gather_wordings(query.snapshot);
}

}  // namespace garner
