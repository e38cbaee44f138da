#include "query/rank.h"

#include <algorithm>
#include <cmath>
#include <queue>

#include "query/synonyms.h"

namespace garner {
namespace {

// The reason and the measured effect of each: docs/ranking.md.
constexpr float kK1 = 2.0F;  // how soon repeated terms stop counting
constexpr float kK1PerWording =
    0.4F;  // an article of many wordings repeats by nature: it saturates later, by this share each
constexpr float kB = 0.7F;             // how far long documents are held back
constexpr double kK3 = 8;              // how soon a word repeated in the query stops counting
constexpr float kWordingShare = 0.6F;  // what the best wording counts beside the article as a whole
constexpr float kNextWordings = 0.5F;  // what the second and the third best count beside the best
constexpr double kStopWordShare =
    0.4;  // what a word without a topic counts: not nothing, "how do you say" is a question
constexpr double kFreshness = 0.3;                // how much more a brand-new article counts than an old one
constexpr double kFreshHalfLife = 30 * 86'400.0;  // seconds after which half of that is left

struct Better {
  bool operator()(const Ranked& a, const Ranked& b) const {
    return a.score != b.score ? a.score > b.score : a.id < b.id;
  }
};

// The best `limit` of what is offered.
class Top {
 public:
  explicit Top(std::size_t limit) : limit_(limit) {}
  // A score at or below this cannot enter.
  double floor() const { return heap_.empty() || heap_.size() < limit_ ? -1 : heap_.top().score; }
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

// 1 for an article of unknown or great age, up to 1 + kFreshness for a new one: of two equal answers the
// newer is likelier right.
double freshness(std::uint32_t created, std::uint32_t as_of) {
  if (created == 0) return 1;
  const double age = created < as_of ? static_cast<double>(as_of - created) : 0;
  return 1 + kFreshness * std::exp2(-age / kFreshHalfLife);
}

}  // namespace

double query_weight(const QueryTerm& term) {
  const double count = term.count;
  return term.idf * (kK3 + 1) * count / (kK3 + count);
}

double idf_of(Xapian::doccount documents_with_it, const Snapshot& snapshot) {
  const double documents = std::max<double>(1, static_cast<double>(snapshot.documents));
  const double frequency = std::min<double>(documents_with_it, documents);
  // Robertson and Spärck Jones, kept above 0 as Lucene does.
  return std::log(1 + (documents - frequency + 0.5) / (frequency + 0.5));
}

double confidence_of(double coverage) {
  constexpr double kIntercept = 4.45, kSlope = 2.6;
  if (coverage <= 0) return 0;
  return 1 / (1 + std::exp(-kIntercept) * std::pow(coverage, -kSlope));
}

void weigh(std::vector<QueryTerm>& terms, const Snapshot& snapshot, const Xapian::Database& database) {
  for (QueryTerm& term : terms) {
    Xapian::doccount most = 0;
    for (const std::string& stem : term.stems) most = std::max(most, database.get_termfreq(stem));
    term.idf = idf_of(most, snapshot);
    if (term.stop_word) term.idf *= kStopWordShare;
  }
}

void Ranker::prepare(const Snapshot& snapshot, bool counting) {
  counting_ = counting;
  score_.assign(snapshot.last + 1, 0);
  if (counting) matched_.assign(snapshot.last + 1, 0);
  if (prepared_for_ == &snapshot && prepared_revision_ == snapshot.revision) return;
  norm_.resize(snapshot.last + 1);
  for (Xapian::docid id = 0; id <= snapshot.last; ++id) {
    const bool article = kind_of_shelf(snapshot.shelf[id]) == DocumentKind::kArticle;
    const double mean = article ? snapshot.mean_article_length : snapshot.mean_wording_length;
    const float k1 = article ? kK1 * (1 + kK1PerWording * static_cast<float>(snapshot.wordings[id])) : kK1;
    norm_[id] = k1 * (1 - kB + kB * static_cast<float>(snapshot.length[id] / mean));
  }
  prepared_for_ = &snapshot;
  prepared_revision_ = snapshot.revision;
}

void Ranker::add_stem(const std::string& stem, float weight, const Snapshot& snapshot,
                      const Xapian::Database& database) {
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
      for (Xapian::docid id = 0; id <= covered; ++id) {
        matched_[id] = static_cast<std::uint8_t>(matched_[id] + (frequency[id] != 0));
      }
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
  const auto weight = static_cast<float>(query_weight(term));
  for (const std::string& stem : term.stems) add_stem(stem, weight, snapshot, database);
}

void Ranker::gather_wordings(const Snapshot& snapshot) {
  wordings_.clear();
  if (snapshot.documents == snapshot.articles) return;
  wordings_.resize(snapshot.last + 1);
  for (Xapian::docid id = 1; id <= snapshot.last; ++id) {
    float score = score_[id];
    if (score == 0 || kind_of_shelf(snapshot.shelf[id]) != DocumentKind::kWording) continue;
    for (float& kept : wordings_[snapshot.owner[id]]) {
      if (score > kept) std::swap(score, kept);
    }
  }
}

std::vector<Ranked> Ranker::best(const Snapshot& snapshot, const Visibility& visibility, const Wanted& wanted,
                                 std::size_t least, double possible, std::size_t terms,
                                 std::uint64_t& found) const {
  const std::uint32_t as_of = wanted.as_of != 0 ? wanted.as_of : snapshot.newest;
  Top top(wanted.limit);
  found = 0;
  for (Xapian::docid id = 1; id <= snapshot.last; ++id) {
    if (score_[id] == 0 || !visibility.allows(id)) continue;
    if (counting_ && matched_[id] < least) continue;
    ++found;
    double score = score_[id];
    double share = possible;
    if (!wordings_.empty() && snapshot.wordings[id] > 0) {
      const Wordings& wordings = wordings_[id];
      score += kWordingShare * (wordings[0] + kNextWordings * (wordings[1] + wordings[2]));
      share *= 1 + kWordingShare;
    }
    const double coverage = std::min(1.0, score / share);
    if (counting_)
      score *= static_cast<double>(std::min<std::size_t>(matched_[id], terms)) / static_cast<double>(terms);
    if (score * (1 + kFreshness) <= top.floor()) continue;
    top.offer({id, score * freshness(snapshot.created[id], as_of), coverage});
  }
  return top.take();
}

std::vector<Ranked> Ranker::rank(const std::vector<QueryTerm>& terms, const Snapshot& snapshot,
                                 const Visibility& visibility, const Xapian::Database& database,
                                 const Wanted& wanted, std::uint64_t& found) {
  found = 0;
  if (terms.empty()) return {};
  prepare(snapshot, wanted.required > 0);
  double possible = 1e-9;  // not 0: a query of nothing but words in every document
  for (const QueryTerm& term : terms) {
    add(term, snapshot, database);
    possible += query_weight(term);
  }
  if (wanted.expansions != nullptr) {
    for (const Expansion& expansion : *wanted.expansions) add(expansion, terms, snapshot, database);
  }
  gather_wordings(snapshot);
  auto ranked = best(snapshot, visibility, wanted, wanted.required, possible, terms.size(), found);
  if (ranked.empty() && wanted.required > 1)
    ranked = best(snapshot, visibility, wanted, 1, possible, terms.size(), found);
  return ranked;
}

}  // namespace garner
