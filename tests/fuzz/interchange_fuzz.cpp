// Any line through the interchange format: what it reads, it writes and reads again without a change.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <variant>

#include "indexer/channel/interchange.h"
#include "indexer/channel/team_records.h"

using namespace garner;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto record = parse_record({reinterpret_cast<const char*>(data), size});
  if (!record) return 0;
  const auto write = [](const auto& value) { return to_json(value); };
  const std::string line = std::visit(write, *record);
  const auto again = parse_record(line);
  if (!again || std::visit(write, *again) != line) std::abort();
  return 0;
}
