#include "query/scores.h"

#include <algorithm>

namespace garner {
namespace {

// Documents whose scores and norms stay in the cache while one column after the other is added: 128 KiB.
constexpr std::size_t kWindow = 16'384;

// Most of a long message's time goes here, so that wider registers are used where there are some. The
// sanitizers do not know such functions.
#if defined(__x86_64__) && defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
__attribute__((target_clones("avx512f", "avx2", "default")))
#endif
void add_window(const std::uint8_t* frequencies, const float* norms, float weight, std::size_t count,
                float* scores) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto frequency = static_cast<float>(frequencies[i]);
    scores[i] += weight * frequency / (frequency + norms[i]);
  }
}

void count_window(const std::uint8_t* frequencies, std::size_t count, std::uint8_t* matched) {
  for (std::size_t i = 0; i < count; ++i) {
    matched[i] = static_cast<std::uint8_t>(matched[i] + (frequencies[i] != 0));
  }
}

}  // namespace

void Scores::start(const Snapshot& snapshot, bool counting) {
  const std::size_t size = snapshot.last + 1;
  if (all_) {
    score_.assign(size, 0);
    matched_.assign(size, 0);
  } else {
    for (const Xapian::docid id : touched_) score_[id] = 0;
    for (const Xapian::docid id : touched_) matched_[id] = 0;
    score_.resize(size, 0);
    matched_.resize(size, 0);
  }
  touched_.clear();
  all_ = false;
  counting_ = counting;
  snapshot_ = &snapshot;
}

void Scores::credit(Xapian::docid id, float score, std::uint8_t matched) {
  if (score_[id] == 0 && !all_) touched_.push_back(id);
  score_[id] += score;
  matched_[id] = static_cast<std::uint8_t>(matched_[id] + matched);
}

void Scores::add(const StemWeight& stem, const Xapian::Database& database) {
  if (stem.column != nullptr) return add_columns({&stem, 1}, database);
  add_list(stem, database);
}

void Scores::add_list(const StemWeight& stem, const Xapian::Database& database) {
  const auto list = snapshot_->postings->find(stem.stem, snapshot_->last, database);
  const float* norm = snapshot_->norm.data();
  for (std::size_t i = 0; i < list->ids.size(); ++i) {
    const Xapian::docid id = list->ids[i];
    if (id > snapshot_->last) break;  // kept for a newer revision
    credit(id, score_of(stem.weight, list->frequencies[i], norm[id]), 1);
  }
  add_postings(stem, list->last, database);
}

void Scores::add_columns(std::span<const StemWeight> stems, const Xapian::Database& database) {
  if (stems.empty()) return;
  all_ = true;
  const std::size_t covered = snapshot_->dense->last + 1;
  for (std::size_t begin = 0; begin < covered; begin += kWindow) {
    const std::size_t count = std::min(kWindow, covered - begin);
    for (const StemWeight& stem : stems) {
      const std::uint8_t* frequencies = stem.column->frequencies.data() + begin;
      add_window(frequencies, snapshot_->norm.data() + begin, stem.weight, count, score_.data() + begin);
      if (counting_) count_window(frequencies, count, matched_.data() + begin);
    }
  }
  for (const StemWeight& stem : stems) add_postings(stem, snapshot_->dense->last, database);
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
    const auto list = snapshot_->postings->find(stem.stem, snapshot_->last, database);
    auto at = list->ids.begin();
    for (; id != ids.end() && *id <= list->last; ++id) {
      at = std::lower_bound(at, list->ids.end(), *id);
      if (at == list->ids.end() || *at != *id) continue;
      const std::uint8_t frequency = list->frequencies[static_cast<std::size_t>(at - list->ids.begin())];
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
