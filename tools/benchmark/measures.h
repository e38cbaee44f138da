// The measures, one function each: they make what they need in the workspace and add their rows to the
// report. docs/benchmarks.md says what each row means.
#pragma once

#include "indexer/core/result.h"
#include "tools/benchmark/report.h"
#include "tools/benchmark/workspace.h"

namespace garner::bench {

Result<> measure_harvest(Workspace& workspace, std::size_t repeat, Report& report);
Result<> measure_index(Workspace& workspace, std::size_t repeat, Report& report);
Result<> measure_suggest(Workspace& workspace, Report& report);
Result<> measure_search(Workspace& workspace, Report& report);
Result<> measure_typeahead(Workspace& workspace, Report& report);
// `garner`: the program that serves.
Result<> measure_http(Workspace& workspace, const std::string& garner, Report& report);
Result<> measure_reads(Workspace& workspace, const std::string& garner, Report& report);
// `folder`: of judged pairs (corpus/judged_pairs.h).
Result<> measure_linking(const std::string& folder, Report& report);
Result<> measure_refresh(Workspace& workspace, Report& report);
Result<> measure_writes(Workspace& workspace, Report& report);

}  // namespace garner::bench
