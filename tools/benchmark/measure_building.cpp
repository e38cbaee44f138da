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

// Parsing, normalising and masking alone, of one core: by CPU time, so that a busy machine does not change
// it.
Result<> add_clean_rows(const std::string& name, const std::string& corpus, std::size_t repeat,
                        Report& report) {
  std::vector<double> rates, megabytes;
  for (std::size_t run = 1; run <= repeat; ++run) {
    const auto cleaned = run_job({"clean-garner", corpus});
    if (!cleaned) return fail(cleaned.error());
    rates.push_back(cleaned->count / cleaned->cpu_seconds);
    megabytes.push_back(cleaned->text_bytes / kMegabyte / cleaned->cpu_seconds);
  }
  report.add({"harvest", name + ": parsed and masked, one core", "1/s", median(rates), std::nullopt, true});
  report.add({"harvest", name + ": the same", "MB/s", median(megabytes), std::nullopt, true});
  return {};
}

}  // namespace

Result<> measure_harvest(Workspace& workspace, std::size_t repeat, Report& report) {
  if (auto made = workspace.need_corpus(); !made) return made;
  if (auto made = workspace.need_short_corpus(); !made) return made;
  Runs garner, again, floor;
  for (std::size_t run = 1; run <= repeat; ++run) {
    say(fmt::format("harvest, run {} of {}", run, repeat));
    const std::string data = workspace.scratch("harvest");
    const auto ours = run_job({"harvest-garner", workspace.corpus(), data});
    if (!ours) return fail(ours.error());
    const auto repeated = run_job({"harvest-garner", workspace.corpus(), data});
    if (!repeated) return fail(repeated.error());
    const auto theirs = run_job({"harvest-floor", workspace.corpus_texts(), workspace.scratch("xapian")});
    if (!theirs) return fail(theirs.error());
    garner.add(*ours);
    again.add(*repeated);
    floor.add(*theirs);
  }
  workspace.scratch("harvest");
  workspace.scratch("xapian");
  add_rows("harvest", "conversations", workspace.corpus_texts(), garner, floor, report);
  report.add({"harvest", "of the time: into the store", "s", median(garner.part_seconds), std::nullopt});
  report.add(
      {"harvest", "again: time, floor: the first time", "s", median(again.seconds), median(garner.seconds)});
  report.add({"harvest", "again: CPU time, floor: the first time", "s", median(again.cpu_seconds),
              median(garner.cpu_seconds)});
  if (auto added = add_clean_rows("short", workspace.short_corpus(), repeat, report); !added) return added;
  return add_clean_rows("long", workspace.corpus(), repeat, report);
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
