#include "query/scores.h"

#include <algorithm>
#include <array>
#include <bit>

#include "indexer/core/wide.h"

namespace garner {
namespace {

// Documents whose scores and norms stay in the cache while one column or list after the other is added: 128
// KiB.
constexpr std::size_t kWindow = 16'384;

GARNER_WIDE void add_window(const std::uint8_t* frequencies, const float* norms, float weight,
                            std::size_t count, float* scores) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto frequency = static_cast<float>(frequencies[i]);
    scores[i] += weight * frequency / (frequency + norms[i]);
  }
}

GARNER_WIDE void count_window(const std::uint8_t* frequencies, std::size_t count, std::uint8_t* matched) {
  for (std::size_t i = 0; i < count; ++i) {
    matched[i] = static_cast<std::uint8_t>(matched[i] + (frequencies[i] != 0));
  }
}

// The same for documents that are not side by side.
GARNER_WIDE void find_shares(const Xapian::docid* ids, const std::uint8_t* frequencies, const float* norms,
                             float weight, std::size_t count, float* shares) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto frequency = static_cast<float>(frequencies[i]);
    shares[i] = weight * frequency / (frequency + norms[ids[i]]);
  }
}

// No score is below 0, so that their bits are in the same order: integers are compared many at a time.
GARNER_WIDE float highest_of(const float* scores, std::size_t count) {
  std::int32_t highest = 0;
  for (std::size_t i = 0; i < count; ++i) highest = std::max(highest, std::bit_cast<std::int32_t>(scores[i]));
  return std::bit_cast<float>(highest);
}

GARNER_WIDE std::uint8_t highest_of(const std::uint8_t* matched, std::size_t count) {
  std::uint8_t highest = 0;
  for (std::size_t i = 0; i < count; ++i) highest = std::max(highest, matched[i]);
  return highest;
}

using Ids = std::vector<Xapian::docid>::const_iterator;

// std::lower_bound() for what is likely near: looks further ahead by twice as many each time (Bentley and
// Yao, 1976).
Ids first_from(Ids at, Ids end, Xapian::docid id) {
  for (std::ptrdiff_t step = 1; end - at > step; step *= 2) {
    if (at[step] >= id) return std::lower_bound(at, at + step + 1, id);
    at += step;
  }
  return std::lower_bound(at, end, id);
}

}  // namespace

void Scores::start(const Snapshot& snapshot, bool counting) {
  const std::size_t size = snapshot.last + 1;
  if (counting_) std::fill(matched_.begin(), matched_.end(), 0);
  if (all_) {
    score_.assign(size, 0);
  } else {
    for (const Xapian::docid id : touched_) score_[id] = 0;
  }
  score_.resize(size, 0);
  matched_.resize(size, 0);
  touched_.clear();
  all_ = false;
  counting_ = counting;
  snapshot_ = &snapshot;
}

void Scores::start_lists(const Snapshot& snapshot, std::span<const StemWeight> stems) {
  touched_.clear();
  all_ = false;  // the scores are cleared window by window
  start(snapshot, false);
  all_ = true;
  highest_.resize(snapshot.last / kDenseBlock + 1);
  std::vector<std::size_t> next(stems.size(), 0);  // posting of each list
  for (std::size_t begin = 0; begin < score_.size(); begin += kWindow) {
    const std::size_t end = std::min(begin + kWindow, score_.size());
    std::fill(score_.data() + begin, score_.data() + end, 0.0F);
    for (std::size_t i = 0; i < stems.size(); ++i)
      next[i] = add_part(stems[i], next[i], static_cast<Xapian::docid>(end));
    find_highest(begin, end);
  }
  add_newer(stems);
}

void Scores::find_highest(std::size_t begin, std::size_t end) {
  for (; begin < end; begin += kDenseBlock)
    highest_[begin / kDenseBlock] = highest_of(score_.data() + begin, std::min(kDenseBlock, end - begin));
}

void Scores::credit(Xapian::docid id, float score, std::uint8_t matched) {
  if (score_[id] == 0 && !all_) touched_.push_back(id);
  score_[id] += score;
  if (counting_) matched_[id] = static_cast<std::uint8_t>(matched_[id] + matched);
}

float Scores::share_of(Xapian::docid id, const StemWeight& stem) const {
  const float norm = snapshot_->norm[id];
  if (stem.column != nullptr) {
    return id <= snapshot_->dense->last ? score_of(stem.weight, stem.column->frequencies[id], norm) : 0;
  }
  const PostingList& list = *stem.list;
  const auto at = std::lower_bound(list.ids.begin(), list.ids.end(), id);
  if (at == list.ids.end() || *at != id) return 0;
  return score_of(stem.weight, list.frequencies[static_cast<std::size_t>(at - list.ids.begin())], norm);
}

void Scores::add(const StemWeight& stem) {
  if (stem.column != nullptr) {
    all_ = true;
    add_columns({&stem, 1});
    return add_newer(stem);
  }
  const PostingList& list = *stem.list;
  const float* norm = snapshot_->norm.data();
  for (std::size_t i = 0; i < list.ids.size(); ++i) {
    const Xapian::docid id = list.ids[i];
    if (id > snapshot_->last) break;  // kept for a newer revision
    credit(id, score_of(stem.weight, list.frequencies[i], norm[id]), 1);
  }
  add_newer(stem);
}

