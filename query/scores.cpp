#include "query/scores.h"

#include <algorithm>

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
  if (all_) {
    score_.assign(size, 0);
    if (counting_) matched_.assign(size, 0);
  } else {
    for (const Xapian::docid id : touched_) score_[id] = 0;
    if (counting_) {
      for (const Xapian::docid id : touched_) matched_[id] = 0;
    }
  }
  score_.resize(size, 0);
  matched_.resize(size, 0);
  touched_.clear();
  all_ = false;
  counting_ = counting;
  snapshot_ = &snapshot;
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

void Scores::add(const StemWeight& stem, const Xapian::Database& database) {
  if (stem.column != nullptr) return add_columns({&stem, 1}, database);
  const PostingList& list = *stem.list;
  const float* norm = snapshot_->norm.data();
  for (std::size_t i = 0; i < list.ids.size(); ++i) {
    const Xapian::docid id = list.ids[i];
    if (id > snapshot_->last) break;  // kept for a newer revision
    credit(id, score_of(stem.weight, list.frequencies[i], norm[id]), 1);
  }
  add_postings(stem, list.last, database);
}

void Scores::add_lists(std::span<const StemWeight> stems, const Xapian::Database& database) {
  if (stems.empty()) return;
  all_ = true;
  std::vector<std::size_t> next(stems.size(), 0);  // posting of each list
  for (std::size_t begin = 0; begin < score_.size(); begin += kWindow) {
    const std::size_t end = std::min(begin + kWindow, score_.size());
    for (std::size_t i = 0; i < stems.size(); ++i)
      next[i] = add_part(stems[i], next[i], static_cast<Xapian::docid>(end));
  }
  for (const StemWeight& stem : stems) add_postings(stem, stem.list->last, database);
}

std::size_t Scores::add_part(const StemWeight& stem, std::size_t posting, Xapian::docid end) {
  const PostingList& list = *stem.list;
  const float* norm = snapshot_->norm.data();
  for (; posting < list.ids.size() && list.ids[posting] < end; ++posting) {
    const Xapian::docid id = list.ids[posting];
    score_[id] += score_of(stem.weight, list.frequencies[posting], norm[id]);
    if (counting_) ++matched_[id];
  }
  return posting;
}

void Scores::add_columns(std::span<const StemWeight> stems, const Xapian::Database& database) {
  add_to_newer(stems, database);
  const std::size_t covered = snapshot_->dense->last + 1;
  for (std::size_t begin = 0; begin < covered; begin += kWindow)
    add_columns(stems, begin, std::min(begin + kWindow, covered));
}

void Scores::add_to_newer(std::span<const StemWeight> stems, const Xapian::Database& database) {
  for (const StemWeight& stem : stems) {
    all_ = true;
    add_postings(stem, snapshot_->dense->last, database);
  }
}

void Scores::add_columns(std::span<const StemWeight> stems, std::size_t begin, std::size_t end) {
  for (const StemWeight& stem : stems) {
    const std::uint8_t* frequencies = stem.column->frequencies.data() + begin;
    add_window(frequencies, snapshot_->norm.data() + begin, stem.weight, end - begin, score_.data() + begin);
    if (counting_) count_window(frequencies, end - begin, matched_.data() + begin);
  }
}

void Scores::add_postings(const StemWeight& stem, Xapian::docid after, const Xapian::Database& database) {
  if (after >= snapshot_->last) return;
  auto posting = database.postlist_begin(stem.stem);
  const auto end = database.postlist_end(stem.stem);
  if (posting != end) posting.skip_to(after + 1);
  for (; posting != end; ++posting) {
    const Xapian::docid id = *posting;
    if (id > snapshot_->last) break;  // committed after the snapshot was taken
    credit(id, score_of(stem.weight, kept_frequency(posting.get_wdf()), snapshot_->norm[id]), 1);
  }
}

void Scores::add_to(const std::vector<Xapian::docid>& ids, const StemWeight& stem,
                    const Xapian::Database& database) {
  const float* norm = snapshot_->norm.data();
  auto id = ids.begin();
  if (stem.column != nullptr) {
    for (; id != ids.end() && *id <= snapshot_->dense->last; ++id) {
      const std::uint8_t frequency = stem.column->frequencies[*id];
      if (frequency > 0) credit(*id, score_of(stem.weight, frequency, norm[*id]), 1);
    }
  } else {
    const PostingList& list = *stem.list;
    auto at = list.ids.begin();
    for (; id != ids.end() && *id <= list.last; ++id) {
      at = first_from(at, list.ids.end(), *id);
      if (at == list.ids.end() || *at != *id) continue;
      const std::uint8_t frequency = list.frequencies[static_cast<std::size_t>(at - list.ids.begin())];
      credit(*id, score_of(stem.weight, frequency, norm[*id]), 1);
    }
  }
  if (id == ids.end()) return;
  auto posting = database.postlist_begin(stem.stem);
  const auto end = database.postlist_end(stem.stem);
  for (; id != ids.end() && posting != end; ++id) {
    posting.skip_to(*id);
    if (posting == end) break;
    if (*posting != *id) continue;
    credit(*id, score_of(stem.weight, kept_frequency(posting.get_wdf()), norm[*id]), 1);
  }
}

}  // namespace garner
