#include "query/hit.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "indexer/core/record.h"

namespace garner {
namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return lines;
}

std::vector<Source> sources_of(std::string_view record) {
  std::vector<Source> sources;
  const auto fields = split_record(record);
  for (std::size_t i = 0; fields && i + 2 < fields->size(); i += 3) {
    sources.push_back(
        {std::string((*fields)[i]), std::string((*fields)[i + 1]), std::string((*fields)[i + 2])});
  }
  return sources;
}

std::int64_t number_of(std::string_view text) {
  return std::strtoll(std::string(text).c_str(), nullptr, 10);
}

// The query's words that the article shows, weightiest first.
std::vector<std::string> matched_words(const std::vector<QueryTerm>& terms, Marker& marker,
                                       std::string_view language,
                                       std::initializer_list<std::string_view> texts) {
  std::vector<bool> seen(terms.size(), false);
  for (const std::string_view text : texts) {
    for (const Marker::Mark& mark : marker.marks(text, language)) seen[mark.term] = true;
  }
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (seen[i]) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return terms[a].idf > terms[b].idf; });
  std::vector<std::string> words;
  for (const std::size_t i : order) words.push_back(terms[i].shown);
  return words;
}

std::string reason_of(const Hit& hit) {
  constexpr std::size_t kWords = 3;
  std::string reason;
  const std::size_t count = std::min(kWords, hit.matched_terms.size());
  for (std::size_t i = 0; i < count; ++i) {
    reason += i == 0 ? "matches " : i + 1 == count ? " and " : ", ";
    reason += hit.matched_terms[i];
  }
  if (reason.empty()) reason = "asked like this before";
  if (hit.reuse_count > 0) {
    reason += "; solved this " + std::to_string(hit.reuse_count) +
              (hit.reuse_count == 1 ? " time" : " times") + " before";
  } else if (hit.state == Confidence::kValidated) {
    reason += "; validated";
  }
  return reason;
}

}  // namespace

Hit make_hit(const Ranked& ranked, const std::vector<QueryTerm>& terms, Marker& marker,
             const Snapshot& snapshot, const Xapian::Database& database, const HitOptions& options) {
  Hit hit;
  hit.score = ranked.score;
  hit.confidence = ranked.coverage;
  const std::string record = database.get_document(ranked.id, Xapian::DOC_ASSUME_VALID).get_data();
  const auto fields = split_record(record);
  if (!fields || fields->size() < static_cast<std::size_t>(Shown::kCount)) return hit;
  const auto shown = [&](Shown field) { return (*fields)[static_cast<std::size_t>(field)]; };

  hit.id = shown(Shown::kId);
  hit.title = shown(Shown::kTitle);
  hit.url = shown(Shown::kUrl);
  hit.locale = shown(Shown::kLocale);
  hit.tags = lines_of(shown(Shown::kTags));
  hit.products = lines_of(shown(Shown::kProducts));
  hit.sources = sources_of(shown(Shown::kSources));
  hit.created_at = number_of(shown(Shown::kCreatedAt));
  hit.updated_at = number_of(shown(Shown::kUpdatedAt));
  hit.reuse_count = number_of(shown(Shown::kReuseCount));
  hit.audience = audience_of_shelf(snapshot.shelf[ranked.id]);
  hit.state = confidence_of_shelf(snapshot.shelf[ranked.id]);

  const std::string_view language = shown(Shown::kLanguage);
  const std::string_view issue = shown(Shown::kIssue);
  const std::string_view resolution = shown(Shown::kResolution);
  hit.marked_title = marker.marked(hit.title, language);
  hit.matched_terms = matched_words(terms, marker, language, {hit.title, issue, resolution});
  double issue_weight = 0;
  double resolution_weight = 0;
  Snippet of_issue, of_resolution;
  if (!resolution.empty())
    of_resolution = marker.snippet(resolution, language, options.snippet_bytes, &resolution_weight);
  if (!issue.empty() && (resolution.empty() || !options.prefer_resolution)) {
    of_issue = marker.snippet(issue, language, options.snippet_bytes, &issue_weight);
  }
  const bool take_issue =
      resolution.empty() || (!options.prefer_resolution && issue_weight > resolution_weight);
  hit.snippet = std::move(take_issue ? of_issue : of_resolution);
  hit.snippet_field = take_issue ? "issue" : "resolution";
  hit.reason = reason_of(hit);
  if (options.insert_text) hit.insert_text = resolution;
  return hit;
}

}  // namespace garner
