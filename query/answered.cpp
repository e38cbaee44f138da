#include "query/answered.h"

#include <algorithm>
#include <utility>

namespace garner {

std::vector<AnsweredQuery> answered_queries(std::vector<PopularQuery> queries,
                                            const std::vector<Xapian::docid>& main) {
  std::vector<AnsweredQuery> answered;
  for (PopularQuery& query : queries) {
    AnsweredQuery entry;
    for (const std::uint32_t number : query.answers) {
      if (number < main.size() && main[number] != 0) entry.answers.push_back(main[number]);
    }
    if (entry.answers.empty()) continue;
    entry.asked = std::move(query);
    answered.push_back(std::move(entry));
  }
  std::sort(answered.begin(), answered.end(),
            [](const auto& a, const auto& b) { return a.asked.words < b.asked.words; });
  return answered;
}

std::vector<const AnsweredQuery*> answered_like(const std::vector<AnsweredQuery>& queries,
                                                std::string_view typed, Audience audience,
                                                const Visibility& visibility, std::size_t limit) {
  std::vector<const AnsweredQuery*> found;
  auto at =
      std::lower_bound(queries.begin(), queries.end(), typed,
                       [](const auto& entry, std::string_view start) { return entry.asked.words < start; });
  for (; at != queries.end() && at->asked.words.starts_with(typed); ++at) {
    // Reader of level L sees every article whose audience is >= L.
    const bool seen = audience <= at->asked.audience &&
                      std::any_of(at->answers.begin(), at->answers.end(),
                                  [&](Xapian::docid id) { return visibility.allows(id); });
    if (seen) found.push_back(&*at);
  }
  const auto kept = static_cast<std::ptrdiff_t>(std::min(limit, found.size()));
  std::partial_sort(found.begin(), found.begin() + kept, found.end(), [](const auto* a, const auto* b) {
    return a->asked.askers != b->asked.askers ? a->asked.askers > b->asked.askers
                                              : a->asked.words < b->asked.words;
  });
  found.resize(static_cast<std::size_t>(kept));
  return found;
}

}  // namespace garner
