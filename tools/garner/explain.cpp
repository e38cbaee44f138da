// garner explain: why an article stands where it does for a message (docs/ranking.md).
#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "api/answer_json.h"
#include "api/auth.h"
#include "indexer/text/normalise.h"
#include "tools/garner/data.h"
#include "tools/garner/options.h"
#include "tools/garner/output.h"

namespace garner {
namespace {

struct ExplainOptions {
  std::string text, article;
  std::size_t limit = 3;
};

void print_terms(const std::vector<ExplainedTerm>& terms) {
  std::cout << dim(
      fmt::format("    {:<24} {:>7} {:>7} {:>7} {:>7}\n", "word", "rarity", "at most", "times", "points"));
  for (const ExplainedTerm& term : terms) {
    std::cout << fmt::format("    {:<24} {:>7.2f} {:>7.2f} {:>7} {:>7.2f}\n", printable(term.word), term.idf,
                             term.weight, term.frequency, term.points);
  }
}

void print(const Hit& hit) {
  const Explanation& e = *hit.explanation;
  std::cout << fmt::format("{:>2}. {}  {}\n", e.position, bold(printable(hit.title)), dim(hit.id));
  std::cout << fmt::format("    {}\n", printable(hit.reason));
  print_terms(e.terms);
  const auto part = [](const std::string& what, double points) {
    std::cout << fmt::format("    {:<48} {:>7.2f}\n", what, points);
  };
  part("the article as a whole", e.by_terms);
  for (const ExplainedWording& wording : e.wordings)
    part(fmt::format("asked as \"{}\"", printable(wording.text)), wording.points);
  if (e.by_synonyms > 0) part("said by synonyms", e.by_synonyms);
  if (e.learned_from > 0) {
    part(fmt::format("like the {} wordings it was learned from", e.learned_from), e.by_learning);
    for (const ExplainedFeature& feature : e.features)
      std::cout << dim(fmt::format("      {:<30} {:>+7.3f}\n", printable(feature.name), feature.points));
  }
  if (e.freshness != 1) std::cout << fmt::format("    {:<46} x {:>7.3f}\n", "its age", e.freshness);
  if (e.use != 1) std::cout << fmt::format("    {:<46} x {:>7.3f}\n", "its use", e.use);
  if (e.citing > 0)
    part(e.citing == 1 ? "one that fits names it" : fmt::format("{} that fit name it", e.citing),
         e.by_citations);
  std::cout << fmt::format("    {:<48} {:>7.2f}, confidence {:.2f}\n", "score", e.score, e.confidence);
}

Result<Exit> run_explain(const Globals& globals, const ExplainOptions& options) {
  auto searcher = open_searcher(globals);
  if (!searcher) return fail(searcher.error());
  SuggestRequest request;
  request.text = Normaliser().clean(options.text);
  request.filter.audience = Audience::kTeam;  // whoever reads the data folder is staff
  request.filter.include_wip = request.filter.include_archived = true;
  request.limit = options.limit;
  request.explain = true;
  request.also = options.article;
  auto answer = (*searcher)->suggest(request);
  if (!answer) return fail(answer.error());
  if (!options.article.empty()) {
    std::erase_if(answer->hits, [&](const Hit& hit) { return hit.id != options.article; });
    if (answer->hits.empty()) {
      return fail(ErrorCode::kNotFound, "no word of the message finds that article",
                  "put the words that customers use into its asked_as");
    }
  }
  if (globals.json) {
    std::cout << api::suggest_body(*answer, {api::random_id(), {}}) << '\n';
  } else {
    for (const Hit& hit : answer->hits) print(hit);
    if (answer->hits.empty()) std::cout << "Nothing found.\n";
  }
  return Exit::kDone;
}

}  // namespace

void add_explain(const Command& program, Globals& globals) {
  const Command command =
      program.subcommand("explain", "why articles stand where they do for a message, part by part");
  const auto options = std::make_shared<ExplainOptions>();
  command.option("--article", options->article, "this one alone, wherever it stands").named("ID");
  command.option("--limit", options->limit, "the best, at most so many").between(1, kMaxHits).shows_default();
  command.option("text", options->text, "the message").required();
  command.runs([&globals, options] { return run_explain(globals, *options); });
}

}  // namespace garner
