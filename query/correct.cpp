#include "query/correct.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "indexer/core/schema.h"
#include "indexer/text/fold.h"
#include "indexer/text/stop_words.h"
#include "query/edit_distance.h"
#include "query/shown.h"
#include "query/terms.h"

namespace garner {
namespace {

constexpr std::size_t kMaxWords = 64;     // of a query; what follows stays as it is
constexpr std::size_t kMaxCorrected = 5;  // a query with more words that nobody knows is in another language
// Letters from which on a word may have one mistake, and two.
constexpr std::size_t kOneEdit = 4, kTwoEdits = 8;
constexpr std::size_t kTwoEditsInStem = 6;  // stems are shorter, and their words are compared afterwards
// Bounds on the work for one word: near words whose frequency is looked up, whose articles are, and that are
// compared as they are written.
constexpr std::size_t kMaxNear = 256, kMaxLooked = 64, kMaxOptions = 8;
constexpr std::size_t kArticlesPerOption = 3;
// A mistake in an ending keeps the stemmer from taking it off: so many last letters are tried without.
constexpr std::size_t kLongestEnding = 5;
constexpr std::size_t kManyArticles = 1000;  // counted up to here
constexpr std::size_t kShortestPart = 3;     // of a word that is split, in bytes
// A known word is suggested away only for one that so many times as many articles have.
constexpr std::size_t kFarMore = 10;

unsigned edits_for(std::size_t letters) {
  return letters >= kTwoEdits ? 2 : letters >= kOneEdit ? 1 : 0;
}

std::u32string_view without_ending(std::u32string_view word, std::size_t ending) {
  return word.substr(0, word.size() - ending);
}

struct Replacement {
  std::uint32_t begin, end;
  std::string with;
};

std::string replaced(std::string_view query, const std::vector<Replacement>& replacements) {
  std::string corrected;
  std::size_t done = 0;
  for (const Replacement& each : replacements) {
    corrected += query.substr(done, each.begin - done);
    corrected += each.with;
    done = each.end;
  }
  corrected += query.substr(done);
  return corrected;
}

}  // namespace

std::vector<std::string> Corrector::stems_of(std::string_view word) {
  const auto terms = terms_of_query(reader_.analyzer, word, languages_, 1);
  return terms.empty() ? std::vector<std::string>() : terms.front().stems;
}

std::size_t Corrector::articles_with(const std::vector<std::string>& stems) const {
  std::size_t articles = 0;
  for (const std::string& stem : stems)
    articles = std::max(articles, wanted_.first_with(reader_.database, stem, kManyArticles).size());
  return articles;
}

bool Corrector::is_known(std::string_view word, const std::vector<std::string>& stems) const {
  return std::find(accepted_.begin(), accepted_.end(), word) != accepted_.end() ||
         std::any_of(stems.begin(), stems.end(), [&](const std::string& stem) {
           return !known_.first_with(reader_.database, stem, 1).empty();
         });
}

std::vector<Corrector::TypedWord> Corrector::typed_words(const ParsedQuery& parsed) {
  std::vector<TypedWord> typed;
  for (const Token& token : reader_.analyzer.analyze(parsed.words, languages_.front())) {
    const bool part = !typed.empty() && token.begin < typed.back().end;
    if (part) {  // of a code or a compound, whose whole came first
      typed.back().is_exact = true;
      continue;
    }
    if (typed.size() == kMaxWords) break;
    TypedWord& word = typed.emplace_back();
    word.word = token.word;
    word.begin = token.begin;
    word.end = token.end;
    word.is_exact = std::any_of(parsed.quoted.begin(), parsed.quoted.end(), [&](const Highlight& phrase) {
      return token.begin >= phrase.begin && token.end <= phrase.end;
    });
  }
  for (TypedWord& word : typed) {
    word.is_exact = word.is_exact || word.word.find_first_of("0123456789") != std::string::npos;
    if (!word.is_exact) word.stems = stems_of(word.word);
  }
  return typed;
}

std::optional<Corrector::Option> Corrector::as_written(const TypedWord& typed, const std::string& term,
                                                       Xapian::docid id) {
  const ShownArticle article(id, reader_.database);
  if (!article.valid()) return std::nullopt;
  const bool of_title = term.starts_with(prefix::kTitleWord);
  const std::u32string wanted = code_points(typed.word);
  std::optional<Option> nearest;
  for (const Shown field : {Shown::kTitle, Shown::kIssue, Shown::kResolution}) {
    if (of_title && field != Shown::kTitle) break;
    const std::string_view text = article[field];
    for (const Token& token : reader_.analyzer.analyze(text, article[Shown::kLanguage])) {
      if (of_title ? token.word != std::string_view(term).substr(prefix::kTitleWord.size())
                   : token.term != term)
        continue;
      const unsigned distance = edit_distance(code_points(token.word), wanted, most_edits_);
      if (distance > edits_for(wanted.size()) || distance > most_edits_) continue;
      if (nearest && nearest->distance <= distance) continue;
      nearest = Option{lower_case(text.substr(token.begin, token.end - token.begin)), distance, 0};
    }
  }
  return nearest;
}

std::optional<Corrector::Option> Corrector::nearest(const TypedWord& typed,
                                                    const std::vector<std::shared_ptr<const Words>>& words,
                                                    std::size_t at_least) {
  const std::u32string wanted = code_points(typed.word);
  const unsigned most = std::min(most_edits_, edits_for(wanted.size()));
  if (most == 0 || !is_correctable(wanted)) return std::nullopt;

  std::vector<NearTerm> candidates;
  std::vector<WordList::Near> near;
  const auto collect = [&](std::string_view prefix, std::u32string_view like) {
    for (const WordList::Near& each : near) {
      candidates.push_back({std::string(prefix) + std::string(each.word), each.distance,
                            code_points(each.word).front() != like.front(), 0});
    }
    near.clear();
  };
  for (const auto& list : words) {
    list->titles.find_near(wanted, most, near);
    collect(prefix::kTitleWord, wanted);
    for (const std::string& stem : typed.stems) {
      const std::u32string like = code_points(stem);
      if (!is_correctable(like)) continue;
      list->stems.find_near(like, like.size() >= kTwoEditsInStem ? most : 1, near);
      collect({}, like);
    }
  }
  if (auto best = best_of(std::move(candidates), typed, at_least)) return best;

  candidates.clear();
  for (std::size_t ending = 1; ending <= kLongestEnding && wanted.size() >= ending + kOneEdit; ++ending) {
    const std::u32string_view like = without_ending(wanted, ending);
    for (const auto& list : words) list->stems.find_near(like, 1, near, 0);
    collect({}, like);
  }
  return best_of(std::move(candidates), typed, at_least);
}

// The nearest of the candidates as visible articles write it, of equally near ones the most frequent.
std::optional<Corrector::Option> Corrector::best_of(std::vector<NearTerm> candidates, const TypedWord& typed,
                                                    std::size_t at_least) {
  const auto sort = [&] {
    std::sort(candidates.begin(), candidates.end(), [](const NearTerm& a, const NearTerm& b) {
      return std::tuple(a.distance, a.other_first_letter, b.articles, std::string_view(a.term)) <
             std::tuple(b.distance, b.other_first_letter, a.articles, std::string_view(b.term));
    });
  };
  sort();
  candidates.resize(std::min(candidates.size(), kMaxNear));
  for (NearTerm& each : candidates) each.articles = reader_.database.get_termfreq(each.term);
  sort();

  std::optional<Option> best;
  std::size_t looked = 0, options = 0;
  for (const NearTerm& each : candidates) {
    if (looked++ == kMaxLooked || options == kMaxOptions) break;
    if (best && best->distance < each.distance) break;
    if (each.articles < at_least) continue;
    const auto ids = wanted_.first_with(reader_.database, each.term, kManyArticles);
    if (ids.empty() || ids.size() < at_least) continue;
    ++options;
    for (std::size_t i = 0; i < std::min(ids.size(), kArticlesPerOption); ++i) {
      auto option = as_written(typed, each.term, ids[i]);
      if (!option || option->distance == 0) continue;
      option->articles = ids.size();
      if (!best || std::pair(option->distance, best->articles) < std::pair(best->distance, option->articles))
        best = std::move(option);
    }
  }
  return best;
}

std::optional<Corrector::Option> Corrector::split(const TypedWord& typed) {
  if (!is_correctable(code_points(typed.word))) return std::nullopt;
  std::optional<Option> best;
  const std::string_view word = typed.word;
  for (std::size_t at = kShortestPart; at + kShortestPart <= word.size(); ++at) {
    if ((static_cast<unsigned char>(word[at]) & 0xC0) == 0x80) continue;
    const std::string first(word.substr(0, at)), second(word.substr(at));
    const std::size_t articles = std::min(articles_with(stems_of(first)), articles_with(stems_of(second)));
    if (articles > (best ? best->articles : 0))
      best = Option{fmt::format("{} {}", first, second), 1, articles};
  }
  return best;
}

std::optional<Corrector::Option> Corrector::join(const TypedWord& first, const TypedWord& second) {
  if (first.is_exact || second.is_exact) return std::nullopt;
  const std::string word = first.word + second.word;
  if (!is_correctable(code_points(word))) return std::nullopt;
  const std::size_t articles = articles_with(stems_of(word));
  if (articles == 0) return std::nullopt;
  return Option{word, 1, articles};
}

std::optional<std::string> Corrector::correct(std::string_view query, const ParsedQuery& parsed,
                                              const std::vector<std::shared_ptr<const Words>>& words) {
  std::vector<TypedWord> typed = typed_words(parsed);
  std::vector<Replacement> replacements;
  std::size_t unknown = 0;
  const auto only_blanks_between = [&](const TypedWord& a, const TypedWord& b) {
    return query.substr(a.end, b.begin - a.end).find_first_not_of(" \t") == std::string_view::npos;
  };
  for (std::size_t i = 0; i < typed.size(); ++i) {
    const TypedWord& word = typed[i];
    if (word.is_exact || word.stems.empty() || is_known(word.word, word.stems)) continue;
    if (++unknown > kMaxCorrected) return std::nullopt;
    // A word that an article has, typed in two.
    const bool free_before = i > 0 && (replacements.empty() || replacements.back().end <= typed[i - 1].begin);
    if (free_before && only_blanks_between(typed[i - 1], word)) {
      if (const auto joined = join(typed[i - 1], word)) {
        replacements.push_back({typed[i - 1].begin, word.end, joined->written});
        continue;
      }
    }
    if (i + 1 < typed.size() && only_blanks_between(word, typed[i + 1])) {
      if (const auto joined = join(word, typed[i + 1])) {
        replacements.push_back({word.begin, typed[i + 1].end, joined->written});
        ++i;
        continue;
      }
    }
    auto option = nearest(word, words, 1);
    if (!option || option->distance > 1) {
      if (auto two = split(word)) option = std::move(two);
    }
    if (option) replacements.push_back({word.begin, word.end, std::move(option->written)});
  }
  if (replacements.empty()) return std::nullopt;
  return replaced(query, replacements);
}

std::optional<std::string> Corrector::suggest(std::string_view query, const ParsedQuery& parsed,
                                              const std::vector<std::shared_ptr<const Words>>& words) {
  std::size_t looked = 0, most = 0;
  std::optional<Replacement> best;
  for (const TypedWord& word : typed_words(parsed)) {
    if (word.is_exact || word.stems.empty() || is_stop_word(word.word, languages_.front())) continue;
    if (++looked > kMaxCorrected) break;
    const std::size_t articles = articles_with(word.stems);
    if (articles == 0 || articles * kFarMore > kManyArticles) continue;
    auto option = nearest(word, words, articles * kFarMore);
    if (!option || option->articles <= most) continue;
    most = option->articles;
    best = Replacement{word.begin, word.end, std::move(option->written)};
  }
  if (!best) return std::nullopt;
  return replaced(query, {*best});
}

}  // namespace garner
