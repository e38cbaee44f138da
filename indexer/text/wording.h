// What a message looks like, as a sparse vector: its stems, pairs of neighbouring stems, and the letters that
// its words are made of (2 to 5 in a row), so that "matterss" is still nearly "mattress". Learning
// (indexer/learn.h) and asking (query/) share it, so that they cannot drift apart. Where the same text would
// give other features, raise kAnalyzerVersion.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/text/analyze.h"

namespace garner {

struct WordingFeature {
  std::uint32_t bucket = 0;  // below kFeatureBuckets (core/learned.h)
  float value = 0;
};

// The features of `text`, ascending by bucket, each bucket once. Words (with pairs) and letters are vectors
// of length 1 each, of 1 + ln(occurrences). Past the first 160 words a text is not looked at. `language`: of
// the stemmer, as for Analyzer::analyze.
std::vector<WordingFeature> wording_features(Analyzer& analyzer, std::string_view text,
                                             std::string_view language);

// What each of the text's features is, by bucket, for people: a stem, two stems in a row ("<" and ">" are the
// text's ends), or letters. Of two in one bucket, one.
std::map<std::uint32_t, std::string> named_features(Analyzer& analyzer, std::string_view text,
                                                    std::string_view language);

}  // namespace garner
