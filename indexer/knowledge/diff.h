// diff: what two texts have in common, word by word. Myers' algorithm (1986) over the words that the analyser
// finds and what stands between them, so that it cuts every script. At most kMaxEdits words are told apart;
// texts that differ in more are taken as replaced between what they begin and end with, so that time and
// memory stay bounded.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "indexer/text/analyze.h"

namespace garner {

inline constexpr int kMaxEdits = 1000;

enum class DiffKind : std::uint8_t { kSame, kGone, kNew };

// Bytes [begin, end) of either text; of kGone the second is empty, of kNew the first.
struct DiffRun {
  DiffKind kind = DiffKind::kSame;
  std::uint32_t before_begin = 0, before_end = 0, after_begin = 0, after_end = 0;
  bool operator==(const DiffRun&) const = default;
};

// In order; together they are all of both texts. What is gone comes before what is new in its place.
std::vector<DiffRun> diff_words(Analyzer& analyzer, std::string_view before, std::string_view after);

}  // namespace garner
