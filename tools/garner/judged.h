// Judged queries, as `garner eval` and `tools/bench` use them (docs/interchange.md), and the measures taken
// on them. Pure functions but for read_judged.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "indexer/core/model.h"
#include "indexer/core/result.h"

namespace garner {

struct JudgedQuery {
  std::string id;
  std::string text;  // of `messages`, the bodies joined by line breaks
  std::vector<std::string> exclude;
  std::optional<Time> before;
  std::map<std::string, int> grades;  // article id or conversation id -> grade above 0; empty: no good answer
};

// Errors: kInvalidInput with file and line.
Result<std::vector<JudgedQuery>> read_judged(const std::string& queries_path, const std::string& qrels_path);

// What came back for one query: for each hit, best first, its grade (0: not relevant).
struct JudgedAnswer {
  std::vector<int> grades;
  double confidence = 0;  // of the first hit; 0 when there was none
  double milliseconds = 0;
};

struct Measures {
  std::uint64_t queries = 0;  // with an answer; the measures of retrieval are means over these
  std::uint64_t unanswerable = 0;
  double hit_at_1 = 0, hit_at_10 = 0, mrr_at_10 = 0, ndcg_at_10 = 0, recall_at_10 = 0, map = 0;
  std::optional<double> abstain_auroc;  // nothing without queries of both kinds
  // How far the first hit's confidence is from how often it is right, over ten bins of equal width weighted
  // by their size (Naeini, Cooper, Hauskrecht: Obtaining Well Calibrated Probabilities, AAAI 2015). A query
  // without an answer is one whose first hit is wrong.
  double calibration_error = 0;
  double p50_ms = 0, p95_ms = 0, p99_ms = 0;
};

// With gain 2^grade - 1; 0 for a query without an answer.
double ndcg_at_10(const JudgedQuery& query, const JudgedAnswer& answer);

// `answers` in the order of `queries`. The measures are TREC's: MAP over the hits given, nDCG with gain
// 2^grade - 1.
Measures measure(const std::vector<JudgedQuery>& queries, const std::vector<JudgedAnswer>& answers);

}  // namespace garner
