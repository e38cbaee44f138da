// What an index document holds: the one table of fields that the index writer fills and the query side reads.
// Change a row, raise kSchemaVersion: an index of another version is rebuilt, never guessed at.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "indexer/core/ascii.h"

namespace garner {

inline constexpr int kIndexSchemaVersion = 10;

// Text fields. Their terms share one posting list per term; the weight is how often an occurrence counts
// there, which is BM25F with one length norm (Robertson, Zaragoza, Taylor: Simple BM25 extension to multiple
// weighted fields, 2004).
enum class Field : std::uint8_t { kTitle, kAskedAs, kIssue, kEnvironment, kTags, kCause, kResolution };

struct FieldRow {
  Field field;
  std::string_view name;
  std::uint8_t weight;  // occurrences that one occurrence counts as
  std::string_view doc;
  std::string_view example;
};

// The weights' measured effect: docs/ranking.md.
inline constexpr std::array<FieldRow, 7> kFields = {{
    {Field::kTitle, "title", 4, "the main issue and environment", "Printer offline after update"},
    {Field::kAskedAs, "asked_as", 3, "other askers' wordings", "cannot print since yesterday"},
    {Field::kIssue, "issue", 2, "the question in the asker's words", "It says offline although ..."},
    {Field::kEnvironment, "environment", 2, "product, version, platform", "Brindle X2, firmware 3.2.1"},
    {Field::kTags, "tags", 1, "tags and products", "wifi"},
    {Field::kCause, "cause", 1, "why it happened", "the update resets the port"},
    {Field::kResolution, "resolution", 1, "the answer", "Remove the printer, then add it by its address."},
}};

constexpr const FieldRow& row_of(Field field) {
  return kFields[static_cast<std::size_t>(field)];
}

constexpr bool fields_are_in_order() {
  for (std::size_t i = 0; i < kFields.size(); ++i) {
    if (static_cast<std::size_t>(kFields[i].field) != i || kFields[i].weight == 0) return false;
  }
  return true;
}
static_assert(fields_are_in_order(), "kFields is indexed by Field");

// Weights by Field: those of the table, but where others are being measured.
using FieldWeights = std::array<std::uint8_t, kFields.size()>;
constexpr FieldWeights field_weights() {
  FieldWeights weights{};
  for (std::size_t i = 0; i < kFields.size(); ++i) weights[i] = kFields[i].weight;
  return weights;
}

// Prefixes of terms that are not text. Text terms have none: they are folded, so they never begin with a
// capital.
namespace prefix {
inline constexpr std::string_view kArticle = "Q";    // article number: all documents of one article
inline constexpr std::string_view kTitleWord = "T";  // folded word of a title, not stemmed: typeahead
inline constexpr std::string_view kLanguage = "L";   // primary language of the article
inline constexpr std::string_view kChannel = "C";    // channel of a source
inline constexpr std::string_view kProduct = "P";    // product, folded
inline constexpr std::string_view kTag = "K";        // tag, folded
inline constexpr std::string_view kId = "I";         // filter_value() of the article's id
}  // namespace prefix
constexpr bool is_text_term(std::string_view term) {
  return !term.empty() && !is_upper(term.front());
}

// What kind of thing a document is: an article, or one more wording of its issue, which is a way in of its
// own.
enum class DocumentKind : std::uint8_t { kArticle, kWording };

// Value slot 0: fixed-width facts that a query needs of every document, read into columns at opening
// (facts.h packs and unpacks).
inline constexpr unsigned kFactsSlot = 0;

// Value slot 1, of the few articles whose text names others: which (citations.h packs and unpacks).
inline constexpr unsigned kCitationsSlot = 1;

// What a result shows of an article, so that a hit costs no SQL: a record (core/record.h) of these fields, in
// order. It stands among the index's metadata, since Xapian deflates the data of documents, and inflating
// 1.6 KB takes 10 us. The data of the article's own document is the key of its record: who finds the document
// finds the record of the same state. The data of a wording's document is the wording.
enum class Shown : std::uint8_t {
  kId,
  kTitle,
  kUrl,
  kLocale,
  kLanguage,
  kIssue,
  kResolution,
  kTags,
  kProducts,
  kSources,
  kCreatedAt,
  kUpdatedAt,
  kReuseCount,
  kReusedAt,  // last; 0: never
  // The tokens of the three texts (text/keyed_tokens.h): where the words of a query are in them.
  kTitleTokens,
  kIssueTokens,
  kResolutionTokens,
  kCount
};

// Keys of the index's metadata.
namespace metadata {
inline constexpr std::string_view kVersion = "garner.version";    // schema and analyser version
inline constexpr std::string_view kInstance = "garner.instance";  // Store::instance_id
inline constexpr std::string_view kSequence = "garner.sequence";  // last change taken in
inline constexpr std::string_view kLanguages =
    "garner.languages";  // "en 1200\nde 30\n": documents per stemmer
inline constexpr std::string_view kUsePriors = "garner.use_priors";            // core/use.h
inline constexpr std::string_view kPopularQueries = "garner.popular_queries";  // core/use.h
inline constexpr std::string_view kSearchSettings = "garner.search_settings";  // core/search_settings.h
// The catalog of what was learned (core/learned.h); each article's model under "garner.learned/NUMBER".
inline constexpr std::string_view kLearned = "garner.learned";
inline constexpr std::string_view kMeanings = "garner.meanings";  // of wordings, "garner.meanings/NUMBER"
inline constexpr std::string_view kLearnedSequence = "garner.learned_sequence";  // last change learned from
// The records of Shown, under "garner.shown/" and the article's number in 16 hexadecimal digits.
inline constexpr std::string_view kShown = "garner.shown/";
}  // namespace metadata

}  // namespace garner
