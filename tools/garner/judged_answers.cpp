#include "tools/garner/judged_answers.h"

#include <algorithm>
#include <set>
#include <utility>

#include "indexer/text/normalise.h"
#include "tools/garner/output.h"

namespace garner {
namespace {

// The grade of a hit: of its article, or of a conversation it came from or solved. Each judged id counts
// once: a second article of the same conversation is not found again.
int grade_of(const Hit& hit, const JudgedQuery& query, std::set<std::string>& seen) {
  int best = 0;
  const auto count = [&](const std::string& id) {
    const auto grade = query.grades.find(id);
    if (grade != query.grades.end() && seen.insert(id).second) best = std::max(best, grade->second);
  };
  count(hit.id);
  for (const Source& source : hit.sources) count(source.conversation_id);
  return best;
}

Result<Answer> ask(Searcher& searcher, Normaliser& normaliser, const JudgedQuery& query,
                   const std::string& mode, std::size_t limit) {
  Filter filter;
  filter.audience = Audience::kTeam;  // the measure is of retrieval: everything may be found
  filter.exclude = query.exclude;
  filter.created_before = query.before;
  if (mode == "search") {
    SearchRequest request;
    request.query = query.text;
    request.filter = std::move(filter);
    request.limit = limit;
    return searcher.search(request);
  }
  SuggestRequest request;
  request.text = normaliser.clean(query.text);
  request.filter = std::move(filter);
  request.limit = limit;
  return searcher.suggest(request);
}

}  // namespace

Result<std::vector<JudgedAnswer>> answers_to(const std::vector<JudgedQuery>& queries, Searcher& searcher,
                                             const std::string& mode, std::size_t limit,
                                             const std::function<void(std::size_t)>& progress) {
  Normaliser normaliser;
  std::vector<JudgedAnswer> answers;
  answers.reserve(queries.size());
  for (const JudgedQuery& query : queries) {
    const Stopwatch watch;
    const auto answer = ask(searcher, normaliser, query, mode, limit);
    if (!answer) return fail(answer.error());
    JudgedAnswer judged;
    judged.milliseconds = watch.seconds() * 1000;
    std::set<std::string> seen;
    for (const Hit& hit : answer->hits) judged.grades.push_back(grade_of(hit, query, seen));
    if (!answer->hits.empty()) judged.confidence = answer->hits.front().confidence;
    answers.push_back(std::move(judged));
    if (progress) progress(answers.size());
  }
  return answers;
}

}  // namespace garner
