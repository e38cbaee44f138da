#include "query/hit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "indexer/core/clock.h"
#include "indexer/core/learned.h"
#include "indexer/core/record.h"

namespace garner {
namespace {

std::vector<std::string> strings_of(const std::vector<std::string_view>& views) {
  return {views.begin(), views.end()};
}

std::int64_t number_of(std::string_view text) {
  return std::strtoll(std::string(text).c_str(), nullptr, 10);
}

// The query's terms that are marked in the article's texts, weightiest first.
std::vector<std::uint32_t> matched_terms(const std::vector<QueryTerm>& terms,
                                         std::initializer_list<const Marks*> texts) {
  std::vector<bool> seen(terms.size(), false);
  for (const Marks* marks : texts) {
    for (const Mark& mark : *marks) seen[mark.term] = true;
  }
  std::vector<std::uint32_t> matched;
  for (std::uint32_t i = 0; i < terms.size(); ++i) {
    if (seen[i]) matched.push_back(i);
  }
  std::stable_sort(matched.begin(), matched.end(),
                   [&](auto a, auto b) { return terms[a].idf > terms[b].idf; });
  return matched;
}

// "E-041", "3.2.1", "0x7F2A10", "X2".
bool is_code(std::string_view word) {
  return word.size() > 1 && word.find_first_of("0123456789") != std::string_view::npos;
}

// What the reason names: the article's products that the query spells out, then codes, then words, the
// weightiest first.
std::vector<std::string> named_in_reason(const Hit& hit, Marker& marker, const std::vector<QueryTerm>& terms,
                                         const std::vector<std::uint32_t>& matched,
                                         std::string_view language) {
  constexpr std::size_t kMost = 3;
  std::vector<std::string> named;
  std::vector<bool> left(terms.size(), false);
  for (const std::uint32_t term : matched) left[term] = true;
  const auto name = [&](const std::string& text) {
    // The parts of a code are terms as well: "E-041" says it all.
    const bool said = std::any_of(named.begin(), named.end(), [&](const std::string& other) {
      return other.find(text) != std::string::npos;
    });
    if (!said && named.size() < kMost) named.push_back(text);
  };
  for (const std::string& product : hit.products) {
    if (!marker.covers(product, language)) continue;
    bool tells = false;
    for (const Mark& mark : marker.marks(product, language)) {
      tells = tells || left[mark.term];
      left[mark.term] = false;
    }
    if (tells) name(product);
  }
  for (const bool codes : {true, false}) {
    for (const std::uint32_t term : matched) {
      if (left[term] && is_code(terms[term].shown) == codes) name(terms[term].shown);
    }
  }
  return named;
}

// From this share of its coverage on, an article is there because of what was learned of it.
constexpr double kMostlyLearned = 0.5;

// How long ago, as people say it.
std::string ago(Time at) {
  const std::int64_t days = std::max<Time>(now() - at, 0) / (24LL * 3600 * 1000);
  if (days < 1) return "today";
  if (days == 1) return "yesterday";
  if (days < 7) return fmt::format("{} days ago", days);
  if (days < 14) return "last week";
  if (days < 60) return fmt::format("{} weeks ago", days / 7);
  if (days < 730) return fmt::format("{} months ago", days / 30);
  return fmt::format("{} years ago", days / 365);
}

// "solved this 14 times, most recently last week": the number, and when it last did, where that is known.
std::string solved_before(std::int64_t times, Time last) {
  const std::string often = times == 1 ? "once" : fmt::format("{} times", times);
  if (last == 0) return fmt::format("solved this {} before", often);
  return fmt::format("solved this {}, {}{}", often, times == 1 ? "" : "most recently ", ago(last));
}

std::string reason_of(const Hit& hit, const std::vector<std::string>& named, const Ranked& ranked,
                      bool has_wordings) {
  std::string reason;
  for (std::size_t i = 0; i < named.size(); ++i) {
    reason += i == 0 ? "matches " : i + 1 == named.size() ? " and " : ", ";
    reason += named[i];
  }
  if (ranked.learned != nullptr && ranked.evidence > kMostlyLearned * ranked.coverage) {
    reason += fmt::format("{}reads like the {} wordings known of it", reason.empty() ? "" : "; ",
                          ranked.learned->wordings);
  }
  if (ranked.citing > 0) {
    reason += reason.empty() ? "" : "; ";
    reason += ranked.citing == 1 ? "an answer to a similar question names it"
                                 : fmt::format("answers to {} similar questions name it", ranked.citing);
  }
  if (reason.empty()) reason = has_wordings ? "asked like this before" : "matches its environment or tags";
  if (hit.reuse_count > 0) {
    reason += "; " + solved_before(hit.reuse_count, hit.reused_at);
  } else if (hit.state == Confidence::kValidated) {
    reason += "; validated";
  }
  return reason;
}

}  // namespace

std::vector<Source> sources_of(const ShownArticle& article) {
  std::vector<Source> sources;
  const auto fields = split_record(article[Shown::kSources]);
  for (std::size_t i = 0; fields && i + 2 < fields->size(); i += 3) {
    sources.push_back(
        {std::string((*fields)[i]), std::string((*fields)[i + 1]), std::string((*fields)[i + 2])});
  }
  return sources;
}

Hit make_hit(const Ranked& ranked, const std::vector<QueryTerm>& terms, Marker& marker,
             const Snapshot& snapshot, Reader& reader, const HitOptions& options) {
  Hit hit;
  hit.score = ranked.score;
  hit.confidence = confidence_of(ranked);
  const auto article = snapshot.shown->find(ranked.id, reader.database);
  if (!article) return hit;
  const auto shown = [&](Shown field) { return (*article)[field]; };

  hit.id = shown(Shown::kId);
  hit.title = shown(Shown::kTitle);
  hit.url = shown(Shown::kUrl);
  hit.locale = shown(Shown::kLocale);
  hit.tags = strings_of(article->list(Shown::kTags));
  hit.products = strings_of(article->list(Shown::kProducts));
  hit.sources = sources_of(*article);
  hit.created_at = number_of(shown(Shown::kCreatedAt));
  hit.updated_at = number_of(shown(Shown::kUpdatedAt));
  hit.reuse_count = number_of(shown(Shown::kReuseCount));
  hit.reused_at = number_of(shown(Shown::kReusedAt));
  hit.audience = audience_of_shelf(snapshot.shelf[ranked.id]);
  hit.state = confidence_of_shelf(snapshot.shelf[ranked.id]);

  const std::string_view language = shown(Shown::kLanguage);
  const std::string_view issue = shown(Shown::kIssue);
  const std::string_view resolution = shown(Shown::kResolution);
  Marks of_title = marker.marks(article->title());
  Marks of_issue = marker.marks(article->issue());
  Marks of_resolution = marker.marks(article->resolution());
  marker.keep_telling({&of_title, &of_issue, &of_resolution});
  hit.marked_title = marked(hit.title, of_title);

  Passage passage = best_passage(resolution, of_resolution, terms, options.snippet_bytes);
  hit.snippet_field = "resolution";
  if (!issue.empty() && (resolution.empty() || !options.prefer_resolution)) {
    Passage question = best_passage(issue, of_issue, terms, options.snippet_bytes);
    if (resolution.empty() || question.weight > passage.weight) {
      passage = std::move(question);
      hit.snippet_field = "issue";
    }
  }
  hit.snippet = std::move(passage.snippet);

  const auto matched = matched_terms(terms, {&of_title, &of_issue, &of_resolution});
  for (const std::uint32_t term : matched) hit.matched_terms.push_back(terms[term].shown);
  hit.reason = reason_of(hit, named_in_reason(hit, marker, terms, matched, language), ranked,
                         snapshot.wordings[ranked.id] > 0);
  if (options.insert_text) hit.insert_text = resolution;
  return hit;
}

}  // namespace garner
