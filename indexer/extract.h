// extract: the pieces of a draft article, each a piece of the text it is found in. Pure functions,
// thread-safe.
#pragma once

#include <string_view>
#include <vector>

#include "indexer/text/sentences.h"

namespace garner {

inline constexpr std::size_t kMaxTitleBytes = 100;

// The part of a platform's title that can stand as an article's title: "Re:" and "[SOLVED]" off, cut at a
// word. Empty when it says nothing ("Help please!!").
TextSpan usable_title(std::string_view title);

// How telling a sentence of the question is as a title; higher is better, 0: not at all. `position`: from 0.
double title_score(std::string_view sentence, std::size_t position);

// `span` cut at a word so that it has at most kMaxTitleBytes, without a full stop at the end.
TextSpan cut_title(std::string_view text, TextSpan span);

// Mentions of product, platform and version: "firmware 3.2.1", "Windows 11", "Brindle X2". In order, not
// overlapping.
std::vector<TextSpan> find_environment(std::string_view text);

// At most `bytes` of text from the beginning, ending at a character.
std::size_t cut_at_character(std::string_view text, std::size_t bytes);

}  // namespace garner
