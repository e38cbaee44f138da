#include "indexer/text/filter_value.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/utf8.h>

#include <algorithm>

namespace garner {

std::string filter_value(std::string_view value) {
  constexpr std::size_t kMaxBytes = 200;  // below Xapian's limit of 245 with a prefix
  std::string folded;
  const bool ascii = std::all_of(value.begin(), value.end(), [](unsigned char c) { return c < 0x80; });
  if (ascii) {
    folded = value;
    for (char& c : folded) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
  } else {
    UErrorCode status = U_ZERO_ERROR;
    static const icu::Normalizer2* const kFold = icu::Normalizer2::getNFKCCasefoldInstance(status);
    icu::StringByteSink<std::string> sink(&folded);
    if (kFold != nullptr) {
      kFold->normalizeUTF8(0, {value.data(), static_cast<std::int32_t>(value.size())}, sink, nullptr, status);
    }
    if (kFold == nullptr || U_FAILURE(status)) folded = value;
  }
  const auto first = folded.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  folded = folded.substr(first, folded.find_last_not_of(" \t\r\n") - first + 1);
  if (folded.size() > kMaxBytes) {
    auto end = static_cast<std::int32_t>(kMaxBytes);
    U8_SET_CP_START(reinterpret_cast<const std::uint8_t*>(folded.data()), 0, end);
    folded.resize(static_cast<std::size_t>(end));
  }
  return folded;
}

}  // namespace garner
