// What the index keeps of how its articles are used: one number an article, and queries that were answered
// before. Derived by indexer/use.h, read by query/. Plain values and pure functions, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/model.h"

namespace garner {

struct UsePrior {
  std::uint32_t article_number = 0;
  // -1 to 1: how much more the article is taken than its places on pages explain; 0: no more, or not known.
  double lift = 0;
};

// A query that several people asked and that was answered, for completions.
struct PopularQuery {
  std::string text;                         // as it was asked, private data masked
  std::string words;                        // folded, each with a blank behind it
  Audience audience = Audience::kInternal;  // enough of those asked it who see this audience and wider alone
  std::uint32_t askers = 0;
  std::vector<std::uint32_t> answers;  // numbers of the articles that were taken for it
};

// Lifts are kept to a 127th. Ascending by number.
std::string pack(const std::vector<UsePrior>& priors);
std::string pack(const std::vector<PopularQuery>& queries);
// Nothing when the bytes are none of these.
std::optional<std::vector<UsePrior>> unpack_use_priors(std::string_view bytes);
std::optional<std::vector<PopularQuery>> unpack_popular_queries(std::string_view bytes);

}  // namespace garner
