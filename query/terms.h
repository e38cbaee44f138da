// Query text -> weighted terms. Uses the same Analyzer as the index; where the language cannot be told, a
// word stands for its stems in each language of the index.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/text/analyze.h"
#include "query/weights.h"

namespace garner {

struct QueryTerm {
  std::vector<std::string> stems;  // any of them is the word; the first is in the likeliest language
  std::string word;                // folded, not stemmed
  std::string shown;               // as the asker wrote it
  double count = 1;                // occurrences in the query, as they are weighed (weights.h)
  bool stop_word = false;          // says nothing by itself (text/stop_words.h)
  double idf = 0;                  // set by the ranker, as are:
  std::vector<std::uint32_t> frequencies = {};  // documents that have each stem
};

// The languages a text is stemmed in: its own when reliable (or given), else those of the index that are
// written in its scripts, at most kMaxLanguages.
inline constexpr std::size_t kMaxLanguages = 8;
std::vector<std::string> languages_of_query(std::string_view text, std::string_view locale,
                                            const std::vector<std::string>& of_index);

// Distinct terms in order of first occurrence, at most `limit`.
std::vector<QueryTerm> terms_of_query(Analyzer& analyzer, std::string_view text,
                                      const std::vector<std::string>& languages, std::size_t limit,
                                      const Weights& weights = {});

}  // namespace garner
