// A conversation as a caller sees it. Pure but for reading the store that is given.
#pragma once

#include <string>

#include "api/exchange.h"
#include "api/json.h"
#include "indexer/store/store.h"

namespace garner::api {

// `name` is an id, or channel:id where ids of several channels are alike. Errors: kNotFound also for what
// this caller may not see, kConflict where the name is that of several.
Result<StoredConversation> find_conversation(Store& store, const std::string& name, const Rights& caller);

// The interchange form with what was found in it.
Json json_of(Store& store, const StoredConversation& stored, const Rights& caller);
// As it stands in a list.
Json summary_of(Store& store, const NumberedConversation& row, const Rights& caller);

}  // namespace garner::api
