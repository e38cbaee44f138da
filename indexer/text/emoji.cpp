#include "indexer/text/emoji.h"

#include <unicode/uchar.h>

#include <array>

namespace garner {

std::vector<std::string> emoji_words(std::int32_t code_point) {
  std::vector<std::string> words;
  if (u_hasBinaryProperty(code_point, UCHAR_EMOJI_MODIFIER)) return words;
  std::array<char, 128> name{};
  UErrorCode status = U_ZERO_ERROR;
  const std::int32_t length = u_charName(code_point, U_UNICODE_CHAR_NAME, name.data(),
                                         static_cast<std::int32_t>(name.size()), &status);
  if (U_FAILURE(status)) return words;
  std::string word;
  for (std::int32_t i = 0; i <= length; ++i) {
    const char c = i < length ? name[static_cast<std::size_t>(i)] : ' ';
    if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
      word += c >= 'A' ? static_cast<char>(c | 0x20) : c;
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  return words;
}

}  // namespace garner
