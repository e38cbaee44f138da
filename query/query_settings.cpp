#include "query/query_settings.h"

#include <algorithm>
#include <utility>

#include "indexer/text/language.h"

namespace garner {

void QuerySettings::mark_stop_words(std::vector<QueryTerm>& terms,
                                    const std::vector<std::string>& in_languages) const {
  if (stop_words.empty()) return;
  for (const std::string& language : in_languages) {
    const auto words = stop_words.find(language);
    if (words == stop_words.end()) continue;
    for (QueryTerm& term : terms) term.stop_word = term.stop_word || words->second.contains(term.word);
  }
}

std::vector<Expansion> prepare_terms(std::vector<QueryTerm>& terms, std::string_view text,
                                     const std::vector<std::string>& languages, Analyzer& analyzer,
                                     const Snapshot& snapshot, const Xapian::Database& database) {
  snapshot.settings->mark_stop_words(terms, languages);
  weigh(terms, snapshot, database);
  auto expansions = snapshot.settings->synonyms.expand(analyzer, text, languages, terms);
  weigh_expansions(terms, expansions, snapshot, database);
  return expansions;
}

std::shared_ptr<const QuerySettings> read_query_settings(std::string_view bytes,
                                                         const std::vector<std::string>& languages,
                                                         std::shared_ptr<const QuerySettings> previous) {
  const std::set<std::string> sorted(languages.begin(), languages.end());
  if (previous && previous->bytes == bytes && previous->languages == sorted) return previous;
  auto settings = std::make_shared<QuerySettings>();
  settings->bytes = bytes;
  settings->languages = sorted;
  auto read = unpack_search_settings(bytes);
  if (!read) return settings;
  settings->synonyms = Synonyms(read->synonyms, languages);
  settings->curations = Curations(std::move(read->curations));
  if (read->stop_words.empty()) return settings;
  Analyzer analyzer;
  for (const StopWords& list : read->stop_words) {
    const std::string language = primary_language(list.locale);
    for (const std::string& entry : list.words) {
      for (const std::string& word : words_of(analyzer.analyze(entry, language)))
        settings->stop_words[language].insert(word);
    }
  }
  return settings;
}

}  // namespace garner
