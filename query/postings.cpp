#include "query/postings.h"

#include <utility>

namespace garner {

std::size_t PostingLists::bytes_of(const Kept& kept) {
  constexpr std::size_t kOverhead = 256;  // of a list and its places in the containers
  return kOverhead + kept.term.size() + kept.list->ids.capacity() * sizeof(Xapian::docid) +
         kept.list->frequencies.capacity();
}

std::shared_ptr<const PostingList> PostingLists::find(const std::string& term, Xapian::docid last,
                                                      const Xapian::Database& database) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = of_term_.find(term); known != of_term_.end()) {
      kept_.splice(kept_.begin(), kept_, known->second);
      return known->second->list;
    }
  }
  auto list = std::make_shared<PostingList>();
  list->last = last;
  const Xapian::doccount documents = database.get_termfreq(term);
  list->ids.reserve(documents);
  list->frequencies.reserve(documents);
  for (auto posting = database.postlist_begin(term), end = database.postlist_end(term); posting != end;
       ++posting) {
    if (*posting > last) break;
    list->ids.push_back(*posting);
    list->frequencies.push_back(kept_frequency(posting.get_wdf()));
  }
  return keep(term, std::move(list));
}

std::shared_ptr<const PostingList> PostingLists::keep(const std::string& term,
                                                      std::shared_ptr<const PostingList> list) {
  const std::lock_guard lock(mutex_);
  if (of_term_.contains(term)) return list;  // another thread was faster
  kept_.push_front({term, list});
  of_term_.emplace(kept_.front().term, kept_.begin());
  bytes_ += bytes_of(kept_.front());
  while (bytes_ > budget_) {
    bytes_ -= bytes_of(kept_.back());
    of_term_.erase(kept_.back().term);
    kept_.pop_back();
  }
  return list;
}

}  // namespace garner
