// Transitions: the table of what an article may become, by whom, and what it takes. Pure but for the wording
// of errors; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "indexer/core/knowledge.h"
#include "indexer/core/model.h"
#include "indexer/core/result.h"
#include "indexer/knowledge/policy.h"

namespace garner {

// Of telephone numbers without a country code in what editors write, as for what is read.
inline constexpr const char* kRegion = "US";

// The state of an article with its step of review.
struct ArticleState {
  Confidence confidence = Confidence::kNotValidated;
  Audience audience = Audience::kInternal;
  Governance governance = Governance::kExperience;
  ReviewStep review = ReviewStep::kNone;
};

// The state after the transition to `to`: a confidence, an audience, a governance or a step of review, by its
// name (core/names.h). Errors: kInvalidInput for a word that is none; kConflict, with the reason
// illegal_transition, resolution_missing, privacy_not_clean or review_missing; kForbidden, role_missing.
Result<ArticleState> transition(const Article& article, ReviewStep review, std::string_view to,
                                EditorRole role, const Policy& policy);

// Whether a role may change what an article says. Errors: kConflict, archived; kForbidden, role_missing.
Result<> may_edit(const Article& article, EditorRole role, const Policy& policy);

// The fields of an article that hold private data, by their names; empty: it may be published.
std::vector<std::string> private_fields(const Article& article);

}  // namespace garner
