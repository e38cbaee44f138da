// The content of an article, read from the body of a request. Pure, thread-safe.
#pragma once

#include <string>
#include <vector>

#include "api/json.h"
#include "indexer/core/model.h"

namespace garner::api {

inline constexpr std::size_t kMaxNote = 2000;  // bytes of a reason

// Sets the fields of `article` that the body names; null empties one.
void read_content(const Json& body, const std::string& pointer, Article& article,
                  std::vector<FieldProblem>& errors);

// Fields of the body that are no content must be as they are now, or absent: a body that was read can be sent
// back, and who means to change the state is told that it does not change so.
void check_the_rest(const Json& body, const Json& current, std::vector<FieldProblem>& errors);

}  // namespace garner::api
