#include "indexer/knowledge/similar.h"

#include <algorithm>
#include <array>

#include "indexer/text/fold.h"
#include "indexer/text/language.h"

namespace garner {
namespace {

constexpr std::size_t kCandidates = 12;
constexpr std::size_t kShown = 5;
// Issues of so much in common are one issue (capture.h): another resolution then contradicts.
constexpr double kSameIssue = 0.7, kOtherResolution = 0.2;

// Word by word the same, whatever the case.
bool same_words(const Article& a, const Article& b) {
  return lower_case(a.title + "\n" + a.issue) == lower_case(b.title + "\n" + b.issue);
}

// Words are compared as the language of their article stems them.
Article in_its_language(Article article) {
  article.locale = locale_of(article);
  return article;
}

}  // namespace

std::string locale_of(const Article& article) {
  if (!article.locale.empty()) return article.locale;
  const Language language = find_language(article.title + '\n' + article.issue + '\n' + article.resolution);
  return language.reliable ? language.code : std::string();
}

std::string_view name_of(Likeness likeness) {
  constexpr std::array<std::string_view, 3> kNames = {"same", "similar", "contradicts"};
  return kNames.at(static_cast<std::size_t>(likeness));
}

Result<std::vector<SimilarArticle>> find_similar(Store& store, Capturer& capturer, const Article& draft,
                                                 const std::function<bool(const Article&)>& sees) {
  const Capturer::Terms terms = capturer.terms(in_its_language(draft));
  const auto ids = store.articles_sharing(Capturer::fingerprint(terms), kCandidates);
  if (!ids) return fail(ids.error());
  std::vector<SimilarArticle> found;
  for (const std::string& id : *ids) {
    if (id == draft.id) continue;
    auto article = store.article(id);
    if (!article) return fail(article.error());
    if (article->confidence == Confidence::kArchived || !sees(*article)) continue;
    const Capturer::Similarity alike = Capturer::compare(terms, capturer.terms(in_its_language(*article)));
    const bool one_issue = same_words(draft, *article) || (alike.issue >= kSameIssue && !alike.apart);
    const bool both_answer = !draft.resolution.empty() && !article->resolution.empty();
    SimilarArticle similar{std::move(*article), Likeness::kSimilar,
                           both_answer ? (alike.issue + alike.resolution) / 2 : alike.issue};
    if (one_issue && both_answer && alike.resolution < kOtherResolution) {
      similar.likeness = Likeness::kContradicts;
    } else if (judge(alike) == Sameness::kSame || (one_issue && !both_answer)) {
      similar.likeness = Likeness::kSame;
    } else if (!one_issue && judge(alike) == Sameness::kDifferent) {
      continue;
    }
    found.push_back(std::move(similar));
  }
  std::sort(found.begin(), found.end(), [](const SimilarArticle& a, const SimilarArticle& b) {
    return a.likeness != b.likeness && (a.likeness == Likeness::kSame || b.likeness == Likeness::kSame)
               ? a.likeness == Likeness::kSame
               : a.similarity > b.similarity;
  });
  if (found.size() > kShown) found.resize(kShown);
  return found;
}

}  // namespace garner
