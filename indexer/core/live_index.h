// Where the live index is below the index folder: the file `current` names the generation that holds it.
#pragma once

#include <string>

#include "indexer/core/result.h"

namespace garner {

// The folder of the live generation. Errors: kNotFound where there is none yet, kUnavailable.
Result<std::string> live_index(const std::string& folder);

}  // namespace garner
