// What a caller may see: in the query, and of what is read from the store. One place, so that no way of
// reading shows more than another. Pure functions but for reading the
// store that is given.
#pragma once

#include <optional>
#include <string>

#include "api/exchange.h"
#include "indexer/core/knowledge.h"
#include "indexer/core/model.h"
#include "indexer/store/store.h"
#include "query/searcher.h"

namespace garner::api {

// `tag:wifi,product:"Brindle X2, X4"`: a field named twice takes either value. Nothing where a field is not
// known.
std::optional<FieldFilter> read_filter(const std::string& text);

// What this caller may see at all.
Filter filter_for(const Rights& caller);
// Narrows `filter` to what `text` says; false where it cannot be read. For what a caller asks for: it never
// widens what the caller may see.
bool narrow(Filter& filter, const std::string& text);

// The same as filter_for says of the index, of one article: its audience, its state and the caller's limits.
bool may_see(const Rights& caller, const Article& article);
// Conversations hold what customers wrote: for staff alone, within the caller's limits. A limit by status or
// audience, which no conversation has, hides them all.
bool may_see(const Rights& caller, const Conversation& conversation);
// What `article` was: as it was for whom it was then.
bool may_see(const Rights& caller, const Article& article, const Revision& revision);
// The id of an article where this caller may see it, or empty: for what names it in passing.
std::string visible_id(Store& store, const Rights& caller, const std::string& article_id);

}  // namespace garner::api
