#include "query/curations.h"

#include <algorithm>
#include <utility>

#include "indexer/core/sorted_sets.h"
#include "indexer/text/filter_value.h"

namespace garner {
namespace {

bool holds_at(const Curation& curation, Time now) {
  return (!curation.from || now >= *curation.from) && (!curation.to || now < *curation.to);
}

}  // namespace

void Curated::take_out(Visibility& visibility) const {
  for (const Xapian::docid id : hidden) visibility.hide(id);
  for (const Place& place : pins) visibility.hide(place.id);
}

std::vector<Ranked> Curated::arrange(std::vector<Ranked> ranked) const {
  for (const Place& place : pins) {
    // A person has said that it answers.
    constexpr double kSure = 1;
    const std::size_t at = std::min<std::size_t>(place.position - 1, ranked.size());
    ranked.insert(ranked.begin() + static_cast<std::ptrdiff_t>(at),
                  Ranked{.id = place.id, .coverage = kSure});
  }
  return ranked;
}

Curations::Curations(std::vector<Curation> curations) : all_(std::move(curations)) {
  if (all_.empty()) return;
  Analyzer analyzer;
  for (std::uint32_t i = 0; i < all_.size(); ++i) {
    const auto words = words_of(analyzer.analyze(all_[i].query, ""));
    (all_[i].contains ? contained_ : whole_).add(words, i);
  }
}

std::vector<std::uint32_t> Curations::matching(const std::vector<std::string>& words, bool whole) const {
  std::vector<std::uint32_t> found;
  if (whole) {
    if (const auto* numbers = whole_.find(words); numbers != nullptr) found = *numbers;
  }
  for (std::size_t at = 0; at < words.size(); ++at) {
    contained_.each_at(words, at, [&](std::size_t /*length*/, const auto& numbers) {
      found.insert(found.end(), numbers.begin(), numbers.end());
      return true;
    });
  }
  sort_unique(found);
  return found;
}

Curated Curations::find(Analyzer& analyzer, std::string_view query, Time now, const Snapshot& snapshot,
                        const Visibility& visibility, const Xapian::Database& database) const {
  Curated curated;
  if (all_.empty()) return curated;
  for (const std::uint32_t number : matching(words_of(analyzer.analyze(query, "")), true)) {
    const Curation& curation = all_[number];
    if (!holds_at(curation, now)) continue;
    bool applied = false;
    for (const std::string& id : curation.hidden) {
      const Xapian::docid document = document_of_article(id, snapshot, database);
      if (document == 0 || !visibility.allows(document)) continue;
      curated.hidden.push_back(document);
      applied = true;
    }
    for (const Pin& pin : curation.pins) {
      const Xapian::docid document = document_of_article(pin.article_id, snapshot, database);
      if (document == 0 || !visibility.allows(document)) continue;
      const bool taken = std::any_of(curated.pins.begin(), curated.pins.end(), [&](const auto& place) {
        return place.id == document || place.position == pin.position;
      });
      if (taken) continue;
      curated.pins.push_back({document, pin.position});
      applied = true;
    }
    if (applied) curated.rules.push_back(curation.id);
  }
  std::erase_if(curated.pins, [&](const auto& place) {
    return std::find(curated.hidden.begin(), curated.hidden.end(), place.id) != curated.hidden.end();
  });
  std::sort(curated.pins.begin(), curated.pins.end(),
            [](const auto& a, const auto& b) { return a.position < b.position; });
  return curated;
}

Curated Curations::find_in_message(Analyzer& analyzer, std::string_view text, Time now,
                                   const Snapshot& snapshot, const Visibility& visibility,
                                   const Xapian::Database& database) const {
  Curated curated;
  if (contained_.empty()) return curated;
  for (const std::uint32_t number : matching(words_of(analyzer.analyze(text, "")), false)) {
    if (!holds_at(all_[number], now)) continue;
    for (const std::string& id : all_[number].hidden) {
      const Xapian::docid document = document_of_article(id, snapshot, database);
      if (document != 0 && visibility.allows(document)) curated.hidden.push_back(document);
    }
  }
  return curated;
}

Xapian::docid document_of_article(std::string_view article_id, const Snapshot& snapshot,
                                  const Xapian::Database& database) {
  const std::string value = filter_value(article_id);
  if (value.empty()) return 0;
  const std::string term = std::string(prefix::kId) + value;
  for (auto posting = database.postlist_begin(term), end = database.postlist_end(term); posting != end;
       ++posting) {
    if (*posting > snapshot.last) break;
    // The term is folded and cut: the id itself is in the document.
    const auto article = snapshot.shown->find(*posting, database);
    if (article && (*article)[Shown::kId] == article_id) return *posting;
  }
  return 0;
}

}  // namespace garner
