#include "query/postings.h"

namespace garner {

std::shared_ptr<const PostingList> PostingLists::find(const std::string& term, Xapian::docid last,
                                                      const Xapian::Database& database) {
  return lists_.find(term, [&] {
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
    return list;
  });
}

}  // namespace garner
