#include "tools/garner/judged_use.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "indexer/use.h"

namespace garner {
namespace {

constexpr double kWeight = 2;         // clicks, and expected clicks, that every article begins with
constexpr double kClearlyMore = 1.5;  // times the expected clicks

struct Taken {
  double due = 0, taken = 0;
  bool used = false;
};

struct Asked {
  std::string text;
  std::size_t order = 0;  // of the last time
  std::map<std::string, Taken> articles;
};

bool is_use(const std::string& action) {
  return action == "attach" || action == "insert" || action == "helpful" || action == "solved";
}

int grade_of(const Taken& article, bool search) {
  if (article.taken == 0) return 0;
  if (!search) return article.used ? 2 : 1;
  const double lift = (article.taken + kWeight) / (article.due + kWeight);
  return lift >= kClearlyMore ? 2 : lift >= 1 ? 1 : 0;
}

}  // namespace

Result<std::vector<JudgedQuery>> judged_by_use(Store& store, const std::string& mode, std::size_t limit) {
  const auto counts = store.use_counts();
  if (!counts) return fail(counts.error());
  const std::vector<double> rates = click_rates(*counts);
  const bool search = mode == "search";

  std::map<std::string, Asked> asked;                 // by words, or by the id of the answer
  std::unordered_map<std::string, Asked*> of_answer;  // by id
  std::size_t order = 0;
  auto read = store.each_query([&](const LoggedQuery& query) {
    if (query.mode != mode || (search && query.words.empty())) return;
    Asked& entry = asked[search ? query.words : query.id];
    entry.text = query.text;
    entry.order = order++;
    for (std::size_t i = 0; i < query.shown.size(); ++i)
      entry.articles[query.shown[i]].due += rates[std::min<std::size_t>(i + 1, kMaxPlace)];
    of_answer[query.id] = &entry;
  });
  if (!read) return fail(read.error());
  std::set<std::pair<std::string, std::string>> seen;  // one article of one answer is taken once
  read = store.each_event([&](const Event& event) {
    const bool used = is_use(event.action_name);
    if (event.object_id.empty() || !(used || event.action_name == "click" || event.action_name == "view"))
      return;
    const auto entry = of_answer.find(event.query_id);
    if (entry == of_answer.end()) return;
    Taken& article = entry->second->articles[event.object_id];
    article.used = article.used || used;
    if (seen.emplace(event.query_id, event.object_id).second) ++article.taken;
  });
  if (!read) return fail(read.error());

  std::vector<std::pair<std::size_t, JudgedQuery>> judged;
  for (const auto& [id, entry] : asked) {
    JudgedQuery query;
    query.id = id;
    query.text = entry.text;
    for (const auto& [article, taken] : entry.articles) {
      if (const int grade = grade_of(taken, search); grade > 0) query.grades[article] = grade;
    }
    if (!query.grades.empty()) judged.emplace_back(entry.order, std::move(query));
  }
  std::sort(judged.begin(), judged.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  if (judged.size() > limit) judged.resize(limit);
  std::vector<JudgedQuery> queries;
  queries.reserve(judged.size());
  for (auto& entry : judged) queries.push_back(std::move(entry.second));
  return queries;
}

}  // namespace garner
