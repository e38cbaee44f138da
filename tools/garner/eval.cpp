// garner eval: judged queries against what is indexed.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "indexer/core/clock.h"
#include "tools/garner/baseline.h"
#include "tools/garner/data.h"
#include "tools/garner/judged.h"
#include "tools/garner/judged_answers.h"
#include "tools/garner/judged_use.h"
#include "tools/garner/options.h"
#include "tools/garner/output.h"

namespace garner {
namespace {

struct EvalOptions {
  std::string queries, qrels;
  std::string mode = "suggest";
  std::size_t limit = 10;
  bool from_events = false;
  std::string baseline;  // file; empty: none
  bool record = false;
  std::string accept;  // why a fall is accepted; empty: it is not
};

void print(const Globals& globals, const Measures& m, const std::vector<Comparison>& comparisons) {
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
      {"calibration_error", m.calibration_error},
      {"latency_ms", {{"p50", m.p50_ms}, {"p95", m.p95_ms}, {"p99", m.p99_ms}}}};
  if (m.abstain_auroc) document["abstain_auroc"] = *m.abstain_auroc;
  for (const Comparison& c : comparisons) {
    document["baseline"][c.measure] = {{"queries", c.queries},
                                       {"before", c.before},
                                       {"now", c.now},
                                       {"noise", c.noise},
                                       {"lower", c.is_lower()}};
  }
  if (globals.json) return print_json(document);
  for (const auto& [name, value] : document.items()) {
    if (name == "latency_ms" || name == "baseline") continue;
    const std::string shown = value.is_null()           ? "-"
                              : value.is_number_float() ? fmt::format("{:.3f}", value.get<double>())
                                                        : value.dump();
    std::cout << fmt::format("{:<14} {:>8}\n", name, shown);
  }
  std::cout << fmt::format("{:<14} p50 {:.2f}  p95 {:.2f}  p99 {:.2f}\n", "latency_ms", m.p50_ms, m.p95_ms,
                           m.p99_ms);
  for (const Comparison& c : comparisons) {
    std::cout << fmt::format("{:<14} {:.3f}, before {:.3f} on {} queries ({:+.3f}, noise {:.3f})\n",
                             c.measure, c.now, c.before, c.queries, c.now - c.before, c.noise);
  }
}

// "hit@1 fell from 0.842 to 0.810 (noise 0.014): f12 f3 …"; empty: nothing fell.
std::string fall_of(const std::vector<Comparison>& comparisons) {
  constexpr std::size_t kNamed = 20;
  std::string text;
  for (const Comparison& c : comparisons) {
    if (!c.is_lower()) continue;
    text += fmt::format("{}{} fell from {:.3f} to {:.3f}, by more than the noise of {:.3f}; worse are",
                        text.empty() ? "" : ". ", c.measure, c.before, c.now, c.noise);
    for (std::size_t i = 0; i < std::min(kNamed, c.worse.size()); ++i) text += " " + c.worse[i];
    if (c.worse.size() > kNamed) text += fmt::format(" and {} more", c.worse.size() - kNamed);
  }
  return text;
}

// Holds the answers against the baseline, and records them as the new one where that is asked for. A fall is
// an error, unless a person accepts it: then the reason is kept in the file.
Result<> hold_to_baseline(const EvalOptions& options, const std::vector<JudgedQuery>& queries,
                          const std::vector<JudgedAnswer>& answers, std::vector<Comparison>& comparisons) {
  Baseline now_is = baseline_of(queries, answers);
  const auto before = read_baseline(options.baseline);
  if (!before && !(options.record && before.error().code == ErrorCode::kNotFound))
    return fail(before.error());
  if (before) {
    auto compared = compare(*before, now_is);
    if (!compared) return fail(compared.error());
    comparisons = std::move(*compared);
    now_is.notes = before->notes;
  }
  const std::string fall = fall_of(comparisons);
  if (!fall.empty() && options.accept.empty()) {
    return fail(ErrorCode::kConflict, "the ranking got worse: " + fall,
                "mend the ranking; or let a person accept it with --accept \"why\"");
  }
  if (!fall.empty()) {
    std::string why = options.accept;
    std::replace(why.begin(), why.end(), '\n', ' ');
    now_is.notes.push_back(to_rfc3339(now()).substr(0, 10) + ", accepted: " + why + ". " + fall);
  }
  if (!options.record && options.accept.empty()) return {};
  return write_baseline(options.baseline, now_is);
}

Result<std::vector<JudgedQuery>> queries_of(const Globals& globals, const EvalOptions& options) {
  constexpr std::size_t kMostFromEvents = 10'000;
  if (!options.from_events) {
    if (options.queries.empty() || options.qrels.empty()) {
      return fail(ErrorCode::kInvalidInput, "what is judged is missing",
                  "name --queries and --qrels, or use --from-events");
    }
    return read_judged(options.queries, options.qrels);
  }
  const auto store = open_existing_store(globals);
  if (!store) return fail(store.error());
  auto queries = judged_by_use(**store, options.mode, kMostFromEvents);
  if (queries && queries->empty()) {
    return fail(ErrorCode::kNotFound, "nobody has taken an answer yet, as far as events say",
                "send client_id with searches and suggestions, and events (docs/api.md)");
  }
  return queries;
}

Result<Exit> evaluate(const Globals& globals, const EvalOptions& options) {
  const auto queries = queries_of(globals, options);
  if (!queries) return fail(queries.error());
  auto searcher = open_searcher(globals);
  if (!searcher) return fail(searcher.error());
  ProgressLine progress(globals, "judged queries");
  const auto answers = answers_to(*queries, **searcher, options.mode, options.limit,
                                  [&](std::size_t done) { progress.show(done, queries->size(), done); });
  if (!answers) return fail(answers.error());
  std::vector<Comparison> comparisons;
  const auto held =
      options.baseline.empty() ? Result<>() : hold_to_baseline(options, *queries, *answers, comparisons);
  print(globals, measure(*queries, *answers), comparisons);
  if (!held) return fail(held.error());
  return Exit::kDone;
}

}  // namespace

void add_eval(const Command& program, Globals& globals) {
  auto options = std::make_shared<EvalOptions>();
  const Command command = program.subcommand("eval", "measure the ranking on judged queries");
  command.option("--queries", options->queries, "a query a line, as JSON").named("FILE");
  command.option("--qrels", options->qrels, "query id, tab, article or conversation id, tab, grade")
      .named("FILE");
  command.option("--mode", options->mode, "what is measured").one_of({"suggest", "search"}).shows_default();
  command.option("--limit", options->limit, "hits that are looked at").between(1, kMaxHits).shows_default();
  command.flag("--from-events", options->from_events, "judge by what people took, in place of the two files");
  Option baseline =
      command.option("--baseline", options->baseline,
                     "recorded answers: exit status 1 where hit@1 or nDCG fell by more than noise");
  baseline.named("FILE");
  command.flag("--record", options->record, "write the baseline from this run").needs(baseline);
  command.option("--accept", options->accept, "write it although it fell; the reason is kept in the file")
      .named("WHY")
      .needs(baseline);
  command.runs([&globals, options] { return evaluate(globals, *options); });
}

}  // namespace garner
