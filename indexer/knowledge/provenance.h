// Provenance through an edit: which sentences are still there, and where they stand now. Pure but for the
// analyser it is given.
#pragma once

#include "indexer/core/model.h"
#include "indexer/text/analyze.h"

namespace garner {

// Gives `after` the provenance of `before` for every sentence that survived word by word: where it stood, or
// moved as a whole line. What was changed inside is nobody's words any more and has none.
void carry_provenance(Analyzer& analyzer, const Article& before, Article& after);

}  // namespace garner
