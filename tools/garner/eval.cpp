// garner eval: judged queries against what is indexed.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "indexer/text/normalise.h"
#include "tools/garner/commands.h"
#include "tools/garner/data.h"
#include "tools/garner/judged.h"
#include "tools/garner/output.h"

namespace garner {
namespace {

struct Options {
  std::string queries, qrels;
  std::string mode = "suggest";
  std::size_t limit = 10;
};

// The grade of a hit: of its article, or of a conversation it came from or solved. Each judged id counts
// once: a second article of the same conversation is not found again.
int grade_of(const Hit& hit, const JudgedQuery& query, std::set<std::string>& seen) {
  int best = 0;
  const auto count = [&](const std::string& id) {
    const auto grade = query.grades.find(id);
    if (grade != query.grades.end() && seen.insert(id).second) best = std::max(best, grade->second);
  };
  count(hit.id);
  for (const Source& source : hit.sources) count(source.conversation_id);
  return best;
}

Result<Answer> ask(Searcher& searcher, Normaliser& normaliser, const JudgedQuery& query,
                   const Options& options) {
  Filter filter;
  filter.audience = Audience::kTeam;  // the measure is of retrieval: everything may be found
  filter.exclude = query.exclude;
  filter.created_before = query.before;
  if (options.mode == "search") {
    SearchRequest request;
    request.query = query.text;
    request.filter = std::move(filter);
    request.limit = options.limit;
    return searcher.search(request);
  }
  SuggestRequest request;
  request.text = normaliser.clean(query.text);
  request.filter = std::move(filter);
  request.limit = options.limit;
  return searcher.suggest(request);
}

void print(const Globals& globals, const Measures& m) {
  nlohmann::ordered_json document = {
      {"queries", m.queries},
      {"unanswerable", m.unanswerable},
      {"hit_at_1", m.hit_at_1},
      {"hit_at_10", m.hit_at_10},
      {"mrr_at_10", m.mrr_at_10},
      {"ndcg_at_10", m.ndcg_at_10},
      {"recall_at_10", m.recall_at_10},
      {"map", m.map},
      {"abstain_auroc", nullptr},
      {"latency_ms", {{"p50", m.p50_ms}, {"p95", m.p95_ms}, {"p99", m.p99_ms}}}};
  if (m.abstain_auroc) document["abstain_auroc"] = *m.abstain_auroc;
  if (globals.json) return print_json(document);
  for (const auto& [name, value] : document.items()) {
    if (name == "latency_ms") continue;
    const std::string shown = value.is_null()           ? "-"
                              : value.is_number_float() ? fmt::format("{:.3f}", value.get<double>())
                                                        : value.dump();
    std::cout << fmt::format("{:<14} {:>8}\n", name, shown);
  }
  std::cout << fmt::format("{:<14} p50 {:.2f}  p95 {:.2f}  p99 {:.2f}\n", "latency_ms", m.p50_ms, m.p95_ms,
                           m.p99_ms);
}

Result<Exit> evaluate(const Globals& globals, const Options& options) {
  const auto queries = read_judged(options.queries, options.qrels);
  if (!queries) return fail(queries.error());
  auto searcher = open_searcher(globals);
  if (!searcher) return fail(searcher.error());
  Normaliser normaliser;
  std::vector<JudgedAnswer> answers;
  ProgressLine progress(globals, "judged queries");
  for (const JudgedQuery& query : *queries) {
    const Stopwatch watch;
    const auto answer = ask(**searcher, normaliser, query, options);
    if (!answer) return fail(answer.error());
    JudgedAnswer judged;
    judged.milliseconds = watch.seconds() * 1000;
    std::set<std::string> seen;
    for (const Hit& hit : answer->hits) judged.grades.push_back(grade_of(hit, query, seen));
    if (!answer->hits.empty()) judged.confidence = answer->hits.front().confidence;
    answers.push_back(std::move(judged));
    progress.show(answers.size(), queries->size(), answers.size());
  }
  print(globals, measure(*queries, answers));
  return Exit::kDone;
}

}  // namespace

void add_eval(CLI::App& app, Globals& globals) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("eval", "measure the ranking on judged queries");
  command->add_option("--queries", options->queries, "a query a line, as JSON")
      ->required()
      ->type_name("FILE");
  command->add_option("--qrels", options->qrels, "query id, tab, article or conversation id, tab, grade")
      ->required()
      ->type_name("FILE");
  command->add_option("--mode", options->mode, "what is measured")
      ->check(CLI::IsMember({"suggest", "search"}))
      ->capture_default_str();
  command->add_option("--limit", options->limit, "hits that are looked at")
      ->check(CLI::Range(std::size_t{1}, kMaxHits))
      ->capture_default_str();
  command->callback(
      [&globals, options] { globals.run = [&globals, options] { return evaluate(globals, *options); }; });
}

}  // namespace garner
