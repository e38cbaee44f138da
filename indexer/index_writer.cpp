#include "indexer/index_writer.h"

#include <fmt/format.h>
#include <xapian.h>

#include <map>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include "indexer/citations.h"
#include "indexer/core/live_index.h"
#include "indexer/core/schema.h"
#include "indexer/core/sorted_sets.h"
#include "indexer/core/xapian_result.h"
#include "indexer/index_document.h"
#include "indexer/index_folder.h"
#include "indexer/index_learning.h"
#include "indexer/index_rebuild.h"
#include "indexer/use.h"

namespace garner {
namespace {

// Below this many changes a rebuild is never cheaper than taking them in one by one.
constexpr std::int64_t kMinRebuild = 5000;

std::int64_t to_number(const std::string& text) {
  return text.empty() ? 0 : std::strtoll(text.c_str(), nullptr, 10);
}

}  // namespace

struct IndexWriter::Impl {
  Options options;
  IndexLock lock;
  std::unique_ptr<Store> store;
  std::unique_ptr<Xapian::WritableDatabase> database =
      {};  // the live index, open while changes come in one by one
  // Read when the first change comes, or by prepare().
  std::unique_ptr<CitableArticles> citable = std::make_unique<CitableArticles>();
  bool citable_known = false;
  DocumentBuilder builder{options.fields, citable.get()};
  IndexLearning learning;
  std::map<std::string, std::uint64_t> written_languages = {};

