// QuarantineRetry: what could not be read is read again, after its file was mended, or Garner. Not
// thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "indexer/channel/input.h"
#include "indexer/harvest.h"
#include "indexer/live/fetcher.h"
#include "indexer/store/store.h"

namespace garner {

class QuarantineRetry {
 public:
  // `store` must outlive it. `wait` as in Fetcher; without one no platform is asked for a page again, which
  // may take minutes.
  QuarantineRetry(Store& store, std::optional<Fetcher::Wait> wait) : store_(store), wait_(std::move(wait)) {}

  // A file that is still there is read again, once for all its entries: what has been mended in it is taken,
  // the rest is known or rejected again. What came another way is tried from what the quarantine kept of it.
  // What can be read now leaves the quarantine. `progress` is told how many entries are done. Errors: the
  // store's; what cannot be read still is none.
  Result<> run(std::vector<QuarantineEntry> entries,
               const std::function<void(std::uint64_t done)>& progress = {});

  HarvestCounts counts;
  std::uint64_t mended = 0;  // entries that could be read

 private:
  Result<> try_again(const QuarantineEntry& entry);
  Result<> read_file(const QuarantineEntry& entry);
  Result<> read_raw(const QuarantineEntry& entry);
  Result<> get_page(const QuarantineEntry& entry);
  Result<> harvest(const QuarantineEntry& entry, std::unique_ptr<Input> input);

  Store& store_;
  std::optional<Fetcher::Wait> wait_;
  std::vector<QuarantineEntry> entries_;
  std::set<std::string> files_read_;
};

}  // namespace garner
