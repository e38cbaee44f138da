// Wordings: the ways people ask for an article (`asked_as`), with where each came from. Pure, thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/model.h"

namespace garner {

// Adds a wording unless it is known already, is the title, is empty, or 50 others are there. `words`: where
// it came from, `begin` and `end` in bytes of the wording; their field is set.
void add_wording(Article& article, const std::string& wording, std::vector<Provenance> words);

// Adds a wording that stands in a field of `from` at byte `begin`, with where that came from.
void bring_wording(const Article& from, std::string_view field, std::size_t begin, const std::string& wording,
                   Article& to);

// Takes a wording out; where the others came from stays with them.
void drop_wording(Article& article, const std::string& wording);

// Adds where the wordings of `known` came from, for an article that has the same.
void keep_wordings(const std::vector<Provenance>& known, Article& article);

}  // namespace garner
