#include "query/shown.h"

#include <utility>

#include "indexer/core/record.h"

namespace garner {

std::vector<ShownToken> shown_tokens(Analyzer& analyzer, std::string_view text, std::string_view language) {
  const std::vector<Token>& tokens = analyzer.analyze(text, language);
  std::vector<ShownToken> shown;
  shown.reserve(tokens.size());
  for (const Token& token : tokens) shown.push_back({token.begin, token.end, hash_of_term(token.term)});
  return shown;
}

ShownArticle::ShownArticle(std::string record, Analyzer& analyzer) : record_(std::move(record)) {
  const auto fields = split_record(record_);
  if (!fields || fields->size() < static_cast<std::size_t>(Shown::kCount)) return;
  fields_.assign(fields->begin(), fields->end());
  const std::string_view language = (*this)[Shown::kLanguage];
  title_ = shown_tokens(analyzer, (*this)[Shown::kTitle], language);
  issue_ = shown_tokens(analyzer, (*this)[Shown::kIssue], language);
  resolution_ = shown_tokens(analyzer, (*this)[Shown::kResolution], language);
}

std::size_t ShownArticle::bytes() const {
  return sizeof *this + record_.capacity() + fields_.capacity() * sizeof(std::string_view) +
         (title_.capacity() + issue_.capacity() + resolution_.capacity()) * sizeof(ShownToken);
}

std::shared_ptr<const ShownArticle> ShownArticles::find(Xapian::docid id, const Xapian::Database& database,
                                                        Analyzer& analyzer) {
  return articles_.find(id, [&]() -> std::shared_ptr<const ShownArticle> {
    auto article = std::make_shared<const ShownArticle>(
        database.get_document(id, Xapian::DOC_ASSUME_VALID).get_data(), analyzer);
    return article->valid() ? article : nullptr;
  });
}

}  // namespace garner
