#include "query/rank.h"

#include <algorithm>
#include <cmath>
#include <queue>
#include <cstdlib>

namespace garner {
namespace {

float knob(const char* name, float value) {
  const char* set = std::getenv(name);
  return set ? static_cast<float>(std::atof(set)) : value;
}

// BM25: saturation of repeated terms, and how far long documents are held back.
const float kK1 = knob("K1", 1.2F);
const float kB = knob("B", 0.5F);
const float kWordingB = knob("WB", 0.5F);
const float kWordingK1 = knob("WK1", 1.2F);
// What the best single wording counts beside the article as a whole.
const float kWordingShare = knob("WS", 1.0F);

struct Better {
  bool operator()(const Ranked& a, const Ranked& b) const {
    return a.score != b.score ? a.score > b.score : a.id < b.id;
  }
};

// The best `limit` of what is offered.
class Top {
 public:
  explicit Top(std::size_t limit) : limit_(limit) {}
  double floor() const { return heap_.size() < limit_ ? -1 : heap_.top().score; }
  void offer(const Ranked& item) {
    if (heap_.size() < limit_) {
      heap_.push(item);
    } else if (limit_ > 0 && Better{}(item, heap_.top())) {
      heap_.pop();
      heap_.push(item);
    }
  }
  std::vector<Ranked> take() {
    std::vector<Ranked> best;
    for (; !heap_.empty(); heap_.pop()) best.push_back(heap_.top());
    std::reverse(best.begin(), best.end());
    return best;
  }

 private:
  std::size_t limit_;
  std::priority_queue<Ranked, std::vector<Ranked>, Better> heap_;  // the worst kept is on top
};

double best_possible(const std::vector<QueryTerm>& terms) {
  double sum = 0;
  for (const QueryTerm& term : terms) sum += term.idf * term.count;
  return sum;
}

}  // namespace

void weigh(std::vector<QueryTerm>& terms, const Snapshot& snapshot, const Xapian::Database& database) {
  const double documents = std::max<double>(1, static_cast<double>(snapshot.documents));
  for (QueryTerm& term : terms) {
    Xapian::doccount most = 0;
    for (const std::string& stem : term.stems) most = std::max(most, database.get_termfreq(stem));
    const double frequency = std::min<double>(most, documents);
    // Robertson and Spärck Jones, kept above 0 as Lucene does.
    term.idf = std::log(1 + (documents - frequency + 0.5) / (frequency + 0.5));
  }
}

void Ranker::prepare(const Snapshot& snapshot) {
  score_.assign(snapshot.last + 1, 0);
  best_wording_.assign(snapshot.last + 1, 0);
  if (prepared_snapshot_ == &snapshot && prepared_for_ == snapshot.revision) return;
  norm_.resize(snapshot.last + 1);
  for (Xapian::docid id = 0; id <= snapshot.last; ++id) {
    const bool article = kind_of_shelf(snapshot.shelf[id]) == DocumentKind::kArticle;
    const auto mean = static_cast<float>(article ? snapshot.mean_article_length : snapshot.mean_wording_length);
    const float b = article ? kB : kWordingB;
    norm_[id] = (article ? kK1 : kWordingK1) * (1 - b + b * static_cast<float>(snapshot.length[id]) / mean);
  }
  prepared_snapshot_ = &snapshot;
  prepared_for_ = snapshot.revision;
}

void Ranker::add_stem(const std::string& stem, float weight, const Snapshot& snapshot, const Xapian::Database& database) {
  Xapian::docid covered = 0;
  const auto column = snapshot.dense->of_term.find(stem);
  if (column != snapshot.dense->of_term.end()) {
    covered = snapshot.dense->last;
    const std::uint8_t* frequency = column->second.data();
    const float* norm = norm_.data();
    float* score = score_.data();
    for (Xapian::docid id = 0; id <= covered; ++id) {
      const auto tf = static_cast<float>(frequency[id]);
      score[id] += weight * tf / (tf + norm[id]);
    }
    if (counting_) {
      for (Xapian::docid id = 0; id <= covered; ++id) matched_[id] += frequency[id] != 0;
    }
  }
  auto posting = database.postlist_begin(stem);
  const auto end = database.postlist_end(stem);
  if (covered > 0 && posting != end) posting.skip_to(covered + 1);
  for (; posting != end; ++posting) {
    const Xapian::docid id = *posting;
    if (id > snapshot.last) break;  // committed after the snapshot was taken
    const auto tf = static_cast<float>(posting.get_wdf());
    score_[id] += weight * tf / (tf + norm_[id]);
    if (counting_) ++matched_[id];
  }
}

void Ranker::add(const QueryTerm& term, const Snapshot& snapshot, const Xapian::Database& database) {
  const auto weight = static_cast<float>(term.idf * term.count);
  for (const std::string& stem : term.stems) add_stem(stem, weight, snapshot, database);
}

std::vector<Ranked> Ranker::rank(const std::vector<QueryTerm>& terms, const Snapshot& snapshot,
                                 const Visibility& visibility, const Xapian::Database& database, std::size_t limit,
                                 std::uint64_t& found) {
  counting_ = false;
  prepare(snapshot);
  for (const QueryTerm& term : terms) add(term, snapshot, database);

  if (snapshot.documents > snapshot.articles) {
    for (Xapian::docid id = 1; id <= snapshot.last; ++id) {
      if (score_[id] == 0 || kind_of_shelf(snapshot.shelf[id]) != DocumentKind::kWording) continue;
      float& best = best_wording_[snapshot.owner[id]];
      best = std::max(best, score_[id]);
    }
  }
  const double possible = std::max(1e-9, best_possible(terms) * (1 + kWordingShare));
  Top top(limit);
  found = 0;
  for (Xapian::docid id = 1; id <= snapshot.last; ++id) {
    if (score_[id] == 0 || !visibility.allows(id)) continue;
    ++found;
    const double score = score_[id] + kWordingShare * best_wording_[id];
    if (score > top.floor()) top.offer({id, score, score / possible, 0});
  }
  return top.take();
}

std::vector<Ranked> Ranker::rank_search(const std::vector<QueryTerm>& terms, std::size_t required, const Snapshot& snapshot,
                                        const Visibility& visibility, const Xapian::Database& database, std::size_t limit,
                                        std::uint64_t& found) {
  counting_ = true;
  prepare(snapshot);
  matched_.assign(snapshot.last + 1, 0);
  for (const QueryTerm& term : terms) add(term, snapshot, database);

  const double possible = std::max(1e-9, best_possible(terms));
  const auto all = static_cast<double>(std::max<std::size_t>(terms.size(), 1));
  const auto collect = [&](std::size_t least) {
    Top top(limit);
    found = 0;
    for (Xapian::docid id = 1; id <= snapshot.last; ++id) {
      if (matched_[id] < least || matched_[id] == 0 || !visibility.allows(id)) continue;
      ++found;
      const double score = score_[id] * (matched_[id] / all);
      if (score > top.floor()) top.offer({id, score, score / possible, matched_[id]});
    }
    return top.take();
  };
  auto best = collect(required);
  if (best.empty() && required > 1) best = collect(1);
  return best;
}

}  // namespace garner
