#include "indexer/harvest_counts.h"

namespace garner {

HarvestCounts& HarvestCounts::operator+=(const HarvestCounts& other) {
  conversations += other.conversations;
  resolved += other.resolved;
  captured += other.captured;
  linked += other.linked;
  queued += other.queued;
  unchanged += other.unchanged;
  withdrawn += other.withdrawn;
  withheld += other.withheld;
  ignored += other.ignored;
  articles += other.articles;
  settings += other.settings;
  quarantined += other.quarantined;
  return *this;
}

std::vector<std::pair<std::string_view, std::uint64_t>> named(const HarvestCounts& counts) {
  return {{"conversations", counts.conversations},
          {"resolved", counts.resolved},
          {"captured", counts.captured},
          {"linked", counts.linked},
          {"queued", counts.queued},
          {"unchanged", counts.unchanged},
          {"withdrawn", counts.withdrawn},
          {"withheld", counts.withheld},
          {"ignored", counts.ignored},
          {"articles", counts.articles},
          {"settings", counts.settings},
          {"quarantined", counts.quarantined}};
}

}  // namespace garner
