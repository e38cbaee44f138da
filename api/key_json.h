// Keys as HTTP and the command line show them, and what a key may be. Pure functions, thread-safe.
#pragma once

#include <vector>

#include "api/json.h"
#include "api/problem.h"
#include "indexer/store/store.h"

namespace garner::api {

// Without the secret and its hash.
Json json_of(const ApiKey& key);

// All that is wrong with a key that is to be made or changed, by its fields in json_of; empty: nothing.
std::vector<FieldProblem> check_key(const ApiKey& key);

// A key with a new id, made now; `secret` is what its holder gets, and what is stored nowhere.
ApiKey new_key(const std::string& secret);

}  // namespace garner::api
