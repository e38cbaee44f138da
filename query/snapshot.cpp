#include "query/snapshot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <span>
#include <sstream>
#include <utility>

#include "indexer/core/facts.h"
#include "indexer/text/analyze.h"
#include "query/answered.h"
#include "query/citations.h"
#include "query/learned.h"
#include "query/query_settings.h"
#include "query/rank.h"

namespace garner {
namespace {

// A term is kept as a column when it is in more than this share of the documents, as many as fit the budget.
constexpr double kDenseShare = 0.05;
// Budgets are ends, not sizes: docs/benchmarks.md says what libraries take.
constexpr std::size_t kDenseBudget = 512 << 20;        // bytes: all of them up to a million documents
constexpr Xapian::doccount kDenseMinDocuments = 2000;  // below, posting lists are quick enough
// The lists of terms in more than this share are read at the start, in half their budget: to decode those of
// a message when it comes takes 2 ms among a million articles.
constexpr double kListedShare = 0.0001;
constexpr std::size_t kPostingsBudget = 512 << 20;  // bytes of the other terms' lists
constexpr std::size_t kShownBudget = 48 << 20;      // bytes of what hits show: some 7,000 articles
// New documents that the columns do not cover, as a share, before they are made anew.
constexpr double kDenseStale = 0.1;

std::vector<std::string> languages_of(const std::string& text) {
  std::vector<std::pair<std::uint64_t, std::string>> counted;
  std::istringstream lines(text);
  std::string language;
  std::uint64_t count = 0;
  while (lines >> language >> count) counted.emplace_back(count, language);
  std::sort(counted.rbegin(), counted.rend());
  std::vector<std::string> languages;
  languages.reserve(counted.size());
  for (auto& entry : counted) languages.push_back(std::move(entry.second));
  return languages;
}

void read_facts(const Xapian::Database& database, Xapian::docid after, Snapshot& snapshot) {
  Xapian::ValueIterator value = database.valuestream_begin(kFactsSlot);
  value.skip_to(after + 1);
  for (const auto end = database.valuestream_end(kFactsSlot); value != end; ++value) {
    const Xapian::docid id = value.get_docid();
    const auto facts = unpack_facts(*value);
    if (!facts || id > snapshot.last) continue;
    snapshot.shelf[id] = shelf_of(facts->kind, facts->audience, facts->confidence);
    snapshot.number[id] = facts->article_number;
    snapshot.created[id] =
        static_cast<std::uint32_t>(std::clamp<Time>(facts->created_at / 1000, 0, UINT32_MAX));
    snapshot.reuse[id] = static_cast<std::uint32_t>(facts->reuse_count);
    snapshot.title_bytes[id] = static_cast<std::uint16_t>(facts->title_bytes);
    snapshot.updated[id] =
        static_cast<std::uint32_t>(std::clamp<Time>(facts->updated_at / 1000, 0, UINT32_MAX));
    snapshot.wording[id] = facts->wording;
  }
}

// Lengths of the documents there are now; those that went lose their shelf.
void read_lengths(const Xapian::Database& database, Snapshot& snapshot) {
  snapshot.length.assign(snapshot.last + 1, 0);
  // get_wdf of the list of all documents is 1; the length comes from the same list.
  for (auto posting = database.postlist_begin(""), end = database.postlist_end(""); posting != end;
       ++posting) {
    if (*posting <= snapshot.last) snapshot.length[*posting] = std::max(1U, posting.get_doclength());
  }
  for (Xapian::docid id = 1; id <= snapshot.last; ++id) {
    if (snapshot.length[id] == 0) snapshot.shelf[id] = kNoShelf;
  }
}

void tally(Snapshot& snapshot) {
  std::uint32_t highest = 0;
  for (Xapian::docid id = 1; id <= snapshot.last; ++id) highest = std::max(highest, snapshot.number[id]);
  std::vector<Xapian::docid>& document = snapshot.document;
  document.assign(highest + 1, 0);
  std::uint64_t article_length = 0, wordings = 0, wording_length = 0;
  snapshot.on_shelf.assign(kShelves, 0);
  for (Xapian::docid id = 1; id <= snapshot.last; ++id) {
    const std::uint8_t shelf = snapshot.shelf[id];
    if (shelf == kNoShelf) continue;
    ++snapshot.documents;
    if (kind_of_shelf(shelf) == DocumentKind::kArticle) {
      document[snapshot.number[id]] = id;
      ++snapshot.articles;
      ++snapshot.on_shelf[shelf];
      article_length += snapshot.length[id];
    } else {
      ++wordings;
      wording_length += snapshot.length[id];
    }
  }
  snapshot.owner.assign(snapshot.last + 1, 0);
  snapshot.wordings.assign(snapshot.last + 1, 0);
  for (Xapian::docid id = 1; id <= snapshot.last; ++id) {
    if (snapshot.shelf[id] == kNoShelf) continue;
    snapshot.owner[id] = document[snapshot.number[id]];
    snapshot.newest = std::max(snapshot.newest, snapshot.created[id]);
    if (kind_of_shelf(snapshot.shelf[id]) != DocumentKind::kWording) continue;
    ++snapshot.wordings[snapshot.owner[id]];
    snapshot.wording_documents.push_back(id);
  }
  if (snapshot.articles > 0) {
    snapshot.mean_article_length =
        static_cast<double>(article_length) / static_cast<double>(snapshot.articles);
  }
  if (wordings > 0)
    snapshot.mean_wording_length = static_cast<double>(wording_length) / static_cast<double>(wordings);
}

// After tally().
void read_use(const Xapian::Database& database, Snapshot& snapshot) {
  snapshot.lift.assign(snapshot.last + 1, 0);
  const auto priors = unpack_use_priors(database.get_metadata(std::string(metadata::kUsePriors)));
  auto queries = unpack_popular_queries(database.get_metadata(std::string(metadata::kPopularQueries)));
  const std::vector<Xapian::docid>& document = snapshot.document;
  if (priors) {
    for (const UsePrior& prior : *priors) {
      if (prior.article_number < document.size())
        snapshot.lift[document[prior.article_number]] =
            static_cast<std::int8_t>(std::lround(prior.lift * 127));
    }
  }
  snapshot.answered = std::make_shared<const std::vector<AnsweredQuery>>(
      queries ? answered_queries(std::move(*queries), document) : std::vector<AnsweredQuery>());
}

struct CommonTerm {
  Xapian::doccount documents;  // that have it
  std::string name;
};

// Terms of text in more than kListedShare of the documents, the commonest first.
std::vector<CommonTerm> common_terms(const Xapian::Database& database, const Snapshot& snapshot) {
  std::vector<CommonTerm> common;
  if (snapshot.documents < kDenseMinDocuments) return common;
  const auto least = static_cast<Xapian::doccount>(kListedShare * static_cast<double>(snapshot.documents));
  for (auto term = database.allterms_begin(), end = database.allterms_end(); term != end; ++term) {
    const std::string name = *term;
    if (is_text_term(name) && term.get_termfreq() > least) common.push_back({term.get_termfreq(), name});
  }
  std::sort(common.begin(), common.end(), [](const CommonTerm& a, const CommonTerm& b) {
    return a.documents != b.documents ? a.documents > b.documents : a.name > b.name;
  });
  return common;
}

// How many of the common terms are kept as columns.
std::size_t columns_of(const std::vector<CommonTerm>& common, const Snapshot& snapshot) {
  const auto least = static_cast<Xapian::doccount>(kDenseShare * static_cast<double>(snapshot.documents));
  const auto rarer = std::find_if(common.begin(), common.end(),
                                  [&](const CommonTerm& term) { return term.documents <= least; });
  return std::min(static_cast<std::size_t>(rarer - common.begin()), kDenseBudget / (snapshot.last + 1));
}

std::shared_ptr<const DenseColumns> read_dense(std::span<const CommonTerm> common,
                                               const Xapian::Database& database, const Snapshot& snapshot) {
  auto columns = std::make_shared<DenseColumns>();
  columns->last = snapshot.last;
  columns->mean_article_length = snapshot.mean_article_length;
  columns->mean_wording_length = snapshot.mean_wording_length;
  for (const CommonTerm& term : common) {
    DenseColumn& column = columns->of_term[term.name];
    column.frequencies.assign(snapshot.last + 1, 0);
    column.most.assign(snapshot.last / kDenseBlock + 1, 0);
    for (auto posting = database.postlist_begin(term.name), end = database.postlist_end(term.name);
         posting != end; ++posting) {
      const Xapian::docid id = *posting;
      if (id > snapshot.last) break;
      const std::uint8_t frequency = kept_frequency(posting.get_wdf());
      column.frequencies[id] = frequency;
      const float share = 255 * score_of(1, frequency, snapshot.norm[id]);
      std::uint8_t& most = column.most[id / kDenseBlock];
      most = std::max(most, static_cast<std::uint8_t>(std::ceil(share)));
    }
  }
  return columns;
}

std::shared_ptr<PostingLists> read_lists(std::span<const CommonTerm> common, const Xapian::Database& database,
                                         Xapian::docid last) {
  auto lists = std::make_shared<PostingLists>(kPostingsBudget);
  std::size_t bytes = 0;
  std::vector<std::string_view> names;
  for (const CommonTerm& term : common) {
    bytes += term.documents * (sizeof(Xapian::docid) + 1);
    if (bytes > kPostingsBudget / 2) break;
    names.push_back(term.name);
  }
  std::sort(names.begin(), names.end());  // as they stand in the file
  for (const std::string_view name : names) lists->find(std::string(name), last, database);
  return lists;
}

}  // namespace

Result<std::shared_ptr<const Snapshot>> read_snapshot(const Xapian::Database& database,
                                                      const std::string& generation,
                                                      const std::shared_ptr<const Snapshot>& previous,
                                                      const Weights& weights) {
  const std::string version = database.get_metadata(std::string(metadata::kVersion));
  if (version != fmt::format("{}.{}", kIndexSchemaVersion, kAnalyzerVersion)) {
    return fail(ErrorCode::kVersionMismatch,
                "the index was written by another version of Garner (" + version + ")",
                "run `garner index --rebuild`");
  }
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->generation = generation;
  snapshot->weights = weights;
  snapshot->revision = database.get_revision();
  snapshot->sequence =
      std::strtoll(database.get_metadata(std::string(metadata::kSequence)).c_str(), nullptr, 10);
  snapshot->languages = languages_of(database.get_metadata(std::string(metadata::kLanguages)));
  snapshot->settings = read_query_settings(database.get_metadata(std::string(metadata::kSearchSettings)),
                                           snapshot->languages, previous ? previous->settings : nullptr);
  snapshot->last = database.get_lastdocid();

  const bool extends = previous && previous->generation == generation && previous->last <= snapshot->last;
  if (extends) {
    snapshot->shelf = previous->shelf;
    snapshot->number = previous->number;
    snapshot->created = previous->created;
    snapshot->reuse = previous->reuse;
    snapshot->title_bytes = previous->title_bytes;
    snapshot->updated = previous->updated;
    snapshot->wording = previous->wording;
  }
  snapshot->learned = LearnedModels::read(database, extends ? previous->learned : nullptr);
  snapshot->citations = Citations::read(database, snapshot->last, extends ? previous->citations : nullptr,
                                        extends ? previous->last : 0);
  snapshot->shelf.resize(snapshot->last + 1, kNoShelf);
  snapshot->number.resize(snapshot->last + 1, 0);
  snapshot->created.resize(snapshot->last + 1, 0);
  snapshot->reuse.resize(snapshot->last + 1, 0);
  snapshot->title_bytes.resize(snapshot->last + 1, 0);
  snapshot->updated.resize(snapshot->last + 1, 0);
  snapshot->wording.resize(snapshot->last + 1, 0);
  read_facts(database, extends ? previous->last : 0, *snapshot);
  read_lengths(database, *snapshot);
  tally(*snapshot);
  snapshot->norm = length_norms(*snapshot);
  read_use(database, *snapshot);
  snapshot->boost = boosts(*snapshot, snapshot->newest);
  snapshot->most_boost = most_of_blocks(snapshot->boost);

  snapshot->frequencies = std::make_shared<Frequencies>();
  const bool fresh = extends && previous->dense &&
                     snapshot->last - previous->dense->last <= kDenseStale * previous->dense->last;
  if (fresh) {
    snapshot->dense = previous->dense;
    snapshot->postings = previous->postings;
    for (const auto& [term, column] : snapshot->dense->of_term)
      snapshot->frequencies->know(term, database.get_termfreq(term));
  } else {
    const std::vector<CommonTerm> common = common_terms(database, *snapshot);
    const std::span<const CommonTerm> all(common);
    const std::size_t columns = columns_of(common, *snapshot);
    for (const CommonTerm& term : common) snapshot->frequencies->know(term.name, term.documents);
    snapshot->dense = read_dense(all.first(columns), database, *snapshot);
    snapshot->postings = read_lists(all.subspan(columns), database, snapshot->last);
  }
  snapshot->shown = extends ? previous->shown : std::make_shared<ShownArticles>(kShownBudget);
  snapshot->titles = extend_titles(extends ? previous->titles : TitleRuns(), database, *snapshot,
                                   extends ? previous->last : 0);
  // Last, as nothing is read of a revision that may go once it joins what it has read.
  snapshot->newer = fresh ? previous->newer->extended(database, *snapshot, previous->last)
                          : std::make_shared<const NewPostings>();
  return std::shared_ptr<const Snapshot>(std::move(snapshot));
}

}  // namespace garner
