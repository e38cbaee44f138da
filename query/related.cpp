#include "query/related.h"

#include <algorithm>
#include <utility>

#include "query/curations.h"
#include "query/hit.h"

namespace garner {
namespace {

constexpr std::size_t kReadTerms = 160;  // of the article, of which
constexpr std::size_t kSalient = 12;     // the most telling ask
// Of less of what the article is about another one does not speak of the same.
constexpr double kLeastCoverage = 0.25;
constexpr std::size_t kLooked = 50;  // of those that people took, and of those that say similar things

// What the article is about: the terms of title and issue that tell the most.
std::vector<QueryTerm> salient_terms(Xapian::docid id, Reader& reader, const Snapshot& snapshot) {
  const auto article = snapshot.shown->find(id, reader.database);
  if (!article) return {};
  const auto shown = [&](Shown field) { return std::string((*article)[field]); };
  const std::string text = shown(Shown::kTitle) + '\n' + shown(Shown::kIssue);
  std::vector<QueryTerm> terms = terms_of_query(reader.analyzer, text, {shown(Shown::kLanguage)}, kReadTerms);
  weigh(terms, snapshot, reader.database);
  std::stable_sort(terms.begin(), terms.end(), [&](const auto& a, const auto& b) {
    return query_weight(a, snapshot.weights) > query_weight(b, snapshot.weights);
  });
  if (terms.size() > kSalient) terms.resize(kSalient);
  return terms;
}

}  // namespace

Answer related_articles(const RelatedRequest& request, Reader& reader, const Snapshot& snapshot) {
  Answer answer;
  const Xapian::docid self = document_of_article(request.article_id, snapshot, reader.database);
  if (self == 0) return answer;
  Visibility visibility(request.filter, snapshot, reader.database);
  visibility.hide(self);
  answer.out_of = visibility.articles();
  const std::vector<QueryTerm> terms = salient_terms(self, reader, snapshot);
  std::vector<Ranked> similar =
      reader.ranker.rank(terms, snapshot, visibility, reader.database, {.limit = kLooked}, answer.found);

  std::vector<Ranked> chosen;
  const std::size_t limit = std::min(request.limit, kMaxHits);
  for (std::size_t i = 0; i < std::min(kLooked, request.used_after.size()) && chosen.size() < limit; ++i) {
    const Xapian::docid id = document_of_article(request.used_after[i], snapshot, reader.database);
    if (id == 0 || !visibility.allows(id)) continue;
    const auto known =
        std::find_if(similar.begin(), similar.end(), [&](const Ranked& item) { return item.id == id; });
    chosen.push_back(known == similar.end() ? Ranked{id} : *known);
    if (known != similar.end()) similar.erase(known);
  }
  const std::size_t used = chosen.size();
  for (const Ranked& item : similar) {
    if (chosen.size() == limit) break;
    if (item.coverage >= kLeastCoverage) chosen.push_back(item);
  }
  Marker marker(terms, reader.analyzer);
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    Hit hit = make_hit(chosen[i], terms, marker, snapshot, reader, {});
    if (hit.id.empty()) continue;
    if (i < used) hit.reason = "people took this next";
    answer.hits.push_back(std::move(hit));
  }
  answer.found = answer.hits.size();
  return answer;
}

}  // namespace garner
