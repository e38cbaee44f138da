// What each constant of the ranking is worth: judged sets answered with one constant changed at a time
// (docs/ranking.md has the table).
#pragma once

#include <string>
#include <vector>

#include "indexer/core/result.h"

namespace garner::bench {

// `sets`: a folder with a folder for each set (articles.ndjson, queries.jsonl, qrels.tsv). `variations`: such
// as "k1=1.2", or "title=1,issue=1" for two at once, names of kNamedWeights and kFields; empty: those of the
// documentation. Prints a table in Markdown, a row a variation. Needs the time of answering each set as
// often.
Result<> measure_ablation(const std::string& sets, std::vector<std::string> variations);

}  // namespace garner::bench
