// Any bytes through any channel: the first byte picks the channel, the rest is its export.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "indexer/channel/channel.h"
#include "indexer/channel/input.h"
#include "indexer/channel/interchange.h"

using namespace garner;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto& channel = channels()[data[0] % channels().size()];
  std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  (void)recognise(bytes);
  const auto input = input_of(std::move(bytes), "fuzz");

  Sink sink;
  sink.conversation = [](Conversation&& conversation) -> Result<> {
    // What a channel delivers is a record of the interchange format.
    if (!parse_record(to_json(conversation))) std::abort();
    return {};
  };
  sink.article = [](Article&&) -> Result<> { return {}; };
  sink.reject = [](Rejection&& rejection) -> Result<> {
    if (rejection.reason.empty() || rejection.raw.size() > kMaxRejectedBytes) std::abort();
    return {};
  };
  if (!channel->parse(*input, sink)) std::abort();  // no input is a reason to stop
  return 0;
}
