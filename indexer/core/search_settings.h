// What editors tell the search beside the articles: synonyms, stop words, curations. The store keeps them,
// the index writer hands them on as one text in the index's metadata. Plain values and pure functions,
// thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/model.h"
#include "indexer/core/result.h"

namespace garner {

// Phrases that mean the same, of any number of words.
struct Synonym {
  std::string id;
  std::string root;  // one-way: who asks for this finds `words` too; empty: each finds the others
  std::vector<std::string> words;  // phrases
  std::string locale;              // the language it holds in, BCP 47; empty: all
  bool operator==(const Synonym&) const = default;
};

// Words without a topic, beside those that are built in (text/stop_words.h).
struct StopWords {
  std::string locale;  // BCP 47; its primary part counts
  std::vector<std::string> words;
  bool operator==(const StopWords&) const = default;
};

struct Pin {
  std::string article_id;
  std::uint32_t position = 1;  // from 1
  bool operator==(const Pin&) const = default;
};

// What is shown for a query, by hand: articles at fixed places, and articles that are not shown.
struct Curation {
  std::string id;
  std::string query;
  bool contains = false;  // for queries that have these words in a row; else for those that are these words
  std::vector<Pin> pins;
  std::vector<std::string> hidden;  // article ids
  std::optional<Time> from, to;     // holds in [from, to)
  bool operator==(const Curation&) const = default;
};

struct SearchSettings {
  std::vector<Synonym> synonyms;
  std::vector<StopWords> stop_words;
  std::vector<Curation> curations;
  bool operator==(const SearchSettings&) const = default;
};

// Bounds, so that every query can afford all of them.
inline constexpr std::size_t kMaxSettings = 5000;       // of each kind
inline constexpr std::size_t kMaxSettingId = 128;       // bytes
inline constexpr std::size_t kMaxPhraseBytes = 200;     // of a synonym, a stop word, a curation's query
inline constexpr std::size_t kMaxSynonymPhrases = 50;   // in one synonym
inline constexpr std::size_t kMaxStopWords = 1000;      // in one language
inline constexpr std::size_t kMaxCuratedArticles = 50;  // pinned, and as many hidden
inline constexpr std::uint32_t kMaxPinPosition = 50;

// Errors: kInvalidInput with what is off.
Result<> check(const Synonym& synonym);
Result<> check(const StopWords& stop_words);
Result<> check(const Curation& curation);

// As bytes and back, without loss; nothing when the bytes are not settings.
std::string pack(const SearchSettings& settings);
std::optional<SearchSettings> unpack_search_settings(std::string_view bytes);

}  // namespace garner
