// A ranked document -> the hit a caller sees: its shown fields, marked title, passage and the reason in
// words. Used by one thread.
#pragma once

#include <string>
#include <vector>

#include "query/rank.h"
#include "query/reader_pool.h"
#include "query/searcher.h"
#include "query/snippet.h"
#include "query/terms.h"

namespace garner {

struct HitOptions {
  std::size_t snippet_bytes = 300;
  bool prefer_resolution = false;  // the passage is the answer rather than the question
  bool insert_text = false;
};

// Where an article comes from.
std::vector<Source> sources_of(const ShownArticle& article);

// A hit without an id: the article went in a commit later than the snapshot. Throws Xapian::Error.
Hit make_hit(const Ranked& ranked, const std::vector<QueryTerm>& terms, Marker& marker,
             const Snapshot& snapshot, Reader& reader, const HitOptions& options);

}  // namespace garner
