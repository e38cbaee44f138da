// harvest and index: whole runs, Garner's and the floor's in turn.
#include <fmt/format.h>

#include <filesystem>

#include "tools/benchmark/jobs.h"
#include "tools/benchmark/measure.h"
#include "tools/benchmark/measures.h"

namespace garner::bench {
namespace {

constexpr double kMegabyte = 1e6;

struct Runs {
  std::vector<double> seconds, cpu_seconds, megabytes, part_seconds;
  double count = 0;

  void add(const JobResult& result) {
    seconds.push_back(result.seconds);
    cpu_seconds.push_back(result.cpu_seconds);
    megabytes.push_back(result.megabytes);
    part_seconds.push_back(result.part_seconds);
    count = result.count;
  }
  double rate() const { return count / median(seconds); }
};

void add_rows(const std::string& group, const std::string& things, const std::string& text,
              const Runs& garner, const Runs& floor, Report& report) {
  const double bytes = static_cast<double>(std::filesystem::file_size(text));
  report.add({group, "time", "s", median(garner.seconds), median(floor.seconds)});
  report.add({group, "CPU time of all threads", "s", median(garner.cpu_seconds), median(floor.cpu_seconds)});
  report.add({group, things, "1/s", garner.rate(), floor.rate(), true});
  report.add({group, "text", "MB/s", bytes / kMegabyte / median(garner.seconds),
              bytes / kMegabyte / median(floor.seconds), true});
  report.add({group, "peak memory", "MB", median(garner.megabytes), median(floor.megabytes)});
}

}  // namespace

Result<> measure_harvest(Workspace& workspace, std::size_t repeat, Report& report) {
  if (auto made = workspace.need_corpus(); !made) return made;
  Runs garner, floor;
  for (std::size_t run = 1; run <= repeat; ++run) {
    say(fmt::format("harvest, run {} of {}", run, repeat));
    const auto ours = run_job({"harvest-garner", workspace.corpus(), workspace.scratch("harvest")});
    if (!ours) return fail(ours.error());
    const auto theirs = run_job({"harvest-floor", workspace.corpus_texts(), workspace.scratch("xapian")});
    if (!theirs) return fail(theirs.error());
    garner.add(*ours);
    floor.add(*theirs);
  }
  workspace.scratch("harvest");
  workspace.scratch("xapian");
  add_rows("harvest", "conversations", workspace.corpus_texts(), garner, floor, report);
  report.add({"harvest", "of the time: into the store", "s", median(garner.part_seconds), std::nullopt});
  return {};
}

Result<> measure_index(Workspace& workspace, std::size_t repeat, Report& report) {
  if (auto made = workspace.need_floor(); !made) return made;
  Runs garner, floor;
  for (std::size_t run = 1; run <= repeat; ++run) {
    say(fmt::format("index, run {} of {}", run, repeat));
    const auto ours = run_job({"rebuild-garner", workspace.data()});
    if (!ours) return fail(ours.error());
    const auto theirs = run_job({"harvest-floor", workspace.article_texts(), workspace.scratch("xapian")});
    if (!theirs) return fail(theirs.error());
    garner.add(*ours);
    floor.add(*theirs);
  }
  workspace.scratch("xapian");
  add_rows("index", "articles", workspace.article_texts(), garner, floor, report);
  return {};
}

}  // namespace garner::bench
