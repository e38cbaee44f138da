// Courtesies: what people say beside the matter. Greetings, thanks and closings are taken off a sentence; a
// sentence of nothing else falls away. Pure functions, thread-safe.
#pragma once

#include <cstdint>
#include <string_view>

#include "indexer/text/sentences.h"

namespace garner {

// What is left of the sentence `span` of `text` without courtesies: a part of it, empty (begin == end) when
// nothing is. `answer`: the sentence is from an answer, where agents' filler ("Let us know if that helps")
// goes too.
TextSpan strip_courtesies(std::string_view text, TextSpan span, bool answer);

// Whether a message says anything beside courtesies and filler.
bool has_substance(std::string_view body);

}  // namespace garner
