#include "indexer/text/language.h"

// clang-format off
#include <cstdio>  // cld2's header needs FILE before it
#include <cld2/public/compact_lang_det.h>
// clang-format on

#include <algorithm>
#include <cctype>

namespace garner {

std::string primary_language(std::string_view locale) {
  std::string code(locale.substr(0, locale.find_first_of("-_")));
  std::transform(code.begin(), code.end(), code.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return code;
}

Language find_language(std::string_view text) {
  bool reliable = false;
  int valid = 0;  // bytes; it reads beyond its tables where text is not UTF-8
  const CLD2::Language found = CLD2::DetectLanguageCheckUTF8(text.data(), static_cast<int>(text.size()),
                                                             /*is_plain_text=*/true, &reliable, &valid);
  if (found == CLD2::UNKNOWN_LANGUAGE) return {};
  return {primary_language(CLD2::LanguageCode(found)), reliable};
}

}  // namespace garner
