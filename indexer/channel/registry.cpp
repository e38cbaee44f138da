#include "indexer/channel/channel.h"

namespace garner {

const std::vector<std::unique_ptr<Channel>>& channels() {
  static const std::vector<std::unique_ptr<Channel>> all;
  return all;
}

}  // namespace garner
