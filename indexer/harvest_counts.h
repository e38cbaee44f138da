// What a harvest did. A value.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace garner {

struct HarvestCounts {
  std::uint64_t conversations = 0;  // read and valid, all of the below but the ignored and quarantined
  std::uint64_t resolved = 0;
  std::uint64_t captured = 0;   // became an article
  std::uint64_t linked = 0;     // said what an article says
  std::uint64_t queued = 0;     // may say what an article says
  std::uint64_t unchanged = 0;  // known already
  std::uint64_t withdrawn = 0;  // deleted at the source
  std::uint64_t withheld = 0;   // the channel's rule of consent leaves it out
  std::uint64_t ignored = 0;    // pushed events that tell nothing of a conversation that is known
  std::uint64_t articles = 0;   // imported as such
  std::uint64_t settings = 0;   // of an import: links, channels and what editors set
  std::uint64_t quarantined = 0;

  HarvestCounts& operator+=(const HarvestCounts& other);
};

// Each count with its name as JSON and metrics give it, in the order above.
std::vector<std::pair<std::string_view, std::uint64_t>> named(const HarvestCounts& counts);

}  // namespace garner
