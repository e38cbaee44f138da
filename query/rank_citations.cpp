// Citations in the ranking: what articles that fit the message name is likely to answer it too, as those who
// answered there thought. One step of spreading activation (Salton and Buckley, SIGIR 1988).
#include <algorithm>
#include <unordered_map>

#include "indexer/core/sorted_sets.h"
#include "query/citations.h"
#include "query/rank.h"

namespace garner {

std::vector<Ranker::Name> Ranker::names_of(const Query& query, std::vector<Ranked>& ranked) {
  const Snapshot& snapshot = query.snapshot;
  std::vector<Name> names;
  for (std::size_t by = 0; by < std::min(ranked.size(), kLookedAt); ++by) {
    const Xapian::docid id = ranked[by].id;
    const auto cited = snapshot.citations->of(id);
    if (cited.empty() || (query.wanted.leaves_out && query.wanted.leaves_out(id))) continue;
    for (const Citation& each : cited) {
      const Xapian::docid of = each.to < snapshot.document.size() ? snapshot.document[each.to] : 0;
      names.push_back({by, of, snapshot.weights.cited_share / static_cast<double>(cited.size())});
    }
  }
  std::erase_if(names, [&](const Name& name) { return name.of == 0 || !query.visibility.allows(name.of); });

  std::vector<Xapian::docid> known, missing;
  for (const Ranked& item : ranked) known.push_back(item.id);
  std::sort(known.begin(), known.end());
  for (const Name& name : names) {
    if (!std::binary_search(known.begin(), known.end(), name.of)) missing.push_back(name.of);
  }
  if (missing.empty()) return names;
  sort_unique(missing);
  scores_.start(snapshot, false);
  score_only(query, std::move(missing));
  std::uint64_t found = 0;
  const auto others = best(query, 0, found);
  ranked.insert(ranked.end(), others.begin(), others.end());
  return names;
}

void Ranker::add_citations(const std::vector<Name>& names, std::vector<Ranked>& ranked) {
  std::unordered_map<Xapian::docid, Ranked*> place_of;
  for (Ranked& item : ranked) place_of.emplace(item.id, &item);
  for (const Name& name : names) {
    const auto named = place_of.find(name.of);
    if (named == place_of.end()) continue;  // has none of the words
    named->second->by_citations += name.share * ranked[name.by].score;
    named->second->coverage_by_citations += name.share * ranked[name.by].coverage;
    ++named->second->citing;
  }
  for (Ranked& item : ranked) {
    item.score += item.by_citations;
    item.coverage += item.coverage_by_citations;
  }
}

}  // namespace garner
