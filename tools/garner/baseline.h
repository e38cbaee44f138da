// The recorded state of a judged set: what each query's answer was worth, so that a change of the ranking
// that makes answers worse is seen, and told from chance. Pure functions but for reading and writing the
// file.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "indexer/core/result.h"
#include "tools/garner/judged.h"

namespace garner {

struct Worth {
  double hit_at_1 = 0, ndcg_at_10 = 0;
};

struct Baseline {
  std::vector<std::string> notes;      // who accepted a fall, and why; kept when it is written anew
  std::map<std::string, Worth> worth;  // by query id, of queries with an answer
};

Baseline baseline_of(const std::vector<JudgedQuery>& queries, const std::vector<JudgedAnswer>& answers);

// A table with a note a line before it, each after "# ". Errors: kNotFound, kInvalidInput with the line.
Result<Baseline> read_baseline(const std::string& path);
Result<> write_baseline(const std::string& path, const Baseline& baseline);

// A mean over the queries that both have, before and now.
struct Comparison {
  const char* measure = "";
  std::size_t queries = 0;
  double before = 0, now = 0;
  // Two standard errors of the mean difference, query by query: a fall within them may be chance.
  double noise = 0;
  std::vector<std::string> worse;  // ids, the worst first
  bool is_lower() const { return before - now > noise; }
};
// Of hit@1 and nDCG@10. Errors: kInvalidInput where the baseline is of other queries.
Result<std::vector<Comparison>> compare(const Baseline& before, const Baseline& now);

}  // namespace garner
