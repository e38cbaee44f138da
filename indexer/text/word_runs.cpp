#include "indexer/text/word_runs.h"

#include <unicode/utf8.h>

#include <cstdint>

#include "indexer/text/char_class.h"

namespace garner {

std::vector<WordRun> word_runs(std::string_view text) {
  std::vector<WordRun> runs;
  const auto length = static_cast<std::int32_t>(text.size());
  bool inside = false;
  for (std::int32_t at = 0; at < length;) {
    const auto from = static_cast<std::size_t>(at);
    std::int32_t code_point = 0;
    U8_NEXT(text.data(), at, length, code_point);
    const CharClass found = char_class(code_point);
    switch (found) {
      case CharClass::kLetter:
      case CharClass::kDigit:
      case CharClass::kMark:
      case CharClass::kIgnorable:
      case CharClass::kDictionary:
        if (!inside) runs.push_back({from, from, found == CharClass::kDictionary});
        runs.back().end = static_cast<std::size_t>(at);
        inside = true;
        break;
      default:
        inside = false;
    }
  }
  return runs;
}

}  // namespace garner