std::size_t Scores::add_part(const StemWeight& stem, std::size_t posting, Xapian::docid end) {
  const PostingList& list = *stem.list;
  std::array<float, 256> shares;
  std::size_t count = shares.size();
  while (count == shares.size()) {
    count = std::min(count, list.ids.size() - posting);
    const Xapian::docid* ids = list.ids.data() + posting;
    if (count > 0 && ids[count - 1] >= end)
      count = static_cast<std::size_t>(std::lower_bound(ids, ids + count, end) - ids);
    find_shares(ids, list.frequencies.data() + posting, snapshot_->norm.data(), stem.weight, count,
                shares.data());
    float* scores = score_.data();
    for (std::size_t i = 0; i < count; ++i) scores[ids[i]] += shares[i];
    posting += count;
  }
  return posting;
}

void Scores::add_columns(std::span<const StemWeight> stems) {
  const std::size_t covered = snapshot_->dense->last + 1;
  for (std::size_t begin = 0; begin < covered; begin += kWindow)
    add_columns(stems, begin, std::min(begin + kWindow, covered));
}

void Scores::add_columns(std::span<const StemWeight> stems, std::size_t begin, std::size_t end) {
  for (const StemWeight& stem : stems) {
    const std::uint8_t* frequencies = stem.column->frequencies.data() + begin;
    add_window(frequencies, snapshot_->norm.data() + begin, stem.weight, end - begin, score_.data() + begin);
    if (counting_) count_window(frequencies, end - begin, matched_.data() + begin);
  }
}

void Scores::add_shares(const StemWeight& stem, std::size_t begin, float* shares) const {
  add_window(stem.column->frequencies.data() + begin, snapshot_->norm.data() + begin, stem.weight,
             kDenseBlock, shares);
}

void Scores::add_newer(std::span<const StemWeight> stems) {
  if (snapshot_->dense->last == snapshot_->last) return;
  for (const StemWeight& stem : stems) add_newer(stem);
  find_highest(snapshot_->dense->last / kDenseBlock * kDenseBlock, score_.size());
}

void Scores::add_newer(const StemWeight& stem) {
  snapshot_->newer->each(stem.stem, covered_of(stem), [&](Xapian::docid id, std::uint8_t frequency) {
    credit(id, score_of(stem.weight, frequency, snapshot_->norm[id]), 1);
  });
}

Xapian::docid Scores::covered_of(const StemWeight& stem) const {
  return stem.column != nullptr ? snapshot_->dense->last : stem.list->last;
}

void Scores::count(std::span<const StemWeight> stems) {
  for (const StemWeight& stem : stems) {
    if (stem.column != nullptr) {
      count_window(stem.column->frequencies.data(), snapshot_->dense->last + 1, matched_.data());
    } else {
      for (const Xapian::docid id : stem.list->ids) {
        if (id > snapshot_->last) break;  // kept for a newer revision
        ++matched_[id];
      }
    }
    snapshot_->newer->each(stem.stem, covered_of(stem),
                           [&](Xapian::docid id, std::uint8_t) { ++matched_[id]; });
  }
}

std::vector<Xapian::docid> Scores::with_matched(std::size_t least) const {
  std::vector<Xapian::docid> ids;
  for (std::size_t begin = 0; begin < matched_.size(); begin += kDenseBlock) {
    const std::size_t end = std::min(begin + kDenseBlock, matched_.size());
    if (highest_of(matched_.data() + begin, end - begin) < least) continue;
    for (std::size_t id = begin; id < end; ++id) {
      if (matched_[id] >= least) ids.push_back(static_cast<Xapian::docid>(id));
    }
  }
  return ids;
}

void Scores::add_to(const std::vector<Xapian::docid>& ids, const StemWeight& stem) {
  const float* norm = snapshot_->norm.data();
  auto id = ids.begin();
  if (stem.column != nullptr) {
    for (; id != ids.end() && *id <= snapshot_->dense->last; ++id) {
      const std::uint8_t frequency = stem.column->frequencies[*id];
      if (frequency > 0) credit(*id, score_of(stem.weight, frequency, norm[*id]), 0);
    }
  } else {
    const PostingList& list = *stem.list;
    auto at = list.ids.begin();
    for (; id != ids.end() && *id <= list.last; ++id) {
      at = first_from(at, list.ids.end(), *id);
      if (at == list.ids.end() || *at != *id) continue;
      const std::uint8_t frequency = list.frequencies[static_cast<std::size_t>(at - list.ids.begin())];
      credit(*id, score_of(stem.weight, frequency, norm[*id]), 0);
    }
  }
  if (id == ids.end()) return;
  snapshot_->newer->each(stem.stem, *id - 1, [&](Xapian::docid has, std::uint8_t frequency) {
    id = first_from(id, ids.end(), has);
    if (id != ids.end() && *id == has) credit(has, score_of(stem.weight, frequency, norm[has]), 0);
  });
}

}  // namespace garner
