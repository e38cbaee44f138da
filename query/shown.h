// What hits show of an article, read out of its document and taken apart once: the same few articles answer
// most questions, and reading, inflating and analysing them was a third of a search.
#pragma once

#include <xapian.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/schema.h"
#include "indexer/text/analyze.h"
#include "query/lru.h"

namespace garner {

// A token of a shown text, its term as a hash.
struct ShownToken {
  std::uint32_t begin, end;  // bytes of the text
  std::size_t term;
};
inline std::size_t hash_of_term(std::string_view term) {
  return std::hash<std::string_view>{}(term);
}

std::vector<ShownToken> shown_tokens(Analyzer& analyzer, std::string_view text, std::string_view language);

class ShownArticle {
 public:
  // Takes the record that the document holds; false from valid(): it is none, or of an article that went.
  ShownArticle(std::string record, Analyzer& analyzer);
  ShownArticle(const ShownArticle&) = delete;
  ShownArticle& operator=(const ShownArticle&) = delete;

  bool valid() const { return !fields_.empty(); }
  std::string_view operator[](Shown field) const { return fields_[static_cast<std::size_t>(field)]; }
  const std::vector<ShownToken>& title() const { return title_; }
  const std::vector<ShownToken>& issue() const { return issue_; }
  const std::vector<ShownToken>& resolution() const { return resolution_; }
  std::size_t bytes() const;

 private:
  const std::string record_;
  std::vector<std::string_view> fields_;  // of record_
  std::vector<ShownToken> title_, issue_, resolution_;
};

// Of one generation of the index, whose ids are never used again. Thread-safe.
class ShownArticles {
 public:
  // At most `budget` bytes are kept.
  explicit ShownArticles(std::size_t budget) : articles_(budget) {}

  // Null for a document that went. Throws Xapian::Error.
  std::shared_ptr<const ShownArticle> find(Xapian::docid id, const Xapian::Database& database,
                                           Analyzer& analyzer);

 private:
  Lru<Xapian::docid, ShownArticle> articles_;
};

}  // namespace garner
