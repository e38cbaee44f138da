#include "query/shown.h"

#include <algorithm>
#include <utility>

#include "indexer/core/record.h"

namespace garner {

namespace {

// Empty where there is no such document, or it is a wording's.
std::string record_of(Xapian::docid id, const Xapian::Database& database) {
  const std::string key = database.get_document(id, Xapian::DOC_ASSUME_VALID).get_data();
  return key.starts_with(metadata::kShown) ? database.get_metadata(key) : std::string();
}

}  // namespace

ShownArticle::ShownArticle(Xapian::docid id, const Xapian::Database& database)
    : record_(record_of(id, database)) {
  auto fields = split_record(record_);
  if (fields && fields->size() >= static_cast<std::size_t>(Shown::kCount)) fields_ = *std::move(fields);
}

std::vector<std::string_view> ShownArticle::list(Shown field) const {
  std::vector<std::string_view> items;
  std::string_view lines = (*this)[field];
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    items.push_back(lines.substr(0, end));
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return items;
}

const ShownArticle::Tokens& ShownArticle::tokens() const {
  std::call_once(unpacked_, [this] {
    const auto unpack = [this](Shown packed, Shown text) {
      return unpack_tokens((*this)[packed], (*this)[text]);
    };
    tokens_ = {unpack(Shown::kTitleTokens, Shown::kTitle), unpack(Shown::kIssueTokens, Shown::kIssue),
               unpack(Shown::kResolutionTokens, Shown::kResolution)};
  });
  return tokens_;
}

std::size_t ShownArticle::bytes() const {
  // A packed token has a byte or more.
  const std::size_t tokens = (*this)[Shown::kTitleTokens].size() + (*this)[Shown::kIssueTokens].size() +
                             (*this)[Shown::kResolutionTokens].size();
  return sizeof *this + record_.capacity() + fields_.capacity() * sizeof(std::string_view) +
         tokens * sizeof(KeyedToken);
}

std::shared_ptr<const ShownArticle> ShownArticles::find(Xapian::docid id, const Xapian::Database& database) {
  return articles_.find(id, [&]() -> std::shared_ptr<const ShownArticle> {
    auto article = std::make_shared<const ShownArticle>(id, database);
    return article->valid() ? article : nullptr;
  });
}

}  // namespace garner
