#include "indexer/index_document.h"

#include <fmt/format.h>

#include <algorithm>

#include "indexer/core/citations.h"
#include "indexer/core/facts.h"
#include "indexer/core/fnv.h"
#include "indexer/core/record.h"
#include "indexer/text/filter_value.h"
#include "indexer/text/keyed_tokens.h"
#include "indexer/text/language.h"

namespace garner {
namespace {

std::string join(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) {
    if (!text.empty()) text += '\n';
    text += item;
  }
  return text;
}

// Packed tokens of the texts that hits show.
struct ShownTokens {
  std::string title, issue, resolution;
};

std::string shown(const Article& article, const std::string& language, Time reused_at,
                  const ShownTokens& tokens) {
  std::string record;
  std::string sources;
  for (const Source& source : article.sources) {
    append_field(sources, source.channel);
    append_field(sources, source.url);
    append_field(sources, source.conversation_id);
  }
  const std::string url = article.sources.empty() ? std::string() : article.sources.front().url;
  // In the order of Shown.
  append_field(record, article.id);
  append_field(record, article.title);
  append_field(record, url);
  append_field(record, article.locale);
  append_field(record, language);
  append_field(record, article.issue);
  append_field(record, article.resolution);
  append_field(record, join(article.tags));
  append_field(record, join(article.products));
  append_field(record, sources);
  append_field(record, std::to_string(article.created_at.value_or(0)));
  append_field(record, std::to_string(article.updated_at.value_or(article.created_at.value_or(0))));
  append_field(record, std::to_string(article.reuse_count));
  append_field(record, std::to_string(reused_at));
  append_field(record, tokens.title);
  append_field(record, tokens.issue);
  append_field(record, tokens.resolution);
  return record;
}

// For Facts::wording: case, punctuation and inflection do not count.
void add_terms(Fnv& wording, const std::vector<Token>& tokens) {
  for (const Token& token : tokens) {
    wording.add(token.term);
    wording.add(' ');
  }
  wording.add('\n');
}

void add_filter(Xapian::Document& document, std::string_view prefix, std::string_view value) {
  const std::string folded = filter_value(value);
  if (!folded.empty()) document.add_boolean_term(std::string(prefix) + folded);
}

// Of one length, so that a new article's record comes after all others: what is written in order is packed
// tight.
std::string shown_key(std::int64_t number) {
  return fmt::format("{}{:016x}", metadata::kShown, number);
}

}  // namespace

std::string article_term(std::int64_t number) {
  return std::string(prefix::kArticle) + std::to_string(number);
}

void add_article(Xapian::WritableDatabase& database, const IndexedArticle& article) {
  for (const Xapian::Document& document : article.documents) database.add_document(document);
  database.set_metadata(shown_key(article.number), article.shown);
}

void remove_article(Xapian::WritableDatabase& database, std::int64_t number) {
  database.delete_document(article_term(number));
  database.set_metadata(shown_key(number), {});
}

std::string stemming_language(const Article& article) {
  if (!article.locale.empty()) return primary_language(article.locale);
  std::string sample = article.title + '\n' + article.issue + '\n' + article.resolution;
  for (std::size_t i = 0; i < std::min<std::size_t>(article.asked_as.size(), 20); ++i) {
    sample += '\n' + article.asked_as[i];
  }
  const Language found = find_language(sample);
  return found.reliable ? found.code : "en";
}

const std::vector<Token>& DocumentBuilder::add_text(Xapian::Document& document, Field field,
                                                    std::string_view text) {
  const Xapian::termcount weight = weights_[static_cast<std::size_t>(field)];
  const std::vector<Token>& tokens = analyzer_.analyze(text, language_);
  for (const Token& token : tokens) {
    document.add_term(std::string(token.term), weight);
    if (field == Field::kTitle)
      document.add_boolean_term(std::string(prefix::kTitleWord) + std::string(token.word));
  }
  return tokens;
}

void DocumentBuilder::add_filters(Xapian::Document& document, const Article& article) {
  add_filter(document, prefix::kLanguage, language_);
  for (const Source& source : article.sources) add_filter(document, prefix::kChannel, source.channel);
  for (const std::string& product : article.products) add_filter(document, prefix::kProduct, product);
  for (const std::string& tag : article.tags) add_filter(document, prefix::kTag, tag);
}

IndexedArticle DocumentBuilder::build(std::int64_t number, const Article& article, Time reused_at) {
  language_ = stemming_language(article);
  ++languages_[language_];
  Facts facts{DocumentKind::kArticle,
              article.audience,
              article.confidence,
              static_cast<std::uint32_t>(number),
              article.created_at.value_or(0),
              article.reuse_count,
              article.title.size(),
              article.updated_at.value_or(article.created_at.value_or(0)),
              0};

  IndexedArticle indexed{number, {}, {}};
  std::vector<Xapian::Document>& documents = indexed.documents;
  documents.reserve(1 + article.asked_as.size());
  Xapian::Document& main = documents.emplace_back();
  main.add_boolean_term(article_term(number));
  add_filter(main, prefix::kId, article.id);
  add_filters(main, article);
  ShownTokens shown_tokens;
  Fnv wording;
  const auto add_shown = [&](Field field, const std::string& text, std::string& packed, bool asks) {
    const std::vector<Token>& tokens = add_text(main, field, text);
    packed = pack_tokens(tokens, text);
    if (asks) add_terms(wording, tokens);
  };
  add_shown(Field::kTitle, article.title, shown_tokens.title, true);
  add_shown(Field::kIssue, article.issue, shown_tokens.issue, !article.issue.empty());
  for (const std::string& item : article.environment) add_text(main, Field::kEnvironment, item);
  for (const std::string& item : article.tags) add_text(main, Field::kTags, item);
  for (const std::string& item : article.products) add_text(main, Field::kTags, item);
  add_text(main, Field::kCause, article.cause);
  add_shown(Field::kResolution, article.resolution, shown_tokens.resolution, article.issue.empty());
  for (const std::string& asked : article.asked_as) add_text(main, Field::kAskedAs, asked);
  // A title alone does not say whether two are the same.
  if (!article.issue.empty() || !article.resolution.empty()) facts.wording = wording.hash();
  main.add_value(kFactsSlot, pack(facts));
  if (citable_ != nullptr) {
    const auto cited = citable_->cited_in({article.issue, article.resolution}, number);
    if (!cited.empty()) main.add_value(kCitationsSlot, pack_citations(cited));
  }
  main.set_data(shown_key(number));
  indexed.shown = shown(article, language_, reused_at, shown_tokens);

  facts.kind = DocumentKind::kWording;
  for (const std::string& asked : article.asked_as) {
    Xapian::Document& way_in = documents.emplace_back();
    way_in.add_boolean_term(article_term(number));
    way_in.add_value(kFactsSlot, pack(facts));
    way_in.set_data(asked);
    for (const Token& token : analyzer_.analyze(asked, language_)) way_in.add_term(std::string(token.term));
  }
  return indexed;
}

}  // namespace garner
