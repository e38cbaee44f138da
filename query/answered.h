// Queries that were asked and answered before, as completions of what is being typed. Part of a snapshot:
// immutable, shared by all threads.
#pragma once

#include <xapian.h>

#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/use.h"
#include "query/visibility.h"

namespace garner {

struct AnsweredQuery {
  PopularQuery asked;
  std::vector<Xapian::docid> answers;  // the documents of its articles that there are
};

// Makes them ready: those with an article that is there, by their words. `main` gives the document of an
// article's number, 0: none.
std::vector<AnsweredQuery> answered_queries(std::vector<PopularQuery> queries,
                                            const std::vector<Xapian::docid>& main);

// Those that begin with what was typed, most askers first, at most `limit`. `typed`: folded words, with a
// blank behind each but the last. A query is offered to those alone for whom enough people asked it, and who
// see an article that answered it.
std::vector<const AnsweredQuery*> answered_like(const std::vector<AnsweredQuery>& queries,
                                                std::string_view typed, Audience audience,
                                                const Visibility& visibility, std::size_t limit);

}  // namespace garner
