// The data folder: opening the store in it and bringing the index up to date.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "indexer/core/result.h"
#include "indexer/index_writer.h"
#include "indexer/store/store.h"
#include "query/searcher.h"
#include "tools/garner/commands.h"

namespace garner {

// For writing: the folder and the store are made when missing.
Result<std::unique_ptr<Store>> open_store(const Globals& globals);
// For reading: errors with a hint where nothing was harvested yet.
Result<std::unique_ptr<Store>> open_existing_store(const Globals& globals);
Result<std::unique_ptr<Searcher>> open_searcher(const Globals& globals);

// Nothing when another process, such as a running server, owns the index: it follows the store by itself.
Result<std::optional<IndexCounts>> update_index(const Globals& globals, bool rebuild = false);

}  // namespace garner
