// Migrations: the schema of the store, as the list of steps that lead to it. A step that has been released is
// never changed; a new one is added and Store::kSchemaVersion goes up with it.
#pragma once

#include <string>
#include <vector>

#include "indexer/core/result.h"
#include "indexer/store/database.h"
#include "indexer/store/store.h"

namespace garner {

// The SQL of one step.
using Step = std::vector<const char*>;
extern const Step kKnowledge;  // migrations_knowledge.cpp
extern const Step kPeople;     // migrations_people.cpp
extern const Step kIdTokens;   // the same

// Brings a new or older store up to Store::kSchemaVersion, each step in a transaction of its own; a store
// opened for reading is only checked. Errors: kVersionMismatch for a store of a newer Garner or, when
// reading, an older one; kUnavailable for a database of another program.
// `to`: an older version, for tests.
Result<> migrate(Database& database, bool read_only, int to = Store::kSchemaVersion);

// Random, 32 hex digits.
std::string new_instance_id();

}  // namespace garner
