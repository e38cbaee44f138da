// Korean words without what is only grammar at their end. Pure, thread-safe.
#pragma once

#include <string_view>

namespace garner {

// "프린터가" -> "프린터", "연결하세요" -> "연결": particles, where they fit the sound before them, and the
// verbs "to do" and "to become" with their endings. At least two syllables stay. A view into `word`; one that
// is not all Hangul syllables comes back as it is.
std::string_view korean_stem(std::string_view word);

}  // namespace garner
