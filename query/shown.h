// What hits show of an article, read out of its document once: the same few articles answer most questions,
// and reading them is a part of a search that can be seen.
#pragma once

#include <xapian.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/schema.h"
#include "indexer/text/keyed_tokens.h"
#include "query/lru.h"

namespace garner {

class ShownArticle {
 public:
  // Reads the record of an article's own document; false from valid(): it is none, or of an article that
  // went. Throws Xapian::Error.
  ShownArticle(Xapian::docid id, const Xapian::Database& database);
  ShownArticle(const ShownArticle&) = delete;
  ShownArticle& operator=(const ShownArticle&) = delete;

  bool valid() const { return !fields_.empty(); }
  std::string_view operator[](Shown field) const { return fields_[static_cast<std::size_t>(field)]; }
  std::vector<std::string_view> list(Shown field) const;  // of kTags or kProducts
  const std::vector<KeyedToken>& title() const { return tokens().title; }
  const std::vector<KeyedToken>& issue() const { return tokens().issue; }
  const std::vector<KeyedToken>& resolution() const { return tokens().resolution; }
  std::size_t bytes() const;  // with the tokens, whether they have been asked for or not

 private:
  struct Tokens {
    std::vector<KeyedToken> title, issue, resolution;
  };
  const Tokens& tokens() const;

  const std::string record_;
  std::vector<std::string_view> fields_;  // of record_
  // Unpacked when first asked for: completions and counts show articles without them.
  mutable std::once_flag unpacked_;
  mutable Tokens tokens_;
};

// Of one generation of the index, whose ids are never used again. Thread-safe.
class ShownArticles {
 public:
  // At most `budget` bytes are kept.
  explicit ShownArticles(std::size_t budget) : articles_(budget) {}

  // Null for a document that went. Throws Xapian::Error.
  std::shared_ptr<const ShownArticle> find(Xapian::docid id, const Xapian::Database& database);

 private:
  Lru<Xapian::docid, ShownArticle> articles_;
};

}  // namespace garner
