// The normaliser: any bytes in any format give valid text that cleaning leaves as it is.
#include <unicode/utf8.h>

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "indexer/text/normalise.h"

namespace {

bool is_utf8(std::string_view text) {
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(text.size());) {
    UChar32 c = 0;
    U8_NEXT(text.data(), i, static_cast<std::int32_t>(text.size()), c);
    if (c < 0) return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static garner::Normaliser normaliser;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string clean = normaliser.clean(text, static_cast<garner::BodyFormat>(data[0] % 4));
  if (!is_utf8(clean)) std::abort();
  if (normaliser.clean(clean) != clean) std::abort();
  return 0;
}
