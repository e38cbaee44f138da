#include "query/synonyms.h"

#include <algorithm>
#include <unordered_map>

#include "indexer/core/sorted_sets.h"
#include "indexer/text/language.h"
#include "query/rank.h"

namespace garner {

Synonyms::Synonyms(const std::vector<Synonym>& entries, const std::vector<std::string>& languages) {
  if (entries.empty()) return;
  Analyzer analyzer;
  for (const std::string& name : languages) {
    Language language;
    const auto stems = [&](const std::string& phrase) {
      return words_of(analyzer.analyze(phrase, name), &Token::term);
    };
    for (const Synonym& entry : entries) {
      if (!entry.locale.empty() && primary_language(entry.locale) != name) continue;
      const auto number = static_cast<std::uint32_t>(language.sets.size());
      Set& set = language.sets.emplace_back();
      for (const std::string& phrase : entry.words) {
        std::vector<std::string> words = stems(phrase);
        if (words.empty()) continue;  // punctuation
        if (entry.root.empty()) language.of_phrase.add(words, number);
        set.phrases.push_back(std::move(words));
      }
      if (!entry.root.empty()) language.of_phrase.add(stems(entry.root), number);
    }
    if (!language.of_phrase.empty()) languages_.emplace(name, std::move(language));
  }
}

std::vector<Expansion> Synonyms::expand(Analyzer& analyzer, std::string_view text,
                                        const std::vector<std::string>& languages,
                                        const std::vector<QueryTerm>& terms) const {
  std::vector<Expansion> expansions;
  if (languages_.empty()) return expansions;
  std::unordered_map<std::string_view, std::uint32_t> term_of_stem;
  for (std::uint32_t i = 0; i < terms.size(); ++i) {
    for (const std::string& stem : terms[i].stems) term_of_stem.emplace(stem, i);
  }
  for (const std::string& name : languages) {
    const auto language = languages_.find(name);
    if (language == languages_.end()) continue;
    // The parts of a code are terms too, and it is said with all of them: which terms belong to which word.
    const std::vector<Token>& tokens = analyzer.analyze(text, name);
    const std::vector<std::string> words = words_of(tokens, &Token::term);
    std::vector<std::vector<std::uint32_t>> terms_of_word;
    std::uint32_t end = 0;
    for (const Token& token : tokens) {
      if (terms_of_word.empty() || token.begin >= end) {
        terms_of_word.emplace_back();
        end = token.end;
      }
      if (const auto term = term_of_stem.find(token.term); term != term_of_stem.end())
        terms_of_word.back().push_back(term->second);
    }
    for (std::size_t at = 0; at < words.size() && expansions.size() < kMaxExpansions; ++at) {
      std::size_t taken = 1;
      language->second.of_phrase.each_at(words, at, [&](std::size_t length, const auto& sets) {
        Expansion expansion;
        for (std::size_t i = at; i < at + length; ++i) {
          if (terms_of_word[i].empty()) return true;  // past the terms that a query may have
          expansion.terms.insert(expansion.terms.end(), terms_of_word[i].begin(), terms_of_word[i].end());
        }
        sort_unique(expansion.terms);
        for (const std::uint32_t set : sets) {
          for (const auto& phrase : language->second.sets[set].phrases) {
            const bool itself =
                phrase.size() == length &&
                std::equal(phrase.begin(), phrase.end(), words.begin() + static_cast<std::ptrdiff_t>(at));
            if (!itself && expansion.phrases.size() < kMaxPhrasesPerExpansion)
              expansion.phrases.push_back(phrase);
          }
        }
        taken = length;
        if (!expansion.phrases.empty()) expansions.push_back(std::move(expansion));
        return false;
      });
      at += taken - 1;
    }
  }
  return expansions;
}

void weigh_expansions(std::vector<QueryTerm>& terms, const std::vector<Expansion>& expansions,
                      const Snapshot& snapshot, const Xapian::Database& database) {
  for (const Expansion& expansion : expansions) {
    Xapian::doccount most = 0;
    for (const auto& phrase : expansion.phrases) {
      // At most as many documents have the phrase as have its rarest word.
      Xapian::doccount least = database.get_termfreq(phrase.front());
      for (const std::string& stem : phrase) least = std::min(least, database.get_termfreq(stem));
      most = std::max(most, least);
    }
    for (const std::uint32_t term : expansion.terms)
      terms[term].idf = std::min(terms[term].idf, idf_of(most, snapshot));
  }
}

}  // namespace garner
