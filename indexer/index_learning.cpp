#include "indexer/index_learning.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "indexer/core/learned.h"
#include "indexer/core/schema.h"
#include "indexer/index_document.h"

namespace garner {
namespace {

constexpr std::size_t kReadBatch = 250;  // articles

// An article's own document and one for each wording have the article's term.
bool has_wordings(Xapian::doccount documents) {
  return documents >= kLeastWordings;
}

}  // namespace

Result<> IndexLearning::read(const std::vector<std::int64_t>& numbers, const Xapian::Database& database,
                             Store& store) {
  for (std::size_t i = 0; i < numbers.size(); i += kReadBatch) {
    const auto first = numbers.begin() + static_cast<std::ptrdiff_t>(i);
    const auto last = numbers.begin() + static_cast<std::ptrdiff_t>(std::min(i + kReadBatch, numbers.size()));
    const auto articles = store.articles_of_numbers({first, last});
    if (!articles) return fail(articles.error());
    for (const NumberedArticle& entry : *articles)
      learner_->set(entry.number, entry.article, database.get_metadata(meanings_key(entry.number)));
  }
  return {};
}

Result<std::vector<std::int64_t>> IndexLearning::read_all(const Xapian::WritableDatabase& database,
                                                          Store& store) {
  learner_ = std::make_unique<Learner>(threads_);
  const std::string article(prefix::kArticle);
  std::vector<std::int64_t> numbers;
  for (auto term = database.allterms_begin(article), end = database.allterms_end(article); term != end;
       ++term) {
    if (has_wordings(term.get_termfreq()))
      numbers.push_back(std::strtoll((*term).c_str() + article.size(), nullptr, 10));
  }
  // By number, so that the same articles are learned from each time where there are too many.
  std::sort(numbers.begin(), numbers.end());
  if (auto done = read(numbers, database, store); !done) return fail(done.error());
  return numbers;
}

bool IndexLearning::write(const std::vector<std::int64_t>& numbers, Xapian::WritableDatabase& database) {
  const auto learned = learner_->learn();
  if (learned.empty()) return false;
  for (const std::int64_t number : numbers)
    database.set_metadata(meanings_key(number), learner_->meanings_of(number));
  LearnedCatalog catalog = read_catalog(database.get_metadata(std::string(metadata::kLearned)));
  ++catalog.step;
  for (const auto& [number, model] : learned) {
    catalog.step_of.erase(number);
    if (model) catalog.step_of.emplace(number, catalog.step);
    database.set_metadata(learned_key(number), model ? pack(*model) : std::string());
  }
  database.set_metadata(std::string(metadata::kLearned), format_catalog(catalog));
  return true;
}

Result<bool> IndexLearning::take_in(const std::vector<std::int64_t>& numbers,
                                    Xapian::WritableDatabase& database, Store& store) {
  if (!learner_) {
    if (auto all = read_all(database, store); !all) return fail(all.error());
    learner_->forget_changes();
  }
  std::vector<std::int64_t> with_wordings;
  for (const std::int64_t number : numbers) {
    learner_->remove(number);
    if (has_wordings(database.get_termfreq(article_term(number)))) {
      with_wordings.push_back(number);
    } else if (!database.get_metadata(learned_key(number)).empty() ||
               !database.get_metadata(meanings_key(number)).empty()) {
      learner_->mark_changed(number);  // had some before this process began
    }
  }
  if (auto changed = read(with_wordings, database, store); !changed) return fail(changed.error());
  return write(numbers, database);
}

Result<bool> IndexLearning::take_in_all(Xapian::WritableDatabase& database, Store& store) {
  const auto all = read_all(database, store);
  if (!all) return fail(all.error());
  return write(*all, database);
}

}  // namespace garner
