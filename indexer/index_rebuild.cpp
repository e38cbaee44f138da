#include "indexer/index_rebuild.h"

#include <xapian.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "indexer/citations.h"
#include "indexer/core/schema.h"
#include "indexer/core/xapian_result.h"
#include "indexer/index_document.h"
#include "indexer/index_folder.h"
#include "indexer/index_learning.h"
#include "indexer/use.h"

namespace garner {
namespace {

// Articles read from the store at once.
constexpr std::size_t kRebuildBatch = 250;

struct Shard {
  std::string path;
  std::int64_t after, up_to;  // article numbers (after, up_to]
  std::map<std::string, std::uint64_t> languages;
  std::uint64_t articles = 0;
  Result<> outcome;
};

// What the builder threads report to the one that waits.
struct Build {
  std::atomic<std::uint64_t> done{0};
  std::atomic<bool> stop{false};
  std::mutex mutex;
  std::condition_variable finished;
  unsigned running = 0;
};

Result<> fill(Shard& shard, const BuildOptions& options, const CitableArticles& citable, Build& build) {
  auto store = Store::open({.path = options.store_path, .read_only = true});
  if (!store) return fail(store.error());
  return guard_xapian([&]() -> Result<> {
    // No fsync per commit: a crash leaves a shard that nobody uses. compact writes the index that is kept.
    Xapian::WritableDatabase database(shard.path, Xapian::DB_CREATE | Xapian::DB_NO_SYNC);
    DocumentBuilder builder(options.fields, &citable);
    std::size_t pending = 0;
    for (std::int64_t after = shard.after; after < shard.up_to && !build.stop;) {
      const auto articles = (*store)->articles_after(after, shard.up_to, kRebuildBatch);
      if (!articles) return fail(articles.error());
      if (articles->empty()) break;
      if (auto room = need_room(options.index_path, options.spare); !room) return room;
      for (const NumberedArticle& entry : *articles) {
        const auto reused = reused_at(**store, entry);
        if (!reused) return fail(reused.error());
        const IndexedArticle indexed = builder.build(entry.number, entry.article, *reused);
        add_article(database, indexed);
        pending += indexed.documents.size();
        if (pending >= options.commit_every) {
          database.commit();
          pending = 0;
        }
      }
      after = articles->back().number;
      shard.articles += articles->size();
      build.done += articles->size();
    }
    database.commit();
    shard.languages = builder.languages();
    return {};
  });
}

// Runs the builders and reports progress until all are done.
void run(std::vector<Shard>& shards, const BuildOptions& options, const CitableArticles& citable,
         Build& build, std::uint64_t total, const IndexWriter::Progress& progress) {
  std::vector<std::thread> threads;
  threads.reserve(shards.size());
  build.running = static_cast<unsigned>(shards.size());
  for (Shard& shard : shards) {
    threads.emplace_back([&] {
      shard.outcome = fill(shard, options, citable, build);
      if (!shard.outcome) build.stop = true;
      const std::lock_guard hold(build.mutex);
      --build.running;
      build.finished.notify_one();
    });
  }
  {
    std::unique_lock hold(build.mutex);
    while (
        !build.finished.wait_for(hold, std::chrono::milliseconds(100), [&] { return build.running == 0; })) {
      if (progress) progress({build.done, total});
    }
  }
  for (std::thread& thread : threads) thread.join();
  if (progress) progress({build.done, total});
}

Result<> join_shards(const std::vector<Shard>& shards, const std::string& path, const std::string& instance,
                     std::int64_t sequence, const SearchSettings& settings, const PackedUse& use) {
  return guard_xapian([&]() -> Result<> {
    Xapian::Database all;
    std::map<std::string, std::uint64_t> languages;
    for (const Shard& shard : shards) {
      all.add_database(Xapian::Database(shard.path));
      for (const auto& [language, count] : shard.languages) languages[language] += count;
    }
    all.compact(path);
    Xapian::WritableDatabase index(path, Xapian::DB_OPEN);
    index.set_metadata(std::string(metadata::kVersion), version_of_index());
    index.set_metadata(std::string(metadata::kInstance), instance);
    index.set_metadata(std::string(metadata::kSequence), std::to_string(sequence));
    index.set_metadata(std::string(metadata::kLanguages), format_languages(languages));
    index.set_metadata(std::string(metadata::kSearchSettings), pack(settings));
    index.set_metadata(std::string(metadata::kUsePriors), use.priors);
    index.set_metadata(std::string(metadata::kPopularQueries), use.queries);
    index.commit();
    return {};
  });
}

Result<> learn_from_all(const std::string& path, std::int64_t sequence, unsigned threads, Store& store) {
  return guard_xapian([&]() -> Result<> {
    Xapian::WritableDatabase index(path, Xapian::DB_OPEN);
    if (auto learned = IndexLearning(threads).take_in_all(index, store); !learned)
      return fail(learned.error());
    index.set_metadata(std::string(metadata::kLearnedSequence), std::to_string(sequence));
    index.commit();
    return {};
  });
}

}  // namespace

Result<BuiltIndex> build_index(const BuildOptions& options, Store& store,
                               const IndexWriter::Progress& progress) {
  // The sequence is read first: what changes from here on is taken in again afterwards, which does no harm.
  const auto sequence = store.last_change();
  if (!sequence) return fail(sequence.error());
  const auto instance = store.instance_id();
  if (!instance) return fail(instance.error());
  const auto last = store.last_article_number();
  if (!last) return fail(last.error());
  const auto total = store.article_count();
  if (!total) return fail(total.error());
  const auto settings = store.search_settings();
  if (!settings) return fail(settings.error());
  const auto use = packed_use(store);
  if (!use) return fail(use.error());
  const auto citable = CitableArticles::read(store);
  if (!citable) return fail(citable.error());
  auto generation = make_generation(options.index_path);
  if (!generation) return fail(generation.error());

  const std::string parts = *generation + ".parts";
  std::error_code ignored;
  std::filesystem::remove_all(parts, ignored);
  std::filesystem::create_directory(parts, ignored);
  const auto builders = static_cast<std::int64_t>(std::max(1U, options.builders));
  std::vector<Shard> shards;
  for (std::int64_t i = 0; i < builders; ++i) {
    shards.push_back(
        {parts + "/" + std::to_string(i), *last * i / builders, *last * (i + 1) / builders, {}, 0, {}});
  }
  Build build;
  run(shards, options, *citable, build, static_cast<std::uint64_t>(*total), progress);

  Result<> outcome;
  BuiltIndex built{*generation, 0};
  for (const Shard& shard : shards) {
    if (!shard.outcome) outcome = shard.outcome;
    built.articles += shard.articles;
  }
  if (outcome) outcome = need_room(options.index_path, options.spare + bytes_below(parts));
  if (outcome) outcome = join_shards(shards, *generation, *instance, *sequence, *settings, *use);
  if (outcome) outcome = learn_from_all(*generation, *sequence, options.builders, store);
  std::filesystem::remove_all(parts, ignored);
  if (!outcome) {
    std::filesystem::remove_all(*generation, ignored);
    return fail(outcome.error());
  }
  return built;
}

}  // namespace garner
