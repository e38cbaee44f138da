#include "query/words.h"

#include <algorithm>
#include <utility>

#include "indexer/core/record.h"
#include "indexer/core/schema.h"
#include "query/terms.h"

namespace garner {
namespace {

// Bounds on what a query can ask to be checked: phrases and excluded words looked at, and words of each.
constexpr std::size_t kMaxPhrases = 32;
constexpr std::size_t kMaxPhraseWords = 32;

// Whether a text is one word: a code's parts lie within the whole, which comes first.
bool is_one_word(Analyzer& analyzer, std::string_view text, std::string_view language) {
  const std::vector<Token>& tokens = analyzer.analyze(text, language);
  return !tokens.empty() && std::all_of(tokens.begin(), tokens.end(), [&](const Token& token) {
    return token.begin >= tokens.front().begin && token.end <= tokens.front().end;
  });
}

bool has_in_a_row(const std::vector<KeyedToken>& text, const std::vector<KeyedToken>& words) {
  return std::search(text.begin(), text.end(), words.begin(), words.end(),
                     [](const KeyedToken& a, const KeyedToken& b) { return a.term == b.term; }) != text.end();
}

}  // namespace

WordChecks::WordChecks(const ParsedQuery& query, const std::vector<std::string>& languages,
                       std::string_view locale, Reader& reader, const Snapshot& snapshot,
                       Visibility& visibility)
    : reader_(reader), snapshot_(snapshot), excluded_ids_(query.filter.exclude) {
  std::size_t looked = 0;
  for (const std::string& phrase : query.phrases) {
    if (looked++ == kMaxPhrases) break;
    const auto terms = terms_of_query(reader.analyzer, phrase, languages, kMaxPhraseWords);
    if (terms.empty()) continue;  // only punctuation: no condition
    const bool one_word = is_one_word(reader.analyzer, phrase, languages.front());
    for (const QueryTerm& term : terms) {
      visibility.keep_with(reader.database, term.stems);
      if (one_word) break;
    }
    if (!one_word) required_.push_back(phrase);
  }
  for (const std::string& phrase : query.excluded) {
    if (looked++ == kMaxPhrases) break;
    const auto of_phrase = languages_of_query(phrase, locale, snapshot.languages);
    const auto terms = terms_of_query(reader.analyzer, phrase, of_phrase, kMaxPhraseWords);
    if (terms.empty()) continue;
    if (is_one_word(reader.analyzer, phrase, of_phrase.front())) {
      visibility.leave_out(reader.database, terms.front().stems);
      continue;
    }
    Excluded& excluded = excluded_.emplace_back(Excluded{phrase, visibility});
    for (const QueryTerm& term : terms) excluded.having_its_words.keep_with(reader.database, term.stems);
  }
}

bool WordChecks::concerns(Xapian::docid id) const {
  return !required_.empty() || !excluded_ids_.empty() ||
         std::any_of(excluded_.begin(), excluded_.end(),
                     [&](const Excluded& each) { return each.having_its_words.allows(id); });
}

bool WordChecks::passes(Xapian::docid id) const {
  const auto shown = snapshot_.shown->find(id, reader_.database);
  if (!shown) return false;
  for (const std::string& excluded : excluded_ids_) {
    if ((*shown)[Shown::kId] == excluded) return false;
    // Sources are a record of channel, URL and conversation id, in turn.
    const auto sources = split_record((*shown)[Shown::kSources]);
    for (std::size_t i = 2; sources && i < sources->size(); i += 3) {
      if ((*sources)[i] == excluded) return false;
    }
  }
  if (required_.empty() && excluded_.empty()) return true;

  const std::string_view language = (*shown)[Shown::kLanguage];
  // The documents of an article's wordings follow its own.
  std::vector<std::vector<KeyedToken>> wordings;
  for (Xapian::docid wording = id + 1; wording <= snapshot_.last && snapshot_.owner[wording] == id;
       ++wording) {
    const std::string text = reader_.database.get_document(wording, Xapian::DOC_ASSUME_VALID).get_data();
    wordings.push_back(keyed_tokens(reader_.analyzer, text, language));
  }
  const auto has = [&](const std::string& words) {
    std::vector<KeyedToken> wanted = keyed_tokens(reader_.analyzer, words, language);
    wanted.resize(std::min(wanted.size(), kMaxPhraseWords));
    const auto in = [&](const std::vector<KeyedToken>& text) { return has_in_a_row(text, wanted); };
    return wanted.empty() || in(shown->title()) || in(shown->issue()) || in(shown->resolution()) ||
           std::any_of(wordings.begin(), wordings.end(), in);
  };
  return std::all_of(required_.begin(), required_.end(), has) &&
         std::none_of(excluded_.begin(), excluded_.end(),
                      [&](const Excluded& each) { return has(each.phrase); });
}

}  // namespace garner
