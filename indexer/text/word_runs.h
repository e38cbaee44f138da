// The words of a text as they stand, to find names in it to the letter; what is indexed and searched is the
// Analyzer's. Pure, thread-safe, linear.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace garner {

struct WordRun {
  std::size_t begin = 0, end = 0;  // bytes [begin, end) of UTF-8
  bool without_spaces = false;     // of a script whose words are not kept apart: a clause rather than a word
};

// Runs of letters and digits, in order. Invalid bytes count as separators.
std::vector<WordRun> word_runs(std::string_view text);

}  // namespace garner
