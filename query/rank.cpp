#include "query/rank.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "query/citations.h"
#include "query/learned.h"
#include "query/synonyms.h"
#include "query/top.h"

namespace garner {
namespace {

// Where fewer than one article in so many names another, nothing is looked for: to find the best 64 in place
// of the best few takes half as long again (docs/ranking.md).
constexpr std::uint64_t kFewCite = 1000;

double lifted(const Snapshot& snapshot, Xapian::docid id, std::uint32_t as_of) {
  return freshness_of(snapshot, id, as_of) * use_of(snapshot, id);
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
  return 1 + snapshot.weights.freshness / std::sqrt(1 + age / snapshot.weights.fresh_days);
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
  constexpr double kIntercept = 4.45, kLearnedIntercept = 2.8, kSlope = 2.5;
  if (ranked.coverage <= 0) return 0;
  const double intercept = ranked.learned != nullptr ? kLearnedIntercept : kIntercept;
  return 1 / (1 + std::exp(-intercept) * std::pow(ranked.coverage, -kSlope));
}

void weigh(std::vector<QueryTerm>& terms, const Snapshot& snapshot, const Xapian::Database& database) {
  for (QueryTerm& term : terms) {
    Xapian::doccount most = 0;
    term.frequencies.clear();
    for (const std::string& stem : term.stems) {
      term.frequencies.push_back(snapshot.frequencies->of(stem, database));
      most = std::max(most, term.frequencies.back());
    }
    term.idf = idf_of(most, snapshot);
    if (term.stop_word) term.idf *= snapshot.weights.stop_word_share;
  }
}

std::vector<float> boosts(const Snapshot& snapshot, std::uint32_t as_of) {
  std::vector<float> boosts(snapshot.last + 1, 1);
  for (Xapian::docid id = 0; id <= snapshot.last; ++id)
    boosts[id] = static_cast<float>(lifted(snapshot, id, as_of));
  return boosts;
}

std::vector<float> most_of_blocks(const std::vector<float>& of_documents) {
  std::vector<float> most((of_documents.size() + kDenseBlock - 1) / kDenseBlock, 0);
  for (std::size_t id = 0; id < of_documents.size(); ++id)
    most[id / kDenseBlock] = std::max(most[id / kDenseBlock], of_documents[id]);
  return most;
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
  const auto gather = [&](Xapian::docid id) {
    float score = scores_.score(id);
    if (score == 0 || kind_of_shelf(snapshot.shelf[id]) != DocumentKind::kWording) return;
    const Xapian::docid owner = snapshot.owner[id];
    if (wordings_[owner][0] == 0) with_wordings_.push_back(owner);
    for (float& kept : wordings_[owner]) {
      if (score > kept) std::swap(score, kept);
    }
  };
  if (narrowed_ || !scores_.is_full()) return each_candidate(gather);
  for (const Xapian::docid id : snapshot.wording_documents) gather(id);
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

// Who has enough of the stems is found first, from one byte a document; only those are scored.
bool Ranker::score_search(const Query& query) {
  constexpr std::size_t kFew = 8;  // beyond every eighth document, all are sooner scored in a row
  scores_.start(query.snapshot, true);
  scores_.count(query.stems);
  auto articles = scores_.with_matched(std::min(query.wanted.required, query.stems.size()));
  std::erase_if(articles, [&](Xapian::docid id) { return !query.visibility.allows(id); });
  if (articles.size() > scores_.size() / kFew) return false;
  score_only(query, std::move(articles));
  return true;
}

void Ranker::score_only(const Query& query, std::vector<Xapian::docid> articles) {
  candidates_ = std::move(articles);
  const auto wordings = wordings_of(query.snapshot, candidates_);
  candidates_.insert(candidates_.end(), wordings.begin(), wordings.end());
  std::inplace_merge(candidates_.begin(), candidates_.end() - static_cast<std::ptrdiff_t>(wordings.size()),
                     candidates_.end());
  narrowed_ = true;
  for (const StemWeight& stem : query.stems) scores_.add_to(candidates_, stem);
  gather_wordings(query.snapshot);
}

void Ranker::score_all(const Query& query) {
  scores_.start(query.snapshot, query.wanted.required > 0);
  narrowed_ = false;
  for (const StemWeight& stem : query.stems) scores_.add(stem);
  if (query.wanted.expansions != nullptr) {
    for (const Expansion& expansion : *query.wanted.expansions)
      add(expansion, query.terms, query.snapshot, query.database);
  }
  gather_wordings(query.snapshot);
}

std::vector<Ranked> Ranker::best(const Query& query, std::size_t least, std::uint64_t& found) const {
  const Snapshot& snapshot = query.snapshot;
  const bool counting = query.wanted.required > 0;
  const double wording_share = snapshot.weights.wording_share;
  const double next_wordings = snapshot.weights.next_wordings;
  std::vector<double> share_of_matched(counting ? query.terms.size() + 1 : 0);
  for (std::size_t matched = 0; matched < share_of_matched.size(); ++matched)
    share_of_matched[matched] = static_cast<double>(matched) / static_cast<double>(query.terms.size());
  Top top(query.wanted.limit);
  if (query.wanted.all != nullptr) query.wanted.all->clear();
  each_candidate([&](Xapian::docid id) {
    if (counting && scores_.matched(id) < least) return;
    if (!query.visibility.allows(id)) return;
    const double own = scores_.score(id);
    double of_wordings = 0;
    const bool has_wordings = !wordings_.empty() && snapshot.wordings[id] > 0;
    if (has_wordings) {
      const Wordings& wordings = wordings_[id];
      of_wordings = wording_share * (wordings[0] + next_wordings * (wordings[1] + wordings[2]));
    }
    if (own + of_wordings == 0) return;  // all are candidates where few articles have any of the words
    ++found;
    if (query.wanted.all != nullptr) query.wanted.all->push_back(id);
    const std::size_t matched = counting ? std::min(scores_.matched(id), query.terms.size()) : 0;
    const double score = (own + of_wordings) * (counting ? share_of_matched[matched] : 1);
    if (score * query.boost[id] * kRounding < top.floor()) return;
    const double possible = has_wordings ? query.possible * (1 + wording_share) : query.possible;
    const double coverage = std::min(1.0, (own + of_wordings) / possible);
    top.offer({id, score * lifted(snapshot, id, query.as_of), coverage, matched});
  });
  return top.take();
}

Ranker::Query Ranker::prepare(const std::vector<QueryTerm>& terms, const Snapshot& snapshot,
                              const Visibility& visibility, const Xapian::Database& database,
                              const Wanted& wanted) {
  const std::uint32_t as_of = wanted.as_of != 0 ? wanted.as_of : snapshot.newest;
  const bool by_newest = as_of == snapshot.newest;
  if (!by_newest) {
    boost_ = boosts(snapshot, as_of);
    most_boost_ = most_of_blocks(boost_);
  }
  Query query{snapshot,
              visibility,
              database,
              wanted,
              as_of,
              by_newest ? snapshot.boost.data() : boost_.data(),
              by_newest ? snapshot.most_boost.data() : most_boost_.data(),
              terms};
  for (const QueryTerm& term : terms) {
    const double weight = query_weight(term, snapshot.weights);
    query.possible += weight;
    for (std::size_t i = 0; i < term.stems.size(); ++i) {
      if (term.frequencies[i] == 0) continue;
      StemWeight& stem = query.stems.emplace_back(
          StemWeight{term.stems[i], static_cast<float>(weight), term.frequencies[i], nullptr, nullptr});
      const auto column = snapshot.dense->of_term.find(stem.stem);
      if (column != snapshot.dense->of_term.end()) {
        stem.column = &column->second;
      } else {
        stem.list = snapshot.postings->find(stem.stem, snapshot.last, database);
      }
    }
  }
  return query;
}

std::vector<Ranked> Ranker::rank_by_words(const Query& query, std::uint64_t& found) {
  const Wanted& wanted = query.wanted;
  const bool expanded = wanted.expansions != nullptr && !wanted.expansions->empty();
  if (query.stems.empty() && !expanded) return {};
  if (!expanded && wanted.required == 0) {
    score_message(query);
  } else if (expanded || !score_search(query)) {
    score_all(query);
  }
  auto ranked = best(query, wanted.required, found);
  if (ranked.empty() && wanted.required > 1) {
    if (!expanded) score_all(query);
    found = 0;
    ranked = best(query, 1, found);
  }
  return ranked;
}

std::vector<Ranked> Ranker::rank(const std::vector<QueryTerm>& terms, const Snapshot& snapshot,
                                 const Visibility& visibility, const Xapian::Database& database,
                                 const Wanted& wanted, std::uint64_t& found) {
  found = 0;
  if (wanted.all != nullptr) wanted.all->clear();
  if (terms.empty()) return {};
  const bool learned = wanted.message != nullptr && !snapshot.learned->empty();
  const bool cited = wanted.message != nullptr && snapshot.citations->size() > snapshot.articles / kFewCite;
  if (!learned && !cited) return rank_by_words(prepare(terms, snapshot, visibility, database, wanted), found);

  Wanted more = wanted;
  more.limit = std::max(wanted.limit, kLookedAt);
  const Query query = prepare(terms, snapshot, visibility, database, more);
  auto ranked = rank_by_words(query, found);
  std::vector<Name> names;
  if (cited) names = names_of(query, ranked);
  if (learned) add_evidence(query, ranked);
  if (cited) add_citations(names, ranked);
  std::sort(ranked.begin(), ranked.end(), Better{});
  if (ranked.size() > wanted.limit) ranked.resize(wanted.limit);
  return ranked;
}

}  // namespace garner
