// Masking: any text, and masking it again changes nothing.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "indexer/text/encoding.h"
#include "indexer/text/redact.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = garner::repair_encoding({reinterpret_cast<const char*>(data), size});
  const std::string masked = garner::redact(text, "US");
  if (garner::redact(masked, "US") != masked) std::abort();
  return 0;
}
