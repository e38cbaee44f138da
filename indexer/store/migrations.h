// Migrations: the schema of the store, as the list of steps that lead to it. A step that has been released is
// never changed; a new one is added and Store::kSchemaVersion goes up with it.
#pragma once

#include <string>

#include "indexer/core/result.h"
#include "indexer/store/database.h"

namespace garner {

// Brings a new or older store up to Store::kSchemaVersion, each step in a transaction of its own; a store
// opened for reading is only checked. Errors: kVersionMismatch for a store of a newer Garner or, when
// reading, an older one; kUnavailable for a database of another program.
Result<> migrate(Database& database, bool read_only);

// Random, 32 hex digits.
std::string new_instance_id();

}  // namespace garner
