// What use says of an article: was it taken more often than its places on pages explain?
//
// People click what stands first. Clicks over expected clicks (COEC; Zhang and Jones, "Comparing click logs
// and editorial labels for training query rewriting", WWW 2007; the position model that it rests on is
// compared with others by Chapelle and Zhang, "A dynamic Bayesian network click model", WWW 2009) divides the
// clicks of an article by those that any article would have got at its places:
//
//   rate(p) = (clicks at place p + kPlaceWeight * kFirstRate / p) / (shown at place p + kPlaceWeight)
//   taken   = clicks + uses                      a use: attached, inserted, helpful, solved; or a linked case
//   due     = sum over p of shown(p) * rate(p) + dismissals
//   lift    = log2((taken + kWeight) / (due + kWeight)), at most kMostLift either way, divided by kMostLift
//
// rate(p) is learned from the store's own pages; until they are many, the weights hold it to what is usual.
// kWeight does the same for an article: one click moves its lift by a twentieth at most. Derived data: from
// the store's counts, which are from its events. Pure functions, thread-safe.
#pragma once

#include <vector>

#include "indexer/core/use.h"
#include "indexer/store/store.h"

namespace garner {

// `counts` in the order of their articles.
std::vector<UsePrior> use_priors(const std::vector<UseCount>& counts);

// How often an article at each place is clicked, by place from 0 (not known); the last: all further down.
std::vector<double> click_rates(const std::vector<UseCount>& counts);

// Both texts of the index's metadata, from the store.
struct PackedUse {
  std::string priors, queries;
};
Result<PackedUse> packed_use(Store& store);

}  // namespace garner
