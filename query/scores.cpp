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
  add_postings(stem, 0, database);
}

void Scores::add_columns(std::span<const StemWeight> stems, const Xapian::Database& database) {
  if (stems.empty()) return;
  all_ = true;
  const std::size_t covered = snapshot_->dense->last + 1;
  for (std::size_t begin = 0; begin < covered; begin += kWindow) {
    const std::size_t count = std::min(kWindow, covered - begin);
    for (const StemWeight& stem : stems) {
      const std::uint8_t* frequencies = stem.column->data() + begin;
      add_window(frequencies, snapshot_->norm.data() + begin, stem.weight, count, score_.data() + begin);
      if (counting_) count_window(frequencies, count, matched_.data() + begin);
    }
  }
  for (const StemWeight& stem : stems) add_postings(stem, snapshot_->dense->last, database);
}

void Scores::add_postings(const StemWeight& stem, Xapian::docid after, const Xapian::Database& database) {
  auto posting = database.postlist_begin(stem.stem);
  const auto end = database.postlist_end(stem.stem);
  if (after > 0 && posting != end) posting.skip_to(after + 1);
  for (; posting != end; ++posting) {
    const Xapian::docid id = *posting;
    if (id > snapshot_->last) break;  // committed after the snapshot was taken
    credit(id, score_of(stem.weight, static_cast<float>(posting.get_wdf()), snapshot_->norm[id]), 1);
  }
}

void Scores::add_to(const std::vector<Xapian::docid>& ids, const StemWeight& stem,
                    const Xapian::Database& database) {
  const float* norm = snapshot_->norm.data();
  auto id = ids.begin();
  if (stem.column != nullptr) {
    for (; id != ids.end() && *id <= snapshot_->dense->last; ++id) {
      const auto tf = static_cast<float>((*stem.column)[*id]);
      if (tf > 0) credit(*id, score_of(stem.weight, tf, norm[*id]), 1);
    }
  }
  if (id == ids.end()) return;
  auto posting = database.postlist_begin(stem.stem);
  const auto end = database.postlist_end(stem.stem);
  for (; id != ids.end() && posting != end; ++id) {
    posting.skip_to(*id);
    if (posting == end) break;
    if (*posting != *id) continue;
    const auto tf = static_cast<float>(posting.get_wdf());
    credit(*id, score_of(stem.weight, tf, norm[*id]), 1);
  }
}

}  // namespace garner
