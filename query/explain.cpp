#include "query/explain.h"

#include <algorithm>
#include <utility>

#include "indexer/core/learned.h"
#include "query/scores.h"

namespace garner {
namespace {

constexpr std::size_t kShownWordings = 3;  // those that count
constexpr std::size_t kShownFeatures = 8;

// Occurrences of a term in a document, weights of the fields counted.
Xapian::termcount frequency_of(const std::string& stem, Xapian::docid id, const Xapian::Database& database) {
  auto term = database.termlist_begin(id);
  const auto end = database.termlist_end(id);
  if (term == end) return 0;
  term.skip_to(stem);
  return term != end && *term == stem ? term.get_wdf() : 0;
}

// What the query's terms count in one document, term by term.
std::vector<ExplainedTerm> terms_in(Xapian::docid id, const std::vector<QueryTerm>& terms,
                                    const Snapshot& snapshot, const Xapian::Database& database) {
  std::vector<ExplainedTerm> explained;
  explained.reserve(terms.size());
  for (const QueryTerm& term : terms) {
    ExplainedTerm part{term.shown, term.idf, query_weight(term, snapshot.weights), 0, 0};
    for (const std::string& stem : term.stems) {
      const Xapian::termcount frequency = frequency_of(stem, id, database);
      if (frequency == 0) continue;
      part.frequency += frequency;
      part.points +=
          score_of(static_cast<float>(part.weight), static_cast<float>(frequency), snapshot.norm[id]);
    }
    explained.push_back(std::move(part));
  }
  return explained;
}

double points_of(const std::vector<ExplainedTerm>& terms) {
  double sum = 0;
  for (const ExplainedTerm& term : terms) sum += term.points;
  return sum;
}

// An article's wordings are the documents right behind it.
void explain_wordings(Xapian::docid id, const std::vector<QueryTerm>& terms, const Snapshot& snapshot,
                      const Xapian::Database& database, Explanation& to) {
  for (Xapian::docid at = id + 1; at <= id + snapshot.wordings[id]; ++at) {
    const double points = points_of(terms_in(at, terms, snapshot, database));
    if (points > 0) to.wordings.push_back({database.get_document(at).get_data(), points});
  }
  std::stable_sort(to.wordings.begin(), to.wordings.end(),
                   [](const auto& a, const auto& b) { return a.points > b.points; });
  if (to.wordings.size() > kShownWordings) to.wordings.resize(kShownWordings);
  for (std::size_t i = 0; i < to.wordings.size(); ++i) {
    to.wordings[i].points *= snapshot.weights.wording_share * (i == 0 ? 1 : snapshot.weights.next_wordings);
    to.by_wordings += to.wordings[i].points;
  }
}

// What of the message says most for and against the article, as its model sees it.
std::vector<ExplainedFeature> features_of(const LearnedArticle& learned, const ExplainedQuery& query,
                                          Reader& reader) {
  const auto names = named_features(reader.analyzer, query.text, query.language);
  std::vector<ExplainedFeature> features;
  if (const double points = reader.message.by_meaning(learned); points != 0)
    features.push_back({"what it means as a whole", points});
  for (const WordingFeature& feature : wording_features(reader.analyzer, query.text, query.language)) {
    const auto weight = std::lower_bound(
        learned.weights.begin(), learned.weights.end(), feature.bucket,
        [](std::uint32_t packed, std::uint32_t bucket) { return bucket_of(packed) < bucket; });
    if (weight == learned.weights.end() || bucket_of(*weight) != feature.bucket) continue;
    const double points = static_cast<double>(quantised_of(*weight)) * learned.scale * feature.value;
    const auto name = names.find(feature.bucket);
    if (name != names.end()) features.push_back({name->second, points});
  }
  std::stable_sort(features.begin(), features.end(),
                   [](const auto& a, const auto& b) { return a.points > b.points; });
  if (features.size() > kShownFeatures) features.resize(kShownFeatures);
  return features;
}

}  // namespace

Explanation explain(const Ranked& ranked, const ExplainedQuery& query, Reader& reader,
                    const Snapshot& snapshot) {
  Explanation to;
  to.score = ranked.score;
  to.confidence = confidence_of(ranked);
  to.terms = terms_in(ranked.id, query.terms, snapshot, reader.database);
  to.by_terms = points_of(to.terms);
  explain_wordings(ranked.id, query.terms, snapshot, reader.database, to);
  to.freshness = freshness_of(snapshot, ranked.id, query.as_of != 0 ? query.as_of : snapshot.newest);
  to.use = use_of(snapshot, ranked.id);
  if (query.search && !query.terms.empty())
    to.matched = static_cast<double>(ranked.matched) / static_cast<double>(query.terms.size());

  // Backwards from the score: what remains beside the parts was said by synonyms.
  to.by_citations = ranked.by_citations;
  to.citing = ranked.citing;
  double before =
      (ranked.score - ranked.by_citations) / (to.freshness * to.use * (to.matched > 0 ? to.matched : 1));
  if (ranked.learned != nullptr) {
    const double of_words = before * (1 - ranked.evidence / (ranked.coverage - ranked.coverage_by_citations));
    to.by_learning = before - of_words;
    to.learned_from = ranked.learned->wordings;
    to.features = features_of(*ranked.learned, query, reader);
    before = of_words;
  }
  constexpr double kRounding = 1e-3;
  const double rest = before - to.by_terms - to.by_wordings;
  if (rest > kRounding * before) to.by_synonyms = rest;
  return to;
}

}  // namespace garner
