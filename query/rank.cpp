#include "query/rank.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <queue>
#include <utility>

#include "query/synonyms.h"

namespace garner {
namespace {

// What freshness and use can lift a score to at most.
double most_lifted(const Weights& weights) {
  return (1 + weights.freshness) * (1 + weights.use);
}

// What all the wordings of an article can count at most, of what the best can.
double all_wordings(const Weights& weights) {
  return weights.wording_share * (1 + 2 * weights.next_wordings);
}

// Bounds are of sums that were added up in another order: the last digits may differ.
constexpr double kRounding = 1 + 1e-5;

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

double lifted(const Snapshot& snapshot, Xapian::docid id, std::uint32_t as_of) {
  return freshness_of(snapshot, id, as_of) * use_of(snapshot, id);
}

// Each posting list gave its documents in order: few runs, which are merged sooner than sorted.
void sort_runs(std::vector<Xapian::docid>& ids) {
  for (auto sorted = std::is_sorted_until(ids.begin(), ids.end()); sorted != ids.end();) {
    const auto next = std::is_sorted_until(sorted, ids.end());
    std::inplace_merge(ids.begin(), sorted, next);
    sorted = next;
  }
}

}  // namespace

double query_weight(const QueryTerm& term, const Weights& weights) {
  const double count = term.count;
  return term.idf * (weights.k3 + 1) * count / (weights.k3 + count);
}

std::uint32_t as_of(const Filter& filter) {
  return filter.created_before
             ? static_cast<std::uint32_t>(std::clamp<Time>(*filter.created_before / 1000, 0, UINT32_MAX))
             : 0;
}

double freshness_of(const Snapshot& snapshot, Xapian::docid id, std::uint32_t as_of) {
  constexpr double kDay = 86'400;
  const std::uint32_t created = snapshot.created[id];
  if (created == 0) return 1;
  const double age = created < as_of ? static_cast<double>(as_of - created) / kDay : 0;
  return 1 + snapshot.weights.freshness * std::exp2(-age / snapshot.weights.fresh_half_life);
}

double use_of(const Snapshot& snapshot, Xapian::docid id) {
  return 1 + snapshot.weights.use * snapshot.lift[id] / 127.0;
}

double idf_of(Xapian::doccount documents_with_it, const Snapshot& snapshot) {
  const double documents = std::max<double>(1, static_cast<double>(snapshot.documents));
  const double frequency = std::min<double>(documents_with_it, documents);
  // Robertson and Spärck Jones, kept above 0 as Lucene does.
  return std::log(1 + (documents - frequency + 0.5) / (frequency + 0.5));
}

double confidence_of(const Ranked& ranked) {
  // Where a model has a say, coverage is higher for right and wrong alike.
  constexpr double kIntercept = 4.45, kLearnedIntercept = 3.1, kSlope = 2.5;
  if (ranked.coverage <= 0) return 0;
  const double intercept = ranked.learned != nullptr ? kLearnedIntercept : kIntercept;
  return 1 / (1 + std::exp(-intercept) * std::pow(ranked.coverage, -kSlope));
}

void weigh(std::vector<QueryTerm>& terms, const Snapshot& snapshot, const Xapian::Database& database) {
  for (QueryTerm& term : terms) {
    Xapian::doccount most = 0;
    term.frequencies.clear();
    for (const std::string& stem : term.stems) {
      term.frequencies.push_back(database.get_termfreq(stem));
      most = std::max(most, term.frequencies.back());
    }
    term.idf = idf_of(most, snapshot);
    if (term.stop_word) term.idf *= snapshot.weights.stop_word_share;
  }
}

std::vector<float> length_norms(const Snapshot& snapshot) {
  std::vector<float> norms(snapshot.last + 1);
  const Weights& weights = snapshot.weights;
  const auto constant = static_cast<float>(1 - weights.b);
  const auto per_article = static_cast<float>(weights.b / snapshot.mean_article_length);
  const auto per_wording = static_cast<float>(weights.b / snapshot.mean_wording_length);
  const auto k1 = static_cast<float>(weights.k1), more = static_cast<float>(weights.k1_per_wording);
  for (Xapian::docid id = 0; id <= snapshot.last; ++id) {
    const bool article = kind_of_shelf(snapshot.shelf[id]) == DocumentKind::kArticle;
    const float saturation = article ? k1 * (1 + more * static_cast<float>(snapshot.wordings[id])) : k1;
    const auto length = static_cast<float>(snapshot.length[id]);
    norms[id] = saturation * (constant + (article ? per_article : per_wording) * length);
  }
  return norms;
}

// All documents that may be among the best.
template <typename Visit>
void Ranker::each_candidate(Visit&& visit) const {
  if (!narrowed_) return scores_.each(std::forward<Visit>(visit));
  for (const Xapian::docid id : candidates_) visit(id);
}

void Ranker::gather_wordings(const Snapshot& snapshot) {
  if (snapshot.documents == snapshot.articles) {
    wordings_.clear();
    with_wordings_.clear();
    return;
  }
  for (const Xapian::docid id : with_wordings_) wordings_[id] = {};
  with_wordings_.clear();
  wordings_.resize(snapshot.last + 1);
  each_candidate([&](Xapian::docid id) {
    float score = scores_.score(id);
    if (kind_of_shelf(snapshot.shelf[id]) != DocumentKind::kWording) return;
    const Xapian::docid owner = snapshot.owner[id];
    if (wordings_[owner][0] == 0) with_wordings_.push_back(owner);
    for (float& kept : wordings_[owner]) {
      if (score > kept) std::swap(score, kept);
    }
  });
}

// What the last of the best has at least; 0: there are not enough yet. Those that lead so far are given their
// share of the columns `left`, which costs next to nothing and makes the bound a good one.
double Ranker::lowest_kept(const Query& query, std::span<const StemWeight> left) const {
  constexpr std::size_t kMore = 8;  // the best in the end are not all ahead yet
  const Snapshot& snapshot = query.snapshot;
  const double lift = most_lifted(snapshot.weights);
  Top leading(query.wanted.limit + kMore);
  scores_.each([&](Xapian::docid id) {
    const double score = scores_.score(id);
    if (score * lift < leading.floor() || !query.visibility.allows(id)) return;
    leading.offer({id, score * lifted(snapshot, id, query.as_of)});
  });
  std::vector<double> scores;
  for (const Ranked& item : leading.take()) {
    float score = scores_.score(item.id);
    for (const StemWeight& stem : left) {
      if (stem.column == nullptr || item.id > snapshot.dense->last) continue;
      score += score_of(stem.weight, (*stem.column)[item.id], snapshot.norm[item.id]);
    }
    scores.push_back(score * lifted(snapshot, item.id, query.as_of));
  }
  const std::size_t limit = query.wanted.limit;
  if (limit == 0 || scores.size() < limit) return 0;
  std::nth_element(scores.begin(), scores.begin() + static_cast<std::ptrdiff_t>(limit - 1), scores.end(),
                   std::greater<>());
  return scores[limit - 1];
}

// An article's wordings follow it (the index writer adds them so).
std::vector<Xapian::docid> Ranker::wordings_of(const Snapshot& snapshot,
                                               const std::vector<Xapian::docid>& ids) {
  std::vector<Xapian::docid> wordings;
  if (snapshot.documents == snapshot.articles) return wordings;
  for (const Xapian::docid id : ids) {
    for (Xapian::docid at = 1; at <= snapshot.wordings[id]; ++at) wordings.push_back(id + at);
  }
  return wordings;
}

// Whether an article can have `lowest`, when the columns among the stems `left` are added to it, one by one
// until it cannot; `rest` is what all stems left may be worth. One that can keeps what was added.
bool Ranker::reaches(const Query& query, std::span<const StemWeight> left, double rest, double lowest,
                     Xapian::docid id) {
  const Snapshot& snapshot = query.snapshot;
  const float score = scores_.score(id);
  double others = 0;
  if (!wordings_.empty() && snapshot.wordings[id] > 0)
    others = all_wordings(snapshot.weights) * (wordings_[id][0] + rest);
  if ((score + rest + others) * most_lifted(snapshot.weights) * kRounding < lowest) return false;
  // What it must have without freshness.
  const double least = lowest / (lifted(snapshot, id, query.as_of) * kRounding) - others;
  if (id > snapshot.dense->last) return score + rest >= least;
  float more = 0;
  for (const StemWeight& stem : left) {
    if (score + more + rest < least) return false;
    if (stem.column == nullptr) continue;
    more += score_of(stem.weight, (*stem.column)[id], snapshot.norm[id]);
    rest -= stem.weight;
  }
  if (score + more + rest < least) return false;
  scores_.credit(id, more, 0);
  return true;
}

// Narrows the candidates down to those that can have `lowest` with the stems that are left, and gives them
// all that they have of these. False where too many can for that to pay.
bool Ranker::keep_within_reach(const Query& query, std::span<const StemWeight> left, double lowest,
                               std::uint64_t& found) {
  const Snapshot& snapshot = query.snapshot;
  double rest = 0;
  for (const StemWeight& stem : left) rest += stem.weight;
  gather_wordings(snapshot);
  std::vector<Xapian::docid> within;
  const double without_wordings = lowest / (most_lifted(snapshot.weights) * kRounding) - rest;
  scores_.each([&](Xapian::docid id) {
    if (!query.visibility.allows(id)) return;
    ++found;
    if (scores_.score(id) >= without_wordings || snapshot.wordings[id] > 0) within.push_back(id);
  });
  // A column is read eight times as fast from end to end as here and there.
  constexpr std::size_t kPays = 8;
  if (within.size() > scores_.size() / kPays) return false;
  std::sort(within.begin(), within.end());
  std::erase_if(within, [&](Xapian::docid id) { return !reaches(query, left, rest, lowest, id); });

  const auto wordings = wordings_of(snapshot, within);
  const auto uncovered = std::upper_bound(within.begin(), within.end(), snapshot.dense->last);
  const std::vector<Xapian::docid> late(uncovered, within.end());
  for (const StemWeight& stem : left) {
    scores_.add_to(wordings, stem, query.database);
    scores_.add_to(stem.column == nullptr ? within : late, stem, query.database);
  }
  candidates_ = std::move(within);
  candidates_.insert(candidates_.end(), wordings.begin(), wordings.end());
  narrowed_ = true;
  return true;
}

// Posting lists are read first, the weightiest stems before the others: they are in few documents. As soon as
// what is left cannot lift a document that has none of these among the best, only those that have some are
// looked at further, and of them only those that it can.
void Ranker::score_message(const Query& query, Stems stems, std::uint64_t& found) {
  std::sort(stems.begin(), stems.end(), [](const StemWeight& a, const StemWeight& b) {
    if ((a.column == nullptr) != (b.column == nullptr)) return a.column == nullptr;
    return a.weight != b.weight ? a.weight > b.weight : a.documents < b.documents;
  });
  double rest = 0;
  for (const StemWeight& stem : stems) rest += stem.weight;
  const bool has_wordings = query.snapshot.documents != query.snapshot.articles;
  const Weights& weights = query.snapshot.weights;
  const double reach = most_lifted(weights) * (has_wordings ? 1 + all_wordings(weights) : 1) * kRounding;
  constexpr std::size_t kWorthALook = 1000;  // postings; fewer are added sooner than weighed
  // Columns are added until what is left is this share of what would do: looking up the others here and there
  // is dear, and so fewer documents are within reach.
  constexpr double kLeft = 0.45;
  const std::span<const StemWeight> all(stems);
  const auto columns = static_cast<std::size_t>(
      std::find_if(all.begin(), all.end(), [](const StemWeight& stem) { return stem.column != nullptr; }) -
      all.begin());
  std::size_t next = 0;
  double lowest = 0;
  bool worth = true;
  for (; next < columns; ++next) {
    if (worth && all[next].documents > kWorthALook && scores_.touched() < 2 * all[next].documents) {
      lowest = lowest_kept(query, all.subspan(next));
      if (rest * reach < lowest) {
        if (keep_within_reach(query, all.subspan(next), lowest, found))
          return gather_wordings(query.snapshot);
        worth = false;
      }
    }
    scores_.add(all[next], query.database);
    rest -= all[next].weight;
  }
  if (next < all.size()) lowest = lowest_kept(query, all.subspan(next));
  std::size_t past = next;
  for (; past < all.size() && rest * reach >= lowest * kLeft; ++past) rest -= all[past].weight;
  scores_.add_columns(all.subspan(next, past - next), query.database);
  if (past < all.size() && !keep_within_reach(query, all.subspan(past), lowest, found)) {
    scores_.add_columns(all.subspan(past), query.database);
  }
  gather_wordings(query.snapshot);
}

// What has `required` of the stems has one of the rarest, all but `required` - 1 of them: the postings of the
// others are looked up for those alone.
void Ranker::score_search(const Query& query, Stems stems, std::size_t required) {
  std::sort(stems.begin(), stems.end(), [](const StemWeight& a, const StemWeight& b) {
    return a.documents != b.documents ? a.documents < b.documents : a.weight > b.weight;
  });
  std::size_t next = 0;
  for (; next + required < stems.size() + 1; ++next) scores_.add(stems[next], query.database);
  if (scores_.is_full()) {
    for (; next < stems.size(); ++next) scores_.add(stems[next], query.database);
  }
  if (next < stems.size()) {
    candidates_.clear();
    scores_.each([&](Xapian::docid id) { candidates_.push_back(id); });
    const auto wordings = wordings_of(query.snapshot, candidates_);
    candidates_.insert(candidates_.end(), wordings.begin(), wordings.end());
    sort_runs(candidates_);
    candidates_.erase(std::unique(candidates_.begin(), candidates_.end()), candidates_.end());
    narrowed_ = true;
    for (; next < stems.size(); ++next) scores_.add_to(candidates_, stems[next], query.database);
  }
  gather_wordings(query.snapshot);
}

void Ranker::score_all(const Query& query, const Stems& stems, const std::vector<QueryTerm>& terms) {
  for (const StemWeight& stem : stems) scores_.add(stem, query.database);
  if (query.wanted.expansions != nullptr) {
    for (const Expansion& expansion : *query.wanted.expansions)
      add(expansion, terms, query.snapshot, query.database);
  }
  gather_wordings(query.snapshot);
}

std::vector<Ranked> Ranker::best(const Query& query, std::size_t least, std::uint64_t& found) const {
  const Snapshot& snapshot = query.snapshot;
  const bool counting = query.wanted.required > 0;
  const double lift = most_lifted(snapshot.weights);
  const double wording_share = snapshot.weights.wording_share;
  const double next_wordings = snapshot.weights.next_wordings;
  Top top(query.wanted.limit);
  if (query.wanted.all != nullptr) query.wanted.all->clear();
  each_candidate([&](Xapian::docid id) {
    if (!query.visibility.allows(id)) return;
    if (counting && scores_.matched(id) < least) return;
    ++found;
    if (query.wanted.all != nullptr) query.wanted.all->push_back(id);
    double score = scores_.score(id);
    double share = query.possible;
    if (!wordings_.empty() && snapshot.wordings[id] > 0) {
      const Wordings& wordings = wordings_[id];
      score += wording_share * (wordings[0] + next_wordings * (wordings[1] + wordings[2]));
      share *= 1 + wording_share;
    }
    const double coverage = std::min(1.0, score / share);
    const std::size_t matched = counting ? std::min(scores_.matched(id), query.terms) : 0;
    if (counting) score *= static_cast<double>(matched) / static_cast<double>(query.terms);
    if (score * lift < top.floor()) return;
    top.offer({id, score * lifted(snapshot, id, query.as_of), coverage, matched});
  });
  return top.take();
}

std::vector<Ranked> Ranker::rank_by_words(const std::vector<QueryTerm>& terms, const Snapshot& snapshot,
                                          const Visibility& visibility, const Xapian::Database& database,
                                          const Wanted& wanted, std::uint64_t& found) {
  found = 0;
  if (wanted.all != nullptr) wanted.all->clear();
  if (terms.empty()) return {};
  double possible = 1e-9;  // not 0: a query of nothing but words in every document
  Stems stems;
  for (const QueryTerm& term : terms) {
    const double weight = query_weight(term, snapshot.weights);
    possible += weight;
    for (std::size_t i = 0; i < term.stems.size(); ++i) {
      if (term.frequencies[i] == 0) continue;
      const auto column = snapshot.dense->of_term.find(term.stems[i]);
      stems.push_back({term.stems[i], static_cast<float>(weight), term.frequencies[i],
                       column == snapshot.dense->of_term.end() ? nullptr : &column->second});
    }
  }
  const bool expanded = wanted.expansions != nullptr && !wanted.expansions->empty();
  if (stems.empty() && !expanded) return {};
  const Query query{
      snapshot,     visibility, database, wanted, wanted.as_of != 0 ? wanted.as_of : snapshot.newest,
      terms.size(), possible};
  scores_.start(snapshot, wanted.required > 0);
  narrowed_ = false;
  if (expanded) {
    score_all(query, stems, terms);
  } else if (wanted.required == 0) {
    score_message(query, stems, found);
  } else {
    score_search(query, stems, std::min(wanted.required, stems.size()));
  }
  std::uint64_t left = 0;
  auto ranked = best(query, wanted.required, left);
  if (ranked.empty() && wanted.required > 1) {
    if (!expanded) {
      scores_.start(snapshot, true);
      narrowed_ = false;
      score_all(query, stems, terms);
    }
    ranked = best(query, 1, left);
  }
  found = std::max(found, left);
  return ranked;
}

}  // namespace garner
