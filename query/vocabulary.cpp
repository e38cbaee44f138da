#include "query/vocabulary.h"

#include <algorithm>
#include <utility>

#include "indexer/core/schema.h"
#include "query/edit_distance.h"

namespace garner {
namespace {

// New documents, as a share, after which all is read anew: words are looked for in both lists.
constexpr double kStale = 0.1;
constexpr Xapian::docid kFewDocuments = 1000;

bool is_word(std::string_view term) {
  return is_correctable(code_points(term));
}

std::vector<std::string> list(const std::unordered_set<std::string>& words) {
  return {words.begin(), words.end()};
}

}  // namespace

std::shared_ptr<const Vocabulary::State> Vocabulary::state() const {
  const std::lock_guard hold(mutex_);
  return state_;
}

std::shared_ptr<const Vocabulary::State> Vocabulary::read_all(const Xapian::Database& database,
                                                              const Snapshot& snapshot) {
  std::vector<std::string> stems, titles;
  for (auto term = database.allterms_begin(std::string(prefix::kTitleWord)),
            end = database.allterms_end(std::string(prefix::kTitleWord));
       term != end; ++term) {
    std::string word = (*term).substr(prefix::kTitleWord.size());
    if (is_word(word)) titles.push_back(std::move(word));
  }
  auto term = database.allterms_begin();
  term.skip_to("a");  // past digits and prefixes
  for (const auto end = database.allterms_end(); term != end; ++term) {
    std::string word = *term;
    if (is_word(word)) stems.push_back(std::move(word));
  }
  new_stems_.clear();
  new_titles_.clear();
  auto words = std::make_shared<Words>(Words{WordList(stems), WordList(titles)});
  return std::make_shared<State>(
      State{snapshot.generation, snapshot.last, snapshot.last, std::move(words), nullptr});
}

std::shared_ptr<const Vocabulary::State> Vocabulary::read_new(const Xapian::Database& database,
                                                              const Snapshot& snapshot, const State& known) {
  for (Xapian::docid id = known.last + 1; id <= snapshot.last; ++id) {
    if (snapshot.shelf[id] == kNoShelf) continue;
    try {
      for (auto term = database.termlist_begin(id), end = database.termlist_end(id); term != end; ++term) {
        const std::string name = *term;
        if (is_text_term(name)) {
          if (is_word(name)) new_stems_.insert(name);
        } else if (name.starts_with(prefix::kTitleWord)) {
          std::string word = name.substr(prefix::kTitleWord.size());
          if (is_word(word)) new_titles_.insert(std::move(word));
        }
      }
    } catch (const Xapian::DocNotFoundError&) {  // deleted since the snapshot
    }
  }
  auto words = std::make_shared<Words>(Words{WordList(list(new_stems_)), WordList(list(new_titles_))});
  return std::make_shared<State>(
      State{known.generation, known.base_last, snapshot.last, known.base, std::move(words)});
}

std::vector<std::shared_ptr<const Words>> Vocabulary::words(const Xapian::Database& database,
                                                            const Snapshot& snapshot) {
  const auto is_current = [&](const std::shared_ptr<const State>& known) {
    return known && known->generation == snapshot.generation && known->last >= snapshot.last;
  };
  auto known = state();
  if (!is_current(known)) {
    std::unique_lock reading(reading_, std::defer_lock);
    if (known) {
      static_cast<void>(reading.try_lock());
    } else {
      reading.lock();
    }
    if (reading) known = state();
    if (reading && !is_current(known)) {
      const bool extends = known && known->generation == snapshot.generation &&
                           snapshot.last - known->base_last <=
                               std::max(kFewDocuments, static_cast<Xapian::docid>(kStale * known->base_last));
      known = extends ? read_new(database, snapshot, *known) : read_all(database, snapshot);
      const std::lock_guard hold(mutex_);
      state_ = known;
    }
  }
  std::vector<std::shared_ptr<const Words>> lists;
  if (known->base) lists.push_back(known->base);
  if (known->recent) lists.push_back(known->recent);
  return lists;
}

}  // namespace garner
