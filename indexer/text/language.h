// Which language a text is written in. Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace garner {

struct Language {
  std::string code;       // BCP 47: "en", "pt", "zh"; empty: cannot be told
  bool reliable = false;  // the detector stands by it
};

// Of plain text; what is not UTF-8 cannot be told. Short or mixed text gives reliable = false.
Language find_language(std::string_view text);

// "de" of "de-AT" or "de_AT", lower case. Empty for empty.
std::string primary_language(std::string_view locale);

}  // namespace garner
