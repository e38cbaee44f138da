#include "query/terms.h"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>
#include <utility>

#include "indexer/text/language.h"
#include "indexer/text/stop_words.h"
#include "query/edit_distance.h"
#include "query/message_parts.h"

namespace garner {
namespace {

// "e041", "0x7f2a": what is looked for to the letter, wherever it stands.
bool mixes_digits(std::string_view word) {
  const auto has = [&](auto is) { return std::any_of(word.begin(), word.end(), is); };
  return has([](char c) { return c >= '0' && c <= '9'; }) && has([](char c) { return c >= 'a' && c <= 'z'; });
}

// Whether a token that begins there is in one of `parts`, of which `at` is the first that may have it.
bool is_within(std::size_t begin, const std::vector<Bytes>& parts, std::vector<Bytes>::const_iterator& at) {
  while (at != parts.end() && at->second <= begin) ++at;
  return at != parts.end() && at->first <= begin;
}

// Scripts whose languages have nothing to say of words in others.
struct Script {
  std::string_view languages;  // each with a blank behind it
  char32_t first, last;        // its letters
};
constexpr std::array<Script, 10> kScripts = {{{"ru sr ", 0x0400, 0x052f},
                                              {"el ", 0x0370, 0x03ff},
                                              {"ar ", 0x0600, 0x06ff},
                                              {"hi ne ", 0x0900, 0x097f},
                                              {"ta ", 0x0b80, 0x0bff},
                                              {"hy ", 0x0530, 0x058f},
                                              {"yi ", 0x0590, 0x05ff},
                                              {"ja zh ", 0x2e80, 0x9fff},
                                              {"ko ", 0xac00, 0xd7a3},
                                              {"th ", 0x0e00, 0x0e7f}}};

struct Scripts {
  bool latin = false;
  std::array<bool, kScripts.size()> others{};
};

Scripts scripts_of(std::string_view text) {
  Scripts found;
  for (const char32_t c : code_points(text)) {
    found.latin = found.latin || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xc0 && c < 0x250);
    for (std::size_t i = 0; c >= 0x370 && i < kScripts.size(); ++i)
      found.others.at(i) = found.others.at(i) || (c >= kScripts.at(i).first && c <= kScripts.at(i).last);
  }
  return found;
}

bool may_be_written_in(const std::string& language, const Scripts& scripts) {
  const std::string listed = language + ' ';
  for (std::size_t i = 0; i < kScripts.size(); ++i) {
    if (kScripts.at(i).languages.find(listed) != std::string_view::npos) return scripts.others.at(i);
  }
  return scripts.latin;
}

}  // namespace

std::vector<std::string> languages_of_query(std::string_view text, std::string_view locale,
                                            const std::vector<std::string>& of_index) {
  std::vector<std::string> languages;
  const auto add = [&](const std::string& language) {
    if (!language.empty() && languages.size() < kMaxLanguages &&
        std::find(languages.begin(), languages.end(), language) == languages.end()) {
      languages.push_back(language);
    }
  };
  if (!locale.empty()) {
    add(primary_language(locale));
  } else if (const Language found = find_language(text); found.reliable) {
    add(found.code);
  }
  // A language that no article is in helps nobody: a few words are easily taken for another language.
  const bool known =
      !languages.empty() && std::find(of_index.begin(), of_index.end(), languages.front()) != of_index.end();
  if (known) return languages;
  const Scripts scripts = scripts_of(text);
  for (const std::string& language : of_index) {
    if (may_be_written_in(language, scripts)) {
      add(language);
    } else if (scripts.latin) {
      add("en");  // as words in ASCII are stemmed among those of another script
    }
  }
  if (languages.empty()) languages.emplace_back("en");
  return languages;
}

std::vector<QueryTerm> terms_of_query(Analyzer& analyzer, std::string_view text,
                                      const std::vector<std::string>& languages, std::size_t limit,
                                      const Weights& weights) {
  std::vector<QueryTerm> terms;
  const std::size_t subject = subject_bytes(text);
  const std::vector<Bytes> questions = questions_of(text);
  const std::vector<Bytes> pasted = pasted_parts(text);
  std::unordered_map<std::string, std::size_t> of_first_stem;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> at_position;
  for (const std::string& language : languages) {
    const bool first_language = language == languages.front();
    auto question = questions.begin();
    auto paste = pasted.begin();
    for (const Token& token : analyzer.analyze(text, language)) {
      const std::pair position{token.begin, token.end};
      if (first_language) {
        double count = is_within(token.begin, questions, question) ? 1 + weights.question_count : 1;
        if (is_within(token.begin, pasted, paste) && !mixes_digits(token.word)) count *= weights.pasted_share;
        const auto known = of_first_stem.find(std::string(token.term));
        if (known != of_first_stem.end()) {
          terms[known->second].count += count;
          at_position.emplace(position, known->second);
        } else if (terms.size() < limit) {
          of_first_stem.emplace(token.term, terms.size());
          at_position.emplace(position, terms.size());
          terms.push_back({{std::string(token.term)},
                           std::string(token.word),
                           std::string(text.substr(token.begin, token.end - token.begin)),
                           count + (token.begin < subject ? weights.subject_count : 0),
                           is_stop_word(token.word, language),
                           0});
        }
        continue;
      }
      const auto same_word = at_position.find(position);
      if (same_word == at_position.end()) continue;
      terms[same_word->second].stop_word |= is_stop_word(token.word, language);
      std::vector<std::string>& stems = terms[same_word->second].stems;
      if (terms[same_word->second].word == token.word &&
          std::find(stems.begin(), stems.end(), token.term) == stems.end()) {
        stems.emplace_back(token.term);
      }
    }
  }
  return terms;
}

}  // namespace garner