  Result<> open_database();
  Result<bool> needs_rebuild(std::int64_t last_change);
  // Takes in the changes one by one; nothing where a rebuild is cheaper or needed.
  Result<std::optional<IndexCounts>> follow(const Progress& progress);
  Result<> know_citable();
  Result<> take_in(const std::vector<Change>& changes);
  // In a commit of its own: an article can be found before it is learned from.
  Result<> learn(std::int64_t after, std::int64_t up_to);
  Result<> write_metadata(std::int64_t sequence);
  std::uint64_t articles() const;
};

std::string version_of_index() {
  return fmt::format("{}.{}", kIndexSchemaVersion, kAnalyzerVersion);
}

std::string format_languages(const std::map<std::string, std::uint64_t>& languages) {
  std::string text;
  for (const auto& [language, count] : languages) text += fmt::format("{} {}\n", language, count);
  return text;
}

// Opens the live index for writing, if there is one.
Result<> IndexWriter::Impl::open_database() {
  if (database) return {};
  const auto live = live_index(options.path);
  if (!live) return {};
  return guard_xapian([&]() -> Result<> {
    try {
      database = std::make_unique<Xapian::WritableDatabase>(*live, Xapian::DB_OPEN);
    } catch (const Xapian::DatabaseVersionError&) {
      throw;
    } catch (const Xapian::DatabaseOpeningError& error) {  // of files that are missing, most of all
      return fail(ErrorCode::kInternal, "the index is damaged (" + error.get_msg() + ")");
    }
    std::istringstream lines(database->get_metadata(std::string(metadata::kLanguages)));
    written_languages.clear();
    std::string language;
    std::uint64_t count = 0;
    while (lines >> language >> count) written_languages[language] = count;
    return {};
  });
}

Result<bool> IndexWriter::Impl::needs_rebuild(std::int64_t last_change) {
  if (!database) return true;
  const auto instance = store->instance_id();
  if (!instance) return fail(instance.error());
  return guard_xapian([&]() -> Result<bool> {
    if (database->get_metadata(std::string(metadata::kVersion)) != version_of_index()) return true;
    if (database->get_metadata(std::string(metadata::kInstance)) != *instance) return true;
    const std::int64_t sequence = to_number(database->get_metadata(std::string(metadata::kSequence)));
    if (sequence > last_change) return true;  // the store was restored from an older back-up
    const std::int64_t behind = last_change - sequence;
    return behind > kMinRebuild && behind > static_cast<std::int64_t>(database->get_doccount()) / 2;
  });
}

Result<> IndexWriter::Impl::know_citable() {
  if (citable_known) return {};
  auto all = CitableArticles::read(*store);
  if (!all) return fail(all.error());
  *citable = std::move(*all);
  citable_known = true;
  return {};
}

// One commit: the changes' articles out, and their present state in.
Result<> IndexWriter::Impl::take_in(const std::vector<Change>& changes) {
  std::vector<std::int64_t> numbers;
  numbers.reserve(changes.size());
  for (const Change& change : changes) numbers.push_back(change.article_number);
  sort_unique(numbers);
  const auto articles = store->articles_of_numbers(numbers);
  if (!articles) return fail(articles.error());
  const bool settings_changed = numbers.front() == kSearchSettingsNumber;
  const auto settings = settings_changed ? store->search_settings() : Result<SearchSettings>();
  if (!settings) return fail(settings.error());
  if (auto known = know_citable(); !known) return known;
  for (const NumberedArticle& entry : *articles)
    citable->set(entry.number, entry.article.title, entry.article.sources);
  if (auto room = need_room(options.path, options.spare); !room) return room;
  return guard_xapian([&]() -> Result<> {
    for (const std::int64_t number : numbers) remove_article(*database, number);
    for (const NumberedArticle& entry : *articles) {
      const auto reused = reused_at(*store, entry);
      if (!reused) return fail(reused.error());
      add_article(*database, builder.build(entry.number, entry.article, *reused));
    }
    if (settings_changed) database->set_metadata(std::string(metadata::kSearchSettings), pack(*settings));
    return write_metadata(changes.back().sequence);
  });
}

Result<> IndexWriter::Impl::learn(std::int64_t after, std::int64_t up_to) {
  std::vector<std::int64_t> numbers;
  while (after < up_to) {
    const auto changes = store->changes_after(after, options.commit_every);
    if (!changes) return fail(changes.error());
    if (changes->empty()) break;
    for (const Change& change : *changes) numbers.push_back(change.article_number);
    after = changes->back().sequence;
  }
  sort_unique(numbers);
  if (auto room = need_room(options.path, options.spare); !room) return room;
  return guard_xapian([&]() -> Result<> {
    const auto learned = learning.take_in(numbers, *database, *store);
    if (!learned) return fail(learned.error());
    database->set_metadata(std::string(metadata::kLearnedSequence), std::to_string(up_to));
    if (*learned) database->commit();  // else with the next: to look at these again is nothing
    return {};
  });
}

Result<> IndexWriter::Impl::write_metadata(std::int64_t sequence) {
  auto languages = written_languages;
  for (const auto& [language, count] : builder.languages()) languages[language] += count;
  database->set_metadata(std::string(metadata::kSequence), std::to_string(sequence));
  database->set_metadata(std::string(metadata::kLanguages), format_languages(languages));
  database->commit();
  return {};
}

std::uint64_t IndexWriter::Impl::articles() const {
  const auto count = store->article_count();
  return count ? static_cast<std::uint64_t>(*count) : 0;
}

Result<std::unique_ptr<IndexWriter>> IndexWriter::open(Options options) {
  auto lock = IndexLock::take(options.path);
  if (!lock) return fail(lock.error());
  auto store = Store::open({.path = options.store_path, .read_only = true});
  if (!store) return fail(store.error());
  const unsigned threads = options.builders;
  auto impl = std::make_unique<Impl>(Impl{.options = std::move(options),
                                          .lock = std::move(*lock),
                                          .store = std::move(*store),
                                          .learning = IndexLearning(threads)});
  return std::unique_ptr<IndexWriter>(new IndexWriter(std::move(impl)));
}

IndexWriter::IndexWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
IndexWriter::~IndexWriter() = default;

Result<std::optional<IndexCounts>> IndexWriter::Impl::follow(const Progress& progress) {
  if (auto opened = open_database(); !opened) return fail(opened.error());
  const auto last = store->last_change();
  if (!last) return fail(last.error());
  const auto rebuild_needed = needs_rebuild(*last);
  if (!rebuild_needed) return fail(rebuild_needed.error());
  if (*rebuild_needed) return std::nullopt;

  IndexCounts counts;
  std::int64_t sequence = 0, learned = 0;
  const auto read = guard_xapian([&]() -> Result<> {
    sequence = to_number(database->get_metadata(std::string(metadata::kSequence)));
    learned = to_number(database->get_metadata(std::string(metadata::kLearnedSequence)));
    return {};
  });
  if (!read) return fail(read.error());
  const std::int64_t first = sequence;
  while (sequence < *last) {
    const auto changes = store->changes_after(sequence, options.commit_every);
    if (!changes) return fail(changes.error());
    if (changes->empty()) break;
    if (auto taken = take_in(*changes); !taken) {
      database.reset();  // drops what is pending; the next call starts from the last commit
      return fail(taken.error());
    }
    sequence = changes->back().sequence;
    counts.indexed += changes->size();
    if (progress)
      progress({static_cast<std::uint64_t>(sequence - first), static_cast<std::uint64_t>(*last - first)});
  }
  if (learned < *last) {
    if (auto done = learn(learned, *last); !done) {
      database.reset();
      learning.reset();
      return fail(done.error());
    }
  }
  counts.documents = articles();
  return counts;
}

Result<> IndexWriter::prepare() {
  return impl_->know_citable();
}

Result<IndexCounts> IndexWriter::catch_up(const Progress& progress) {
  const auto followed = impl_->follow(progress);
  if (followed && *followed) return **followed;
  // Damaged, or of another Xapian: the store has it all.
  const bool past_use = !followed && (followed.error().code == ErrorCode::kInternal ||
                                      followed.error().code == ErrorCode::kVersionMismatch);
  if (!followed && !past_use) return fail(followed.error());
  return rebuild(progress);
}

Result<bool> IndexWriter::follow_use() {
  if (auto opened = impl_->open_database(); !opened) return fail(opened.error());
  if (!impl_->database) return false;
  const auto use = packed_use(*impl_->store);
  if (!use) return fail(use.error());
  if (auto room = need_room(impl_->options.path, impl_->options.spare); !room) return fail(room.error());
  return guard_xapian([&]() -> Result<bool> {
    Xapian::WritableDatabase& database = *impl_->database;
    const std::string priors(metadata::kUsePriors), queries(metadata::kPopularQueries);
    if (database.get_metadata(priors) == use->priors && database.get_metadata(queries) == use->queries)
      return false;
    database.set_metadata(priors, use->priors);
    database.set_metadata(queries, use->queries);
    database.commit();
    return true;
  });
}

Result<IndexCounts> IndexWriter::rebuild(const Progress& progress) {
  impl_->database.reset();
  impl_->learning.reset();
  *impl_->citable = {};
  impl_->citable_known = false;
  auto built = build_index({impl_->options.path, impl_->options.store_path, impl_->options.commit_every,
                            impl_->options.builders, impl_->options.fields, impl_->options.spare},
                           *impl_->store, progress);
  if (!built) return fail(built.error());
  if (auto live = make_live(impl_->options.path, built->generation); !live) return fail(live.error());
  return IndexCounts{built->articles, built->articles, true};
}

Result<IndexCounts> IndexWriter::rebuild_clean(const Progress& progress) {
  auto counts = rebuild(progress);
  if (!counts) return counts;
  if (auto removed = remove_others(impl_->options.path); !removed) return fail(removed.error());
  return counts;
}

}  // namespace garner
