// Provenance through what people do with an article: which sentences are still there, and where they stand
// now.
#pragma once

#include "indexer/core/model.h"
#include "indexer/core/result.h"
#include "indexer/store/store.h"
#include "indexer/text/analyze.h"

namespace garner {

// Adds to the provenance of `after` that of the sentences of `before` that stand in the same field of it word
// by word, wherever they stand there, unless it has some for that place already. What was changed inside is
// nobody's words any more and has none. Pure but for the analyser.
void carry_provenance(Analyzer& analyzer, const Article& before, Article& after);

// Adds the conversations that its sentences are from to its sources; those of wordings alone are none.
Result<> add_sources_of_sentences(Store& store, Article& article);

}  // namespace garner
