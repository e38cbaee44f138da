// refresh: one article at a time, from its durable commit to the first answer that shows it.
#include <fmt/format.h>

#include <filesystem>

#include "indexer/core/clock.h"
#include "indexer/index_writer.h"
#include "indexer/store/store.h"
#include "query/searcher.h"
#include "tools/benchmark/floor.h"
#include "tools/benchmark/measure.h"
#include "tools/benchmark/measures.h"

namespace garner::bench {
namespace {

constexpr std::size_t kArticles = 50;

Result<std::string> copy_of(const std::string& from, const std::string& to) {
  std::error_code error;
  std::filesystem::copy(from, to, std::filesystem::copy_options::recursive, error);
  if (error)
    return fail(ErrorCode::kUnavailable, fmt::format("{} cannot be copied: {}", from, error.message()));
  return to;
}

// Writes an article that only `word` finds.
Result<Article> write(Store& store, const std::string& word, const Conversation& like) {
  Article article;
  article.id = "a-" + word;
  article.title = like.title + " " + word;
  article.issue = like.messages.front().body;
  article.resolution = like.messages.back().body;
  article.locale = "en";
  article.created_at = article.updated_at = now();
  const auto stored = store.transaction([&] { return store.put_article(article); });
  if (!stored) return fail(stored.error());
  return article;
}

Result<> wait_for(IndexWriter& writer, Searcher& searcher, const std::string& word) {
  if (const auto caught = writer.catch_up(); !caught) return fail(caught.error());
  if (auto fresh = searcher.refresh(); !fresh) return fresh;
  SearchRequest request;
  request.query = word;
  request.filter.audience = Audience::kTeam;
  const auto answer = searcher.search(request);
  if (!answer) return fail(answer.error());
  if (answer->hits.empty() || answer->hits.front().id != "a-" + word) {
    return fail(ErrorCode::kInternal, fmt::format("the article a-{} is not found after the refresh", word));
  }
  return {};
}

}  // namespace

Result<> measure_refresh(Workspace& workspace, Report& report) {
  if (auto made = workspace.need_floor(); !made) return made;
  say(fmt::format("refresh, {} articles", kArticles));
  const auto data = copy_of(workspace.data(), workspace.scratch("refresh"));
  if (!data) return fail(data.error());
  const auto database = copy_of(workspace.floor(), workspace.scratch("xapian"));
  if (!database) return fail(database.error());
  const auto generator = Generator::create(workspace.options().samples, workspace.options().seed);
  if (!generator) return fail(generator.error());
  Store::Options store_options;
  store_options.path = store_of(*data);
  const auto store = Store::open(store_options);
  if (!store) return fail(store.error());
  IndexWriter::Options options;
  options.path = index_of(*data);
  options.store_path = store_of(*data);
  const auto writer = IndexWriter::open(options);
  if (!writer) return fail(writer.error());
  const auto searcher = Searcher::open({options.path});
  if (!searcher) return fail(searcher.error());
  const auto floor = FloorWriter::open(*database);
  if (!floor) return fail(floor.error());

  std::vector<double> ours, theirs;
  for (std::size_t at = 0; at < kArticles; ++at) {
    const std::string word = fmt::format("zyxfresh{}q", at);
    const auto article = write(**store, word, generator->conversation(workspace.options().count + at));
    if (!article) return fail(article.error());
    const Stopwatch garner_watch;
    if (auto shown = wait_for(**writer, **searcher, word); !shown) return shown;
    ours.push_back(garner_watch.milliseconds());
    const Stopwatch floor_watch;
    if (auto added =
            (*floor)->add({article->id, article->title, article->issue + "\n" + article->resolution});
        !added) {
      return added;
    }
    theirs.push_back(floor_watch.milliseconds());
  }
  for (const auto& [name, share] : {std::pair("p50", 0.5), std::pair("p99", 0.99)}) {
    report.add({"refresh", fmt::format("from commit to visible, {}", name), "ms", percentile(ours, share),
                percentile(theirs, share)});
  }
  workspace.scratch("refresh");
  workspace.scratch("xapian");
  return {};
}

}  // namespace garner::bench
