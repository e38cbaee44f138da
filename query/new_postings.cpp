#include "query/new_postings.h"

#include <utility>

#include "indexer/core/schema.h"
#include "query/postings.h"
#include "query/snapshot.h"

namespace garner {
namespace {

// A run is joined with the one before it when that has less than this many times its postings.
constexpr std::size_t kLike = 4;

}  // namespace

NewPostings::Run NewPostings::joined(const Run& older, const Run& newer) {
  Run both = older;
  both.last = newer.last;
  both.postings += newer.postings;
  for (const auto& [term, postings] : newer.of_term) {
    std::vector<Posting>& all = both.of_term[term];
    all.insert(all.end(), postings.begin(), postings.end());
  }
  return both;
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
  next->runs_.push_back(std::move(run));
  while (next->runs_.size() > 1) {
    const auto last = next->runs_.end() - 1, before = last - 1;
    if ((*before)->postings >= kLike * (*last)->postings) break;
    *before = std::make_shared<const Run>(joined(**before, **last));
    next->runs_.pop_back();
  }
  return next;
}

}  // namespace garner
