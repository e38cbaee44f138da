// Snapshot: what the query side keeps in memory of one revision of the index. Immutable once made: shared by
// all threads.
//
// Xapian's matcher spends 40 ms on a customer's message of 30 words over 100,000 articles, its posting lists
// do not: read term by term into an array of scores they give the same ten in 10 ms, and in 1.4 ms where the
// commonest terms are kept as a byte a document (docs/performance.md). The index writer never reuses a
// document id, so what is known of an id stays true: a new revision only adds ids at the end and takes some
// away.
#pragma once

#include <xapian.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "indexer/core/model.h"
#include "indexer/core/result.h"
#include "indexer/core/schema.h"
#include "query/frequencies.h"
#include "query/new_postings.h"
#include "query/postings.h"
#include "query/shown.h"
#include "query/titles.h"
#include "query/weights.h"

namespace garner {

// One of the commonest terms: its within-document frequency, a byte a document (255: 255 or more).
struct DenseColumn {
  std::vector<std::uint8_t> frequencies;  // index: document id
  // At most this many 255ths of its weight a document of a block gets: the highest tf / (tf + norm), rounded
  // up. Index: document id / kDenseBlock.
  std::vector<std::uint8_t> most;
};
inline constexpr std::size_t kDenseBlock = 64;

// For ids up to `last`.
struct DenseColumns {
  Xapian::docid last = 0;
  double mean_article_length = 1, mean_wording_length = 1;  // that norms were made of when `most` was
  std::unordered_map<std::string, DenseColumn> of_term;
};

struct AnsweredQuery;  // answered.h
struct QuerySettings;  // query_settings.h
class LearnedModels;   // learned.h
class Citations;       // citations.h

struct Snapshot {
  std::string generation;  // folder of the index
  Xapian::rev revision = 0;
  Weights weights;                     // that norm was made with, and that queries are weighed with
  std::int64_t sequence = 0;           // of the change log
  std::vector<std::string> languages;  // that its texts were stemmed in, commonest first
  Xapian::docid last = 0;              // the arrays below have last + 1 elements, 0 unused
  std::vector<std::uint32_t> length;   // of the document in terms, weights counted; 0: no such document
  std::vector<std::uint8_t> shelf;   // shelf_of(): what visibility is decided by; kNoShelf: no such document
  std::vector<Xapian::docid> owner;  // the article's own document, of a wording's document
  std::vector<std::uint32_t> created;   // seconds since the epoch
  std::vector<std::uint32_t> number;    // of the article
  std::vector<Xapian::docid> document;  // the own one of an article, by its number; 0: there is none
  std::vector<std::uint32_t> reuse;     // how often the article was used
  std::vector<std::uint16_t> title_bytes;
  std::vector<std::uint32_t> updated;            // seconds since the epoch
  std::vector<std::uint64_t> wording;            // Facts::wording
  std::vector<std::uint16_t> wordings;           // documents of wordings, per article's own document
  std::vector<Xapian::docid> wording_documents;  // all of them, in order
  std::vector<float> norm;                       // what a term's frequency is weighed against (rank.h)
  std::vector<float> boost;                      // freshness, as of the newest, times use (rank.h)
  std::vector<float> most_boost;                 // the highest of each block of kDenseBlock
  std::uint32_t newest = 0;                      // highest of created: what freshness is measured from
  std::vector<std::uint64_t> on_shelf;           // articles per shelf, kShelves elements
  double mean_article_length = 1, mean_wording_length = 1;
  std::uint64_t articles = 0, documents = 0;
  std::shared_ptr<const DenseColumns> dense;
  std::shared_ptr<Frequencies> frequencies;
  std::shared_ptr<PostingLists> postings;    // of terms without a column
  std::shared_ptr<const NewPostings> newer;  // than what the columns cover; never null
  std::shared_ptr<ShownArticles> shown;
  TitleRuns titles;
  std::shared_ptr<const QuerySettings> settings;  // never null
  std::vector<std::int8_t> lift;                  // UsePrior::lift in 127ths, per article's own document
  std::shared_ptr<const std::vector<AnsweredQuery>> answered;  // by their words; never null
  std::shared_ptr<const LearnedModels> learned;                // never null
  std::shared_ptr<const Citations> citations;                  // never null
};

// Kind, audience and confidence in one byte.
inline constexpr std::size_t kShelves = 64;
inline constexpr std::uint8_t kNoShelf = kShelves - 1;  // not a combination that occurs
constexpr std::uint8_t shelf_of(DocumentKind kind, Audience audience, Confidence confidence) {
  return static_cast<std::uint8_t>(static_cast<unsigned>(kind) << 5 | static_cast<unsigned>(audience) << 2 |
                                   static_cast<unsigned>(confidence));
}
constexpr DocumentKind kind_of_shelf(std::uint8_t shelf) {
  return static_cast<DocumentKind>(shelf >> 5 & 1);
}
constexpr Audience audience_of_shelf(std::uint8_t shelf) {
  return static_cast<Audience>(shelf >> 2 & 7);
}
constexpr Confidence confidence_of_shelf(std::uint8_t shelf) {
  return static_cast<Confidence>(shelf & 3);
}
static_assert(shelf_of(DocumentKind::kWording, Audience::kPublic, Confidence::kArchived) < kNoShelf);

// Reads a database into a snapshot; `previous` (may be null) of the same generation saves reading again what
// it knows. Throws Xapian::Error; gives kVersionMismatch for an index of another schema or analyser.
Result<std::shared_ptr<const Snapshot>> read_snapshot(const Xapian::Database& database,
                                                      const std::string& generation,
                                                      const std::shared_ptr<const Snapshot>& previous,
                                                      const Weights& weights = {});

}  // namespace garner
