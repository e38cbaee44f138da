// What articles score that say a part of the query by a synonym. Only the documents of the synonyms are
// looked at, through their posting lists.
#include <algorithm>

#include "query/rank.h"
#include "query/synonyms.h"

namespace garner {
namespace {

struct Found {
  Xapian::docid id;
  Xapian::termcount frequency;  // the least of its words'
  bool operator<(const Found& other) const { return id < other.id; }
};

// The documents up to `last` that have every stem of `phrase`.
std::vector<Found> documents_with(const std::vector<std::string>& phrase, Xapian::docid last,
                                  const Xapian::Database& database) {
  std::vector<std::pair<Xapian::doccount, const std::string*>> rarest_first;
  rarest_first.reserve(phrase.size());
  for (const std::string& stem : phrase) rarest_first.emplace_back(database.get_termfreq(stem), &stem);
  std::sort(rarest_first.begin(), rarest_first.end());
  std::vector<Xapian::PostingIterator> others;
  for (std::size_t i = 1; i < rarest_first.size(); ++i)
    others.push_back(database.postlist_begin(*rarest_first[i].second));
  std::vector<Found> found;
  const std::string& rarest = *rarest_first.front().second;
  for (auto posting = database.postlist_begin(rarest), end = database.postlist_end(rarest); posting != end;
       ++posting) {
    Found document{*posting, posting.get_wdf()};
    if (document.id > last) break;  // committed after the snapshot was taken
    const bool all = std::all_of(others.begin(), others.end(), [&](Xapian::PostingIterator& other) {
      if (other == Xapian::PostingIterator()) return false;
      other.skip_to(document.id);
      if (other == Xapian::PostingIterator() || *other != document.id) return false;
      document.frequency = std::min(document.frequency, other.get_wdf());
      return true;
    });
    if (all) found.push_back(document);
  }
  return found;
}

// Each document once, with its best phrase.
std::vector<Found> documents_of(const Expansion& expansion, Xapian::docid last,
                                const Xapian::Database& database) {
  std::vector<Found> all;
  for (const auto& phrase : expansion.phrases) {
    const std::vector<Found> more = documents_with(phrase, last, database);
    const auto middle = static_cast<std::ptrdiff_t>(all.size());
    all.insert(all.end(), more.begin(), more.end());
    std::inplace_merge(all.begin(), all.begin() + middle, all.end());
  }
  std::size_t kept = 0;
  for (const Found& document : all) {
    if (kept > 0 && all[kept - 1].id == document.id) {
      all[kept - 1].frequency = std::max(all[kept - 1].frequency, document.frequency);
    } else {
      all[kept++] = document;
    }
  }
  all.resize(kept);
  return all;
}

}  // namespace

void Ranker::add(const Expansion& expansion, const std::vector<QueryTerm>& terms, const Snapshot& snapshot,
                 const Xapian::Database& database) {
  // The words that the synonyms stand for, where a document has some of them too.
  struct Own {
    Xapian::PostingIterator posting;
    float weight;
  };
  std::vector<Own> own_words;
  const auto share = static_cast<float>(snapshot.weights.synonym_share);
  float weight = 0;
  for (const std::uint32_t index : expansion.terms) {
    const auto of_term = static_cast<float>(query_weight(terms[index], snapshot.weights));
    weight += of_term;
    for (const std::string& stem : terms[index].stems)
      own_words.push_back({database.postlist_begin(stem), of_term});
  }
  const auto covered = static_cast<std::uint8_t>(std::min<std::size_t>(expansion.terms.size(), UINT8_MAX));
  for (const Found& document : documents_of(expansion, snapshot.last, database)) {
    const float norm = snapshot.norm[document.id];
    float own = 0;
    std::uint8_t had = 0;
    for (Own& word : own_words) {
      if (word.posting == Xapian::PostingIterator()) continue;
      word.posting.skip_to(document.id);
      if (word.posting == Xapian::PostingIterator() || *word.posting != document.id) continue;
      const auto frequency = static_cast<float>(word.posting.get_wdf());
      own += word.weight * frequency / (frequency + norm);
      ++had;
    }
    // The better of both: to say it twice, once by a synonym, is not to say more.
    const auto frequency = static_cast<float>(document.frequency);
    const float by_synonym = share * weight * frequency / (frequency + norm);
    const float more = std::max(0.0F, by_synonym - own);
    const auto words = static_cast<std::uint8_t>(had < covered ? covered - had : 0);
    if (more > 0 || words > 0) scores_.credit(document.id, more, words);
  }
}

}  // namespace garner
