// garner_bench: measures Garner beside plain Xapian on generated conversations; see tools/bench and
// docs/benchmarks.md.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>

#include "indexer/channel/interchange.h"
#include "indexer/core/log.h"
#include "tools/benchmark/ablation.h"
#include "tools/benchmark/jobs.h"
#include "tools/benchmark/measures.h"

namespace garner::bench {
namespace {

struct Options {
  Workspace::Options workspace;
  std::size_t repeat = 5;
  std::string json;
  std::string garner = GARNER_BINARY;
  std::string pairs = GARNER_SOURCE_DIR "/corpora/duplicates";
  std::string sets;  // ablation: folder of judged sets
  std::vector<std::string> variations;
  std::string queries;  // generate: file for the questions
};

// The questions about the corpus, one a line: readable by `garner eval --queries`.
Result<> write_questions(const Generator& generator, const Options& options) {
  std::ofstream file(options.queries);
  for (std::uint64_t number = 0; number < options.workspace.questions; ++number) {
    const Question question = generator.question(number, options.workspace.count);
    const nlohmann::ordered_json line = {{"id", fmt::format("q-{}", number)},
                                         {"text", question.message},
                                         {"search", question.search},
                                         {"prefix", question.prefix},
                                         {"conversation", question.conversation_id}};
    file << line.dump() << '\n';
  }
  file.close();
  if (!file) return fail(ErrorCode::kUnavailable, options.queries + " cannot be written");
  return {};
}

// Streams the corpus.
Result<> generate(const Options& options) {
  const auto generator = Generator::create(options.workspace.samples, options.workspace.seed);
  if (!generator) return fail(generator.error());
  if (!options.queries.empty()) {
    if (auto written = write_questions(*generator, options); !written) return written;
  }
  for (std::uint64_t number = 0; number < options.workspace.count && std::cout; ++number) {
    std::cout << to_json(generator->conversation(number)) << '\n';
  }
  std::cout.flush();
  if (!std::cout) return fail(ErrorCode::kUnavailable, "the output was closed");
  return {};
}

using Measure = std::function<Result<>(Workspace&, const Options&, Report&)>;
struct NamedMeasure {
  std::string name, about;
  Measure run;
};

const std::vector<NamedMeasure>& measures() {
  static const std::vector<NamedMeasure> table = {
      {"harvest", "an export to a searchable library",
       [](Workspace& at, const Options& options, Report& to) {
         return measure_harvest(at, options.repeat, to);
       }},
      {"index", "rebuilding the index",
       [](Workspace& at, const Options& options, Report& to) {
         return measure_index(at, options.repeat, to);
       }},
      {"suggest", "answers for messages of 60 words",
       [](Workspace& at, const Options&, Report& to) { return measure_suggest(at, to); }},
      {"search", "searches of 2 to 4 words",
       [](Workspace& at, const Options&, Report& to) { return measure_search(at, to); }},
      {"typeahead", "completing titles",
       [](Workspace& at, const Options&, Report& to) { return measure_typeahead(at, to); }},
      {"http", "the server",
       [](Workspace& at, const Options& options, Report& to) {
         return measure_http(at, options.garner, to);
       }},
      {"reads", "every reading endpoint, eight clients at once",
       [](Workspace& at, const Options& options, Report& to) {
         return measure_reads(at, options.garner, to);
       }},
      {"linking", "telling duplicates from what is alike, on judged pairs",
       [](Workspace&, const Options& options, Report& to) { return measure_linking(options.pairs, to); }},
      {"refresh", "from a commit to its being found",
       [](Workspace& at, const Options&, Report& to) { return measure_refresh(at, to); }},
      {"writes", "articles written one by one while questions are answered",
       [](Workspace& at, const Options&, Report& to) { return measure_writes(at, to); }},
  };
  return table;
}

// `name`: a measure, or "all".
Result<> measure(const std::string& name, const Options& options) {
  const auto workspace = Workspace::open(options.workspace);
  if (!workspace) return fail(workspace.error());
  Report report(
      {options.workspace.count, options.workspace.seed, options.repeat, options.workspace.questions});
  for (const NamedMeasure& measure : measures()) {
    if (name != "all" && name != measure.name) continue;
    if (auto measured = measure.run(**workspace, options, report); !measured) return measured;
  }
  report.print();
  return options.json.empty() ? Result<>{} : report.write_json(options.json);
}

int run(int argc, char** argv) {
  Options options;
  options.workspace.count = 20'000;
  options.workspace.seed = 1;
  options.workspace.questions = 500;
  options.workspace.samples = GARNER_SOURCE_DIR "/corpora/samples";
  std::function<Result<>()> chosen;

  CLI::App app("Measures Garner beside plain Xapian on generated conversations", "bench");
  app.require_subcommand(1);
  const auto common = [&](CLI::App* command) {
    command->add_option("--count", options.workspace.count, "conversations")
        ->check(CLI::Range(1, 100'000'000));
    command->add_option("--seed", options.workspace.seed, "another seed, another corpus");
    command->add_option("--samples", options.workspace.samples,
                        "what the corpus is written in the manner of");
    command->add_option("--questions", options.workspace.questions, "questions asked")
        ->check(CLI::Range(1, 1'000'000));
  };
  const auto add_measure = [&](const std::string& name, const std::string& about) {
    CLI::App* command = app.add_subcommand(name, about);
    common(command);
    command->add_option("--repeat", options.repeat, "whole runs, of which the median counts")
        ->check(CLI::Range(1, 100));
    command->add_option("--json", options.json, "file for the figures");
    command->add_option("--keep", options.workspace.keep,
                        "folder that keeps the corpus and the indexes for the next run");
    command->add_option("--pairs", options.pairs, "folder of the judged pairs that linking is measured on");
    command->add_option("--garner", options.garner, "the program that serves");
    command->callback([&, name] { chosen = [&, name] { return measure(name, options); }; });
  };
  add_measure("all", "all of the measures below");
  for (const auto& measure : measures()) add_measure(measure.name, measure.about);

  CLI::App* ablation = app.add_subcommand("ablation", "what each constant of the ranking is worth");
  ablation->add_option("--sets", options.sets, "folder of judged sets, a folder each")->required();
  ablation->add_option("--vary", options.variations,
                       "NAME=VALUE[,NAME=VALUE]; none: those of the documentation");
  ablation->callback([&] { chosen = [&] { return measure_ablation(options.sets, options.variations); }; });

  CLI::App* generate = app.add_subcommand("generate", "writes the corpus to stdout, one conversation a line");
  common(generate);
  generate->add_option("--queries", options.queries, "file for questions about it, with the known item");
  generate->callback([&] { chosen = [&] { return bench::generate(options); }; });

  std::vector<std::string> arguments;
  CLI::App* job = app.add_subcommand("job", "")->group("");  // what run_job starts
  job->add_option("arguments", arguments)->required();
  job->callback([&] { chosen = [&] { return do_job(arguments); }; });

  CLI11_PARSE(app, argc, argv);
  set_log_level(LogLevel::kError);
  const auto done = chosen();
  if (done) return EXIT_SUCCESS;
  const Error& error = done.error();
  std::cerr << fmt::format("bench: {}{}{}\n", error.message, error.hint.empty() ? "" : "; ", error.hint);
  return EXIT_FAILURE;
}

}  // namespace
}  // namespace garner::bench

int main(int argc, char** argv) {
  try {
    return garner::bench::run(argc, argv);
  } catch (const std::exception& fault) {
    std::cerr << fmt::format("bench: {}\n", fault.what());
    return EXIT_FAILURE;
  }
}
