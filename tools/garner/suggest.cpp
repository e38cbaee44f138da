// garner suggest, garner search: what the server answers, on the command line.
#include <iostream>
#include <iterator>
#include <memory>

#include "api/answer_json.h"
#include "api/auth.h"
#include "indexer/core/names.h"
#include "indexer/text/normalise.h"
#include "tools/garner/data.h"
#include "tools/garner/options.h"
#include "tools/garner/output.h"

namespace garner {
namespace {

struct SuggestOptions {
  std::string text;
  std::string audience = "internal";  // whoever reads the data folder is staff
  std::size_t limit = 0;
  std::string sort = "relevance";
  bool each = false;
};

Result<Filter> filter_of(const SuggestOptions& options) {
  const auto audience = parse_audience(options.audience);
  if (!audience) {
    return fail(ErrorCode::kInvalidInput, "there is no such audience",
                "one of team, internal, partner, customer, public");
  }
  Filter filter;
  filter.audience = *audience;
  filter.include_wip = *audience <= Audience::kInternal;
  return filter;
}

void print_body(const std::string& body) {
  std::cout << body << '\n';
}

Result<Exit> suggest(const Globals& globals, const SuggestOptions& options) {
  auto filter = filter_of(options);
  if (!filter) return fail(filter.error());
  std::string text = options.text;
  if (text == "-") text.assign(std::istreambuf_iterator<char>(std::cin), {});
  if (text.size() > kMaxMessageBytes) {
    return fail(ErrorCode::kTooLarge, "the message is too long", "give the part that says what is wrong");
  }
  auto searcher = open_searcher(globals);
  if (!searcher) return fail(searcher.error());
  SuggestRequest request;
  request.text = Normaliser().clean(text);
  request.filter = std::move(*filter);
  request.limit = options.limit;
  const auto answer = (*searcher)->suggest(request);
  if (!answer) return fail(answer.error());
  if (globals.json) {
    print_body(api::suggest_body(*answer, {api::random_id(), {}}));
  } else {
    print_hits(*answer, true);
  }
  return Exit::kDone;
}

Result<Exit> search(const Globals& globals, const SuggestOptions& options) {
  auto filter = filter_of(options);
  if (!filter) return fail(filter.error());
  auto searcher = open_searcher(globals);
  if (!searcher) return fail(searcher.error());
  SearchRequest request;
  request.query = options.text;
  request.filter = std::move(*filter);
  request.limit = options.limit;
  request.sort = api::parse_sort_order(options.sort).value_or(SortOrder::kRelevance);
  request.collapse = !options.each;
  const auto answer = (*searcher)->search(request);
  if (!answer) return fail(answer.error());
  if (globals.json) {
    print_body(api::search_body(*answer, {api::random_id(), options.text, 1, options.limit, {}}));
  } else {
    print_hits(*answer, false);
  }
  return Exit::kDone;
}

std::shared_ptr<SuggestOptions> add_options(const Command& command, std::size_t limit, const char* name,
                                            const char* what) {
  auto options = std::make_shared<SuggestOptions>();
  options->limit = limit;
  command.option("--limit", options->limit, "at most so many").between(1, kMaxHits).shows_default();
  command.option("--audience", options->audience, "as seen by: team, internal, partner, customer, public")
      .shows_default();
  command.option(name, options->text, what).required();
  return options;
}

}  // namespace

void add_suggest(const Command& program, Globals& globals) {
  const Command command = program.subcommand("suggest", "answers for a customer's message");
  const auto options = add_options(command, 5, "text", "the message, - for standard input");
  command.runs([&globals, options] { return suggest(globals, *options); });
}

void add_search(const Command& program, Globals& globals) {
  const Command command = program.subcommand("search", "search the articles");
  const auto options =
      add_options(command, 10, "query",
                  R"(words, "phrase", -not, tag:, lang:, channel:, product:, status:, before:, after:)");
  command.option("--sort", options->sort, "the order of what is found")
      .one_of({"relevance", "newest", "oldest", "updated", "reuse"})
      .shows_default();
  command.flag("--each", options->each, "articles that say the same one by one");
  command.runs([&globals, options] { return search(globals, *options); });
}

}  // namespace garner
