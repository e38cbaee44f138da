#include "query/new_postings.h"

#include <utility>

#include "indexer/core/schema.h"
#include "query/postings.h"
#include "query/snapshot.h"

namespace garner {
namespace {

// The newest runs are joined with the one before them while that has less than this many times their
// postings.
constexpr std::size_t kLike = 2;

}  // namespace

std::shared_ptr<const NewPostings::Run> NewPostings::joined(std::span<const std::shared_ptr<const Run>> runs,
                                                            const Snapshot& snapshot) {
  auto all = std::make_shared<Run>();
  all->last = runs.back()->last;
  for (const auto& run : runs) {
    for (const auto& [term, postings] : run->of_term) {
      std::vector<Posting>* kept = nullptr;
      for (const Posting& posting : postings) {
        if (snapshot.shelf[posting.id] == kNoShelf) continue;
        if (kept == nullptr) kept = &all->of_term[term];
        kept->push_back(posting);
        ++all->postings;
      }
    }
  }
  return all;
}

std::shared_ptr<const NewPostings> NewPostings::extended(const Xapian::Database& database,
                                                         const Snapshot& snapshot,
                                                         Xapian::docid after) const {
  auto next = std::make_shared<NewPostings>(*this);
  auto run = std::make_shared<Run>();
  run->last = snapshot.last;
  for (Xapian::docid id = after + 1; id <= snapshot.last; ++id) {
    if (snapshot.shelf[id] == kNoShelf) continue;  // came and went between two revisions
    for (auto term = database.termlist_begin(id), end = database.termlist_end(id); term != end; ++term) {
      const std::string name = *term;
      if (!is_text_term(name)) continue;
      run->of_term[name].push_back({id, kept_frequency(term.get_wdf())});
      ++run->postings;
    }
  }
  if (run->postings == 0) return next;
  std::size_t postings = run->postings;
  auto& runs = next->runs_;
  runs.push_back(std::move(run));
  auto first = runs.end() - 1;
  for (; first != runs.begin() && (*(first - 1))->postings < kLike * postings; --first)
    postings += (*(first - 1))->postings;
  if (first != runs.end() - 1) {
    *first = joined({first, runs.end()}, snapshot);
    runs.erase(first + 1, runs.end());
  }
  return next;
}

}  // namespace garner
