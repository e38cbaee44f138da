#include "query/near_duplicates.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "indexer/core/sorted_sets.h"
#include "indexer/text/fold.h"
#include "indexer/text/stop_words.h"

namespace garner {
namespace {

using Keys = std::vector<TermKey>;

Keys keys_of(std::initializer_list<const std::vector<KeyedToken>*> texts) {
  Keys keys;
  for (const auto* tokens : texts) {
    for (const KeyedToken& token : *tokens) keys.push_back(token.term);
  }
  sort_unique(keys);
  return keys;
}

// Numbers, codes, models, versions.
Keys codes_of(const ShownArticle& article) {
  Keys keys;
  const auto add = [&](const std::vector<KeyedToken>& tokens, std::string_view text) {
    for (const KeyedToken& token : tokens) {
      const std::string_view word = text.substr(token.begin, token.end - token.begin);
      if (word.find_first_of("0123456789") != std::string_view::npos) keys.push_back(token.term);
    }
  };
  add(article.title(), article[Shown::kTitle]);
  add(article.issue(), article[Shown::kIssue]);
  add(article.resolution(), article[Shown::kResolution]);
  sort_unique(keys);
  return keys;
}

bool alike(const Keys& a, const Keys& b, double least) {
  // The one cannot have more in common with the other than it has.
  const auto fewer = static_cast<double>(std::min(a.size(), b.size()));
  const auto more = static_cast<double>(std::max(a.size(), b.size()));
  return fewer >= least * more && jaccard(a, b) >= least;
}

// Whether the title has a word with a meaning of its own that the other does not ask with.
bool title_says_more(const ShownArticle& article, const Keys& other_question) {
  const std::string_view title = article[Shown::kTitle];
  std::string word;
  return std::any_of(article.title().begin(), article.title().end(), [&](const KeyedToken& token) {
    if (std::binary_search(other_question.begin(), other_question.end(), token.term)) return false;
    fold_word(title.substr(token.begin, token.end - token.begin), word);
    return !is_stop_word(word, article[Shown::kLanguage]);
  });
}

std::vector<std::string_view> labels_of(const ShownArticle& article, Shown field) {
  auto labels = article.list(field);
  sort_unique(labels);
  return labels;
}

bool has_any(const ShownArticle& article, const Keys& stems) {
  const auto in = [&](const std::vector<KeyedToken>& tokens) {
    return std::any_of(tokens.begin(), tokens.end(), [&](const KeyedToken& token) {
      return std::find(stems.begin(), stems.end(), token.term) != stems.end();
    });
  };
  return in(article.title()) || in(article.issue()) || in(article.resolution());
}

}  // namespace

NearDuplicates::NearDuplicates(const std::vector<QueryTerm>& query) {
  for (const QueryTerm& term : query) {
    if (term.stop_word) continue;
    Keys& stems = query_.emplace_back();
    for (const std::string& stem : term.stems) stems.push_back(key_of_term(stem));
  }
}

bool NearDuplicates::may_be_same(const Kept& kept, const Kept& other) {
  // Of Jaccard similarity J, |a ^ b| <= (1 - J) |a | b| and 2 |a | b| = |a| + |b| + |a ^ b|. Each bit that
  // one alone has is of a term that one alone has.
  constexpr double kShare = (1 - kQuestion) / (1 + kQuestion);
  return static_cast<double>((kept.terms ^ other.terms).count()) <=
         kShare * static_cast<double>(kept.tokens + other.tokens);
}

bool NearDuplicates::same(const ShownArticle& a, const ShownArticle& b) const {
  const Keys question = keys_of({&a.title(), &a.issue()});
  const Keys other = keys_of({&b.title(), &b.issue()});
  if (!alike(question, other, kQuestion)) return false;
  if (!alike(keys_of({&a.resolution()}), keys_of({&b.resolution()}), kResolution)) return false;
  if (title_says_more(a, other) && title_says_more(b, question)) return false;
  if (differ_both_ways(codes_of(a), codes_of(b))) return false;
  for (const Shown field : {Shown::kProducts, Shown::kTags}) {
    if (differ_both_ways(labels_of(a, field), labels_of(b, field))) return false;
  }
  return std::none_of(query_.begin(), query_.end(),
                      [&](const Keys& stems) { return has_any(b, stems) && !has_any(a, stems); });
}

std::optional<std::size_t> NearDuplicates::find_or_keep(std::shared_ptr<const ShownArticle> article) {
  Kept fresh;
  fresh.article = std::move(article);
  for (const auto* tokens : {&fresh.article->title(), &fresh.article->issue()}) {
    fresh.tokens += tokens->size();
    for (const KeyedToken& token : *tokens) fresh.terms.set(token.term % fresh.terms.size());
  }
  for (std::size_t at = 0; at < kept_.size(); ++at) {
    if (may_be_same(kept_[at], fresh) && same(*kept_[at].article, *fresh.article)) return at;
  }
  kept_.push_back(std::move(fresh));
  return std::nullopt;
}

}  // namespace garner
