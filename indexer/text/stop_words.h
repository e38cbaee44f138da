// Words that carry no topic: articles, pronouns, auxiliaries, and the small talk of support ("please",
// "thanks", "hi"). Pure, thread-safe.
#pragma once

#include <string_view>

namespace garner {

// `word` is folded, not stemmed (Token::word). `language`: BCP 47 primary part; one without a list has no
// stop words.
bool is_stop_word(std::string_view word, std::string_view language);

}  // namespace garner
