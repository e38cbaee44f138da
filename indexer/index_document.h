// An article -> the Xapian documents that find it, and the record that shows it. DocumentBuilder owns an
// Analyzer: one per thread.
#pragma once

#include <xapian.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/citations.h"
#include "indexer/core/model.h"
#include "indexer/core/schema.h"
#include "indexer/store/store.h"
#include "indexer/text/analyze.h"

namespace garner {

struct IndexedArticle {
  std::int64_t number = 0;
  std::vector<Xapian::Document> documents;  // its own first, then one for each wording in asked_as
  std::string shown;                        // of the fields of Shown (core/schema.h)
};

// Into an index that does not have it. Throws Xapian::Error.
void add_article(Xapian::WritableDatabase& database, const IndexedArticle& article);
// Out of an index, if it is there. Throws Xapian::Error.
void remove_article(Xapian::WritableDatabase& database, std::int64_t number);

class DocumentBuilder {
 public:
  // `citable`: what the articles' texts may name, which must outlive this; nullptr: nothing.
  explicit DocumentBuilder(const FieldWeights& weights = field_weights(),
                           const CitableArticles* citable = nullptr)
      : weights_(weights), citable_(citable) {}

  // `reused_at`: when it last solved a further case; 0: never.
  IndexedArticle build(std::int64_t number, const Article& article, Time reused_at);

  // Articles seen so far per language of their stemmer.
  const std::map<std::string, std::uint64_t>& languages() const { return languages_; }

 private:
  // Gives the tokens, which hold until the analyzer's next text.
  const std::vector<Token>& add_text(Xapian::Document& document, Field field, std::string_view text);
  void add_filters(Xapian::Document& document, const Article& article);

  const FieldWeights weights_;
  const CitableArticles* citable_;
  Analyzer analyzer_;
  std::string language_;  // of the article at hand
  std::map<std::string, std::uint64_t> languages_;
};

// When the article last solved a further case, as build() takes it; most never did, which costs nothing to
// know.
inline Result<Time> reused_at(Store& store, const NumberedArticle& entry) {
  return entry.article.reuse_count > 0 ? store.last_reuse(entry.number) : Result<Time>(0);
}

// The term that all documents of an article share.
std::string article_term(std::int64_t number);

// The language an article's text is stemmed in: its locale's, else the one found, else English.
std::string stemming_language(const Article& article);

}  // namespace garner
