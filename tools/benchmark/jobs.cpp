#include "tools/benchmark/jobs.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <variant>

#include "indexer/channel/interchange.h"
#include "indexer/harvest.h"
#include "indexer/index_writer.h"
#include "indexer/store/store.h"
#include "indexer/text/normalise.h"
#include "tools/benchmark/floor.h"
#include "tools/benchmark/floor_server.h"
#include "tools/benchmark/measure.h"
#include "tools/benchmark/workspace.h"

namespace garner::bench {
namespace {

IndexWriter::Options index_options(const std::string& data) {
  IndexWriter::Options options;
  options.path = index_of(data);
  options.store_path = store_of(data);
  return options;
}

// As `garner harvest` does it.
Result<JobResult> harvest_garner(const std::string& corpus, const std::string& data) {
  const Stopwatch watch;
  JobResult result;
  std::filesystem::create_directories(data);
  {
    Store::Options options;
    options.path = store_of(data);
    const auto store = Store::open(options);
    if (!store) return fail(store.error());
    Harvester harvester(**store, {});
    const auto counts = harvester.harvest({corpus});
    if (!counts) return fail(counts.error());
    if (counts->quarantined > 0)
      return fail(ErrorCode::kInternal, "generated conversations were quarantined");
    result.count = static_cast<double>(counts->conversations);
  }
  result.part_seconds = watch.seconds();
  const auto writer = IndexWriter::open(index_options(data));
  if (!writer) return fail(writer.error());
  const auto indexed = (*writer)->catch_up();
  if (!indexed) return fail(indexed.error());
  result.seconds = watch.seconds();
  return result;
}

Result<JobResult> harvest_floor(const std::string& texts, const std::string& database) {
  const Stopwatch watch;
  const auto count = Floor::build(texts, database);
  if (!count) return fail(count.error());
  JobResult result;
  result.count = static_cast<double>(*count);
  result.seconds = watch.seconds();
  return result;
}

Result<JobResult> rebuild_garner(const std::string& data) {
  const auto writer = IndexWriter::open(index_options(data));
  if (!writer) return fail(writer.error());
  const Stopwatch watch;
  const auto counts = (*writer)->rebuild();
  if (!counts) return fail(counts.error());
  JobResult result;
  result.count = static_cast<double>(counts->documents);
  result.seconds = watch.seconds();
  return result;
}

Result<JobResult> clean_garner(const std::string& corpus) {
  std::vector<std::string> lines;
  std::ifstream file(corpus);
  for (std::string line; std::getline(file, line);) lines.push_back(std::move(line));
  Normaliser normaliser;
  JobResult result;
  const Stopwatch watch;
  const double cpu_before = cpu_seconds();
  for (const std::string& line : lines) {
    auto record = parse_record(line);
    auto* conversation = record ? std::get_if<Conversation>(&*record) : nullptr;
    if (conversation == nullptr) return fail(ErrorCode::kInternal, "a generated conversation cannot be read");
    result.text_bytes += static_cast<double>(conversation->title.size());
    for (const Message& message : conversation->messages)
      result.text_bytes += static_cast<double>(message.body.size());
    normaliser.apply(*conversation);
    ++result.count;
  }
  result.seconds = watch.seconds();
  result.cpu_seconds = cpu_seconds() - cpu_before;
  return result;
}

Result<JobResult> run_here(const std::vector<std::string>& arguments) {
  const std::string name = arguments.empty() ? "" : arguments[0];
  if (name == "harvest-garner" && arguments.size() == 3) return harvest_garner(arguments[1], arguments[2]);
  if (name == "harvest-floor" && arguments.size() == 3) return harvest_floor(arguments[1], arguments[2]);
  if (name == "rebuild-garner" && arguments.size() == 2) return rebuild_garner(arguments[1]);
  if (name == "clean-garner" && arguments.size() == 2) return clean_garner(arguments[1]);
  return fail(ErrorCode::kInvalidInput, "there is no such job");
}

}  // namespace

Result<> do_job(const std::vector<std::string>& arguments) {
  if (arguments.size() == 4 && arguments[0] == "serve-floor")
    return serve_floor(arguments[1], arguments[2], arguments[3]);
  auto result = run_here(arguments);
  if (!result) return fail(result.error());
  result->megabytes = peak_megabytes();
  if (result->cpu_seconds == 0) result->cpu_seconds = cpu_seconds();
  std::cout << fmt::format("{} {} {} {} {} {}\n", result->seconds, result->megabytes, result->count,
                           result->part_seconds, result->cpu_seconds, result->text_bytes);
  return {};
}

Result<JobResult> run_job(const std::vector<std::string>& arguments) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return fail(ErrorCode::kUnavailable, "no pipe can be made");
  std::vector<std::string> words = {"garner_bench", "job"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    execv("/proc/self/exe", pointers.data());
    _exit(127);
  }
  close(ends[1]);
  std::string output;
  std::array<char, 256> buffer{};
  for (ssize_t got = 0; (got = read(ends[0], buffer.data(), buffer.size())) > 0;) {
    output.append(buffer.data(), static_cast<std::size_t>(got));
  }
  close(ends[0]);
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
    return fail(ErrorCode::kInternal, fmt::format("the job {} failed", arguments.front()),
                "its message stands above");
  }
  std::istringstream words_in(output);
  JobResult result;
  words_in >> result.seconds >> result.megabytes >> result.count >> result.part_seconds >>
      result.cpu_seconds >> result.text_bytes;
  if (!words_in) return fail(ErrorCode::kInternal, fmt::format("the job {} said nothing", arguments.front()));
  return result;
}

}  // namespace garner::bench
