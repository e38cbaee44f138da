#include "tools/garner/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

namespace garner {
namespace {

constexpr const char* kHead = "query\thit@1\tndcg@10";

Comparison compare_by(const char* measure, double Worth::*value, const Baseline& before,
                      const Baseline& now) {
  Comparison result{measure, 0, 0, 0, 0, {}};
  std::vector<std::pair<double, std::string>> differences;
  for (const auto& [id, worth] : before.worth) {
    const auto found = now.worth.find(id);
    if (found == now.worth.end()) continue;
    result.before += worth.*value;
    result.now += found->second.*value;
    differences.emplace_back(found->second.*value - worth.*value, id);
  }
  const auto count = static_cast<double>(differences.size());
  result.queries = differences.size();
  result.before /= count;
  result.now /= count;
  double squares = 0;
  for (const auto& [difference, id] : differences)
    squares += std::pow(difference - (result.now - result.before), 2);
  result.noise = differences.size() < 2 ? 0 : 2 * std::sqrt(squares / (count - 1) / count);
  std::sort(differences.begin(), differences.end());
  for (const auto& [difference, id] : differences) {
    if (difference < -1e-4) result.worse.push_back(id);
  }
  return result;
}

}  // namespace

Baseline baseline_of(const std::vector<JudgedQuery>& queries, const std::vector<JudgedAnswer>& answers) {
  Baseline baseline;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    if (queries[i].grades.empty()) continue;
    const std::vector<int>& grades = answers[i].grades;
    baseline.worth[queries[i].id] = {!grades.empty() && grades.front() > 0 ? 1.0 : 0.0,
                                     ndcg_at_10(queries[i], answers[i])};
  }
  return baseline;
}

Result<Baseline> read_baseline(const std::string& path) {
  std::ifstream file(path);
  if (!file) {
    return fail(ErrorCode::kNotFound, "cannot read " + path, "make it with --baseline " + path + " --record");
  }
  Baseline baseline;
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.starts_with("# ")) {
      baseline.notes.push_back(line.substr(2));
      continue;
    }
    if (line.empty() || line == kHead) continue;
    std::istringstream cells(line);
    std::string id;
    Worth worth;
    if (!std::getline(cells, id, '\t') || !(cells >> worth.hit_at_1 >> worth.ndcg_at_10)) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("{} line {}: expected: query id, tab, hit@1, tab, nDCG@10", path, number));
    }
    baseline.worth[id] = worth;
  }
  return baseline;
}

Result<> write_baseline(const std::string& path, const Baseline& baseline) {
  std::ofstream file(path, std::ios::trunc);
  for (const std::string& note : baseline.notes) file << "# " << note << '\n';
  file << kHead << '\n';
  for (const auto& [id, worth] : baseline.worth)
    file << fmt::format("{}\t{:.0f}\t{:.4f}\n", id, worth.hit_at_1, worth.ndcg_at_10);
  file.flush();
  if (!file)
    return fail(ErrorCode::kUnavailable, "cannot write " + path, "make room or choose another place");
  return {};
}

Result<std::vector<Comparison>> compare(const Baseline& before, const Baseline& now) {
  std::vector<Comparison> comparisons = {compare_by("hit@1", &Worth::hit_at_1, before, now),
                                         compare_by("nDCG@10", &Worth::ndcg_at_10, before, now)};
  const std::size_t common = comparisons.front().queries;
  // A few questions come and go with a set; a baseline of another set says nothing.
  if (common == 0 || common * 2 < std::max(before.worth.size(), now.worth.size())) {
    return fail(ErrorCode::kInvalidInput, "the baseline is of other queries",
                "record one of these with --record");
  }
  return comparisons;
}

}  // namespace garner
