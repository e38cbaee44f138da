// Jobs: whole runs, each in a process of its own, so that its memory is its own and nothing is warm that
// would not be.
#pragma once

#include <string>
#include <vector>

#include "indexer/core/result.h"

namespace garner::bench {

struct JobResult {
  double seconds = 0;
  double cpu_seconds = 0;   // of all its threads
  double megabytes = 0;     // the most memory held
  double count = 0;         // conversations or articles
  double part_seconds = 0;  // harvest-garner: of these, until all is in the store
  double text_bytes = 0;    // clean-garner: of titles and messages
};

// Starts this program again for the job, waits, and gives what it reports.
// Jobs: {"harvest-garner", corpus, data folder}, {"harvest-floor", texts, new database},
// {"rebuild-garner", data folder}, {"clean-garner", corpus}: parsed, normalised and masked on one thread, and
// thrown away; its cpu_seconds are of that alone.
Result<JobResult> run_job(const std::vector<std::string>& arguments);

// What the started program does: prints the result on stdout. {"serve-floor", database, titles, ready file}
// serves until it is stopped (floor_server.h).
Result<> do_job(const std::vector<std::string>& arguments);

}  // namespace garner::bench
