// The phrases themselves, as data (phrase_table.cpp). To add one: put it into the group of its meaning,
// folded (lower case, straight apostrophes), "*" for a gap of up to three words; phrases_test.cpp's tables
// say what it must and must not match.
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "indexer/phrases.h"

namespace garner {

struct PhraseGroup {
  Cue cue;
  std::vector<std::string_view> phrases;
};

const std::vector<PhraseGroup>& phrase_groups();
const std::vector<std::string_view>& empty_word_list();

}  // namespace garner
