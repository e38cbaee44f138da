// Searcher: everything that reads the index. Suggestions for a message, search, typeahead; a hit costs no
// SQL. Thread-safe: each call borrows a Xapian handle of its own and shares one immutable snapshot. An index
// that does not exist yet answers with no hits.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/model.h"
#include "indexer/core/result.h"
#include "query/weights.h"

namespace garner {

// Fields of which an article must have one of the values named; one that names none admits all.
struct FieldFilter {
  std::vector<std::string> locales, channels, products, tags, confidences;
  std::vector<Audience> audiences;
};

// Which articles a caller may see and wants. Applied inside the query: nothing else is scored, counted or
// shown.
struct Filter : FieldFilter {             // what is wanted
  Audience audience = Audience::kPublic;  // sees articles of this audience and wider
  bool include_wip = false;               // staff see articles that have no resolution yet
  bool include_archived = false;
  std::vector<FieldFilter> limits;   // of the caller: an article must pass each of them to exist at all
  std::vector<std::string> exclude;  // article ids, or ids of conversations whose articles are left out
  std::optional<Time> created_before, created_after;  // after: from this time on
};

// Bytes [begin, end) of the text they belong to.
struct Highlight {
  std::uint32_t begin = 0, end = 0;
};

struct Snippet {
  std::string text;
  std::vector<Highlight> highlights;  // in order, not overlapping, at character boundaries
};

// The parts of a hit's score:
//   score = (by_terms + by_wordings + by_synonyms + by_learning) * matched * freshness * use + by_citations
struct ExplainedTerm {
  std::string word;             // as the asker wrote it
  double idf = 0, weight = 0;   // how rare it is; the most it can count
  std::uint32_t frequency = 0;  // in the article as a whole, weights of the fields counted
  double points = 0;
};
struct ExplainedWording {
  std::string text;
  double points = 0;
};
struct ExplainedFeature {
  std::string name;   // a stem, two in a row, or letters
  double points = 0;  // of the model's margin, not of the score
};
struct Explanation {
  std::size_t position = 0;  // among all that was found, from 1
  double score = 0, confidence = 0;
  std::vector<ExplainedTerm> terms;
  std::vector<ExplainedWording> wordings;  // those that count, best first
  std::vector<ExplainedFeature> features;  // of what was learned, the strongest
  std::uint32_t learned_from = 0;          // wordings; 0: nothing was learned of it
  double by_terms = 0, by_wordings = 0, by_synonyms = 0, by_learning = 0;
  double by_citations = 0;                     // of articles that fit and name it
  std::uint32_t citing = 0;                    // how many
  double matched = 1, freshness = 1, use = 1;  // factors
};

struct Hit {
  std::string id, title, url, locale;
  Snippet snippet;  // the passage that fits best, from issue or resolution
  Snippet marked_title;
  std::string snippet_field;  // "issue", "resolution"
  double score = 0;           // of the ranking, unbounded: for comparing hits of one answer
  double confidence = 0;      // 0 to 1: how likely it is that this hit answers
  Audience audience = Audience::kInternal;
  Confidence state = Confidence::kNotValidated;
  Time created_at = 0, updated_at = 0;
  std::int64_t reuse_count = 0;
  Time reused_at = 0;         // when it last solved a further case; 0: never, or not known
  std::uint64_t similar = 0;  // articles found that say the same or nearly so, and are not shown
  std::vector<Source> sources;
  std::vector<std::string> tags, products;
  std::vector<std::string> matched_terms;  // words of the query that the hit has, weightiest first
  std::string reason;                      // in words: "matches E-041 and Brindle X2; solved this 14 times"
  std::string insert_text;                 // the resolution, ready to be sent (suggest only)
  std::optional<Explanation> explanation;  // where it was asked for
};

struct SuggestRequest {
  std::string subject;
  std::string text;    // the customer's message or the conversation so far, normalised
  std::string locale;  // empty: find it
  Filter filter;
  std::size_t limit = 5;  // at most kMaxHits
  double min_score = 0;   // hits of lower confidence are left out; above 0 also what is answerable is held to
  bool explain = false;
  // This article is given as well, after the others, when it is not among them and any word finds it.
  std::string also = {};
};

enum class SortOrder : std::uint8_t { kRelevance, kNewest, kOldest, kUpdated, kReuse };
enum class Facet : std::uint8_t { kTag, kProduct, kChannel, kLanguage, kStatus, kAudience };

// Without a word to look for (tag:wifi alone, -word alone), all that is left is found, newest first.
struct SearchRequest {
  std::string query;  // words, "phrase", -not, tag:, lang:, channel:, product:, status:, before:, after:
  std::string locale;
  Filter filter;
  std::size_t offset = 0, limit = 10;  // offset + limit at most kMaxDepth
  std::size_t snippet_words = 30;
  // At most so many mistyped letters are corrected in a word that no article has. 0: as it was typed.
  unsigned typos = 2;
  std::optional<Time> now;                 // curations that hold then; nothing: by the clock
  SortOrder sort = SortOrder::kRelevance;  // equal ones by relevance, then always in one order
  std::vector<Facet> facets;               // to be counted over all that is found
  bool collapse = true;                    // of articles that say the same or nearly so, the first alone
  bool explain = false;
};

struct FacetValue {
  std::string value;  // as an article found writes it
  std::uint64_t count = 0;
};
struct FacetCounts {
  Facet facet = Facet::kTag;
  std::vector<FacetValue> values;  // most frequent first, at most kMaxFacetValues
};

struct RelatedRequest {
  std::string article_id;
  std::vector<std::string> used_after;  // articles that people took after this one, the most often first
  Filter filter;
  std::size_t limit = 5;  // at most kMaxHits
};

struct Answer {
  std::vector<Hit> hits;
  // Articles that match (suggest: that were candidates). Of a search, those that say the same word for word
  // are one, and those that say nearly the same from the page on where that is seen.
  std::uint64_t found = 0;
  bool found_exact = true;   // false: there may be more, of which too many would have to be read for a phrase
  std::uint64_t out_of = 0;  // articles this caller can see
  bool answerable = false;   // the first hit is good enough to be shown as the answer
  // Searches: the query that was answered in place of the one given, which has words that no article has;
  // empty: the one given.
  std::string corrected_query;
  std::vector<std::string> suggestions;    // queries that may have been meant instead
  std::vector<std::string> applied_rules;  // searches: ids of the curations that changed this answer
  std::vector<FacetCounts> facets;         // as asked for, in that order
  double took_ms = 0;
};

struct Completion {
  Snippet text;
  std::string kind;     // "article"; "query": one that was asked and answered before
  std::string id, url;  // of an article
};

inline constexpr std::size_t kMaxHits = 50;
inline constexpr std::size_t kMaxDepth = 1000;
inline constexpr std::size_t kMaxFacetValues = 10;
inline constexpr std::size_t kMaxQueryBytes = 10'000;     // of a search; longer ones are refused
inline constexpr std::size_t kMaxMessageBytes = 100'000;  // of a suggest request

class Searcher {
 public:
  struct Options {
    std::string path;  // folder of the index
    Weights weights = {};
  };
  // Errors: kVersionMismatch where the index was written by another version (run `garner index --rebuild`).
  static Result<std::unique_ptr<Searcher>> open(Options options);
  ~Searcher();

  Result<Answer> suggest(const SuggestRequest& request);
  Result<Answer> search(const SearchRequest& request);
  // What people needed next, then what says similar things; nothing for an article that is not in the index.
  // Whether the caller may see the article itself is the caller's to check.
  Result<Answer> related(const RelatedRequest& request);
  // Titles, and queries that were answered before, that a prefix completes, best first.
  Result<std::vector<Completion>> typeahead(std::string_view prefix, const Filter& filter, std::size_t limit);

  // Takes up what the writer has committed since; cheap when there is nothing new. Callers in flight keep the
  // old snapshot.
  Result<> refresh();
  // The change-log sequence number the snapshot holds.
  std::int64_t sequence() const;
  std::uint64_t documents() const;

 private:
  struct Impl;
  explicit Searcher(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace garner
