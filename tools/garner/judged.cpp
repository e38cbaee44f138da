#include "tools/garner/judged.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <utility>

#include "indexer/core/clock.h"

namespace garner {
namespace {

using nlohmann::json;

constexpr std::size_t kDepth = 10;

tl::unexpected<Error> bad_line(const std::string& path, std::size_t line, const std::string& what) {
  return fail(ErrorCode::kInvalidInput, path + " line " + std::to_string(line) + ": " + what);
}

Result<JudgedQuery> read_query(const std::string& line) {
  const json value = json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!value.is_object() || !value.contains("id") || !value["id"].is_string()) {
    return fail(ErrorCode::kInvalidInput, "not an object with an id");
  }
  JudgedQuery query;
  query.id = value["id"].get<std::string>();
  if (value.contains("text") && value["text"].is_string()) {
    query.text = value["text"].get<std::string>();
  } else if (value.contains("messages") && value["messages"].is_array()) {
    for (const json& message : value["messages"]) {
      if (!query.text.empty()) query.text += '\n';
      if (message.is_object()) query.text += message.value("text", std::string());
    }
  } else {
    return fail(ErrorCode::kInvalidInput, "neither text nor messages");
  }
  if (value.contains("exclude") && value["exclude"].is_array()) {
    for (const json& id : value["exclude"]) {
      if (id.is_string()) query.exclude.push_back(id.get<std::string>());
    }
  }
  if (value.contains("before") && value["before"].is_string()) {
    query.before = parse_rfc3339(value["before"].get<std::string>());
    if (!query.before) return fail(ErrorCode::kInvalidInput, "`before` is no RFC 3339 time");
  }
  return query;
}

double percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
  return values[std::clamp<std::size_t>(rank, 1, values.size()) - 1];
}

double dcg(const std::vector<int>& grades) {
  double sum = 0;
  for (std::size_t i = 0; i < std::min(grades.size(), kDepth); ++i) {
    sum += (std::exp2(grades[i]) - 1) / std::log2(static_cast<double>(i) + 2);
  }
  return sum;
}

// The chance that a query with an answer has a higher confidence than one without; ties count half.
double auroc(std::vector<double> with, const std::vector<double>& without) {
  std::sort(with.begin(), with.end());
  double wins = 0;
  for (const double confidence : without) {
    const auto [low, high] = std::equal_range(with.begin(), with.end(), confidence);
    wins += static_cast<double>(with.end() - high) + 0.5 * static_cast<double>(high - low);
  }
  return wins / (static_cast<double>(with.size()) * static_cast<double>(without.size()));
}

double calibration_error(const std::vector<JudgedQuery>& queries, const std::vector<JudgedAnswer>& answers) {
  constexpr std::size_t kBins = 10;
  std::array<double, kBins> difference{};  // confidences less right answers
  for (std::size_t i = 0; i < queries.size(); ++i) {
    const bool right = !answers[i].grades.empty() && answers[i].grades.front() > 0;
    const double confidence = std::clamp(answers[i].confidence, 0.0, 1.0);
    difference[std::min(kBins - 1, static_cast<std::size_t>(confidence * kBins))] += confidence - right;
  }
  double sum = 0;
  for (const double bin : difference) sum += std::abs(bin);
  return queries.empty() ? 0 : sum / static_cast<double>(queries.size());
}

}  // namespace

Result<std::vector<JudgedQuery>> read_judged(const std::string& queries_path, const std::string& qrels_path) {
  std::vector<JudgedQuery> queries;
  std::unordered_map<std::string, std::size_t> of_id;
  std::string line;
  std::ifstream query_file(queries_path);
  if (!query_file) return fail(ErrorCode::kNotFound, "cannot read " + queries_path);
  for (std::size_t number = 1; std::getline(query_file, line); ++number) {
    if (line.empty()) continue;
    auto query = read_query(line);
    if (!query) return bad_line(queries_path, number, query.error().message);
    of_id.emplace(query->id, queries.size());
    queries.push_back(std::move(*query));
  }
  std::ifstream qrels_file(qrels_path);
  if (!qrels_file) return fail(ErrorCode::kNotFound, "cannot read " + qrels_path);
  for (std::size_t number = 1; std::getline(qrels_file, line); ++number) {
    if (line.empty()) continue;
    const std::size_t first = line.find('\t');
    const std::size_t second = first == std::string::npos ? first : line.find('\t', first + 1);
    if (second == std::string::npos) {
      return bad_line(qrels_path, number, "expected: query id, tab, article or conversation id, tab, grade");
    }
    const auto query = of_id.find(line.substr(0, first));
    if (query == of_id.end())
      continue;  // of a query that was left out, as when one split of a set is measured
    const int grade = std::atoi(line.c_str() + second + 1);
    if (grade > 0) queries[query->second].grades[line.substr(first + 1, second - first - 1)] = grade;
  }
  return queries;
}

double ndcg_at_10(const JudgedQuery& query, const JudgedAnswer& answer) {
  std::vector<int> ideal;
  for (const auto& entry : query.grades) ideal.push_back(entry.second);
  std::sort(ideal.rbegin(), ideal.rend());
  return ideal.empty() ? 0 : dcg(answer.grades) / dcg(ideal);
}

Measures measure(const std::vector<JudgedQuery>& queries, const std::vector<JudgedAnswer>& answers) {
  Measures sum;
  std::vector<double> times, with, without;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    const JudgedAnswer& answer = answers[i];
    times.push_back(answer.milliseconds);
    if (queries[i].grades.empty()) {
      ++sum.unanswerable;
      without.push_back(answer.confidence);
      continue;
    }
    ++sum.queries;
    with.push_back(answer.confidence);
    const auto relevant = static_cast<double>(queries[i].grades.size());
    std::size_t found = 0, found_at_depth = 0;
    double precision_sum = 0;
    for (std::size_t rank = 0; rank < answer.grades.size(); ++rank) {
      if (answer.grades[rank] == 0) continue;
      if (found++ == 0 && rank < kDepth) {
        sum.hit_at_1 += rank == 0;
        sum.hit_at_10 += 1;
        sum.mrr_at_10 += 1 / static_cast<double>(rank + 1);
      }
      found_at_depth += rank < kDepth;
      precision_sum += static_cast<double>(found) / static_cast<double>(rank + 1);
    }
    sum.recall_at_10 += static_cast<double>(found_at_depth) / relevant;
    sum.map += precision_sum / relevant;
    sum.ndcg_at_10 += ndcg_at_10(queries[i], answer);
  }
  if (sum.queries > 0) {
    const auto count = static_cast<double>(sum.queries);
    for (double* mean :
         {&sum.hit_at_1, &sum.hit_at_10, &sum.mrr_at_10, &sum.ndcg_at_10, &sum.recall_at_10, &sum.map}) {
      *mean /= count;
    }
  }
  if (!with.empty() && !without.empty()) sum.abstain_auroc = auroc(with, without);
  sum.calibration_error = calibration_error(queries, answers);
  sum.p50_ms = percentile(times, 0.50);
  sum.p95_ms = percentile(times, 0.95);
  sum.p99_ms = percentile(times, 0.99);
  return sum;
}

}  // namespace garner
