#include "indexer/knowledge/transitions.h"

#include <fmt/format.h>

#include <algorithm>

#include "indexer/core/names.h"
#include "indexer/text/redact.h"

namespace garner {
namespace {

Result<> illegal(std::string_view from, std::string_view to) {
  return fail(ErrorCode::kConflict, fmt::format("an article does not go from {} to {}", from, to),
              "docs/knowledge-model.md has the transitions that there are", "illegal_transition");
}

Result<> to_confidence(const Article& article, Confidence to, EditorRole role, const Policy& policy) {
  const Confidence from = article.confidence;
  const bool legal = (from == Confidence::kWip && to == Confidence::kNotValidated) ||
                     (from == Confidence::kNotValidated && to == Confidence::kValidated) ||
                     (from == Confidence::kValidated && to == Confidence::kNotValidated) ||
                     (from != Confidence::kArchived && to == Confidence::kArchived);
  if (!legal) return illegal(name_of(from), name_of(to));
  const Deed deed = to == Confidence::kArchived ? Deed::kArchive
                    : from == Confidence::kWip  ? Deed::kEdit
                                                : Deed::kValidate;
  if (auto allowed = policy.require(role, deed); !allowed) return allowed;
  if (to != Confidence::kArchived && article.resolution.empty()) {
    return fail(ErrorCode::kConflict, "there is no resolution yet", "write the resolution first",
                "resolution_missing");
  }
  return {};
}

Result<> may_publish(const Article& article, ReviewStep review, EditorRole role, const Policy& policy) {
  if (auto allowed = policy.require(role, Deed::kPublish); !allowed) return allowed;
  if (policy.review && review != ReviewStep::kAwaitingPublication) {
    return fail(ErrorCode::kConflict, "it has not been reviewed", "it awaits publication after its review",
                "review_missing");
  }
  const std::vector<std::string> fields = private_fields(article);
  if (fields.empty()) return {};
  return fail(ErrorCode::kConflict, fmt::format("private data stands in: {}", fmt::join(fields, ", ")),
              "take names, addresses and numbers of people out first", "privacy_not_clean");
}

Result<> to_audience(const Article& article, ReviewStep review, Audience to, EditorRole role,
                     const Policy& policy) {
  const Audience from = article.audience;
  if (to == from) return illegal(name_of(from), name_of(to));
  if (to < from) return policy.require(role, Deed::kAudience);
  const bool one_step = static_cast<int>(to) == static_cast<int>(from) + 1;
  if (!one_step || article.confidence == Confidence::kArchived) return illegal(name_of(from), name_of(to));
  if (to < Audience::kCustomer) return policy.require(role, Deed::kAudience);
  if (article.confidence == Confidence::kWip) {
    return fail(ErrorCode::kConflict, "work in progress is not published",
                "it must be not_validated or validated", "illegal_transition");
  }
  return may_publish(article, review, role, policy);
}

Result<> to_governance(const Article& article, Governance to, EditorRole role, const Policy& policy) {
  if (to == article.governance) return illegal(name_of(to), name_of(to));
  return policy.require(role, to == Governance::kCompliance ? Deed::kGovern : Deed::kEditCompliance);
}

Result<> to_review(const Article& article, ReviewStep from, ReviewStep to, EditorRole role,
                   const Policy& policy) {
  if (!policy.review)
    return fail(ErrorCode::kConflict, "there is no review here", "an admin sets the rule \"review\"",
                "illegal_transition");
  const bool archived = article.confidence == Confidence::kArchived;
  const bool begins = from == ReviewStep::kNone || from == ReviewStep::kDraft;
  const bool legal = (to == ReviewStep::kDraft && from != ReviewStep::kDraft) ||
                     (to == ReviewStep::kAwaitingReview && begins) ||
                     (to == ReviewStep::kAwaitingPublication && from == ReviewStep::kAwaitingReview);
  if (!legal || archived) return illegal(name_of(from), name_of(to));
  return policy.require(role, to == ReviewStep::kAwaitingPublication ? Deed::kReview : Deed::kEdit);
}

}  // namespace

Result<> may_edit(const Article& article, EditorRole role, const Policy& policy) {
  if (article.confidence == Confidence::kArchived)
    return fail(ErrorCode::kConflict, "it is archived", "restore one of its revisions first", "archived");
  if (auto allowed = policy.require(role, Deed::kEdit); !allowed) return allowed;
  if (article.governance == Governance::kCompliance) {
    if (auto allowed = policy.require(role, Deed::kEditCompliance); !allowed) return allowed;
  }
  if (article.audience >= Audience::kCustomer) return policy.require(role, Deed::kPublish);
  if (article.confidence == Confidence::kValidated) return policy.require(role, Deed::kValidate);
  return {};
}

std::vector<std::string> private_fields(const Article& article) {
  std::vector<std::string> fields;
  const auto look = [&](const char* field, const std::string& text) {
    const bool known = !fields.empty() && fields.back() == field;
    if (!known && !text.empty() && redact(text, kRegion) != text) fields.emplace_back(field);
  };
  look("title", article.title);
  look("issue", article.issue);
  for (const std::string& line : article.environment) look("environment", line);
  look("resolution", article.resolution);
  look("cause", article.cause);
  return fields;
}

Result<ArticleState> transition(const Article& article, ReviewStep review, std::string_view to,
                                EditorRole role, const Policy& policy) {
  ArticleState state{article.confidence, article.audience, article.governance, review};
  Result<> judged;
  if (article.governance == Governance::kCompliance) {
    judged = policy.require(role, Deed::kEditCompliance);
    if (!judged) return fail(judged.error());
  }
  if (const auto confidence = parse_confidence(to)) {
    judged = to_confidence(article, *confidence, role, policy);
    state.confidence = *confidence;
    if (*confidence == Confidence::kArchived) state.review = ReviewStep::kNone;
  } else if (const auto audience = parse_audience(to)) {
    judged = to_audience(article, review, *audience, role, policy);
    state.audience = *audience;
    if (*audience >= Audience::kCustomer && *audience > article.audience) state.review = ReviewStep::kNone;
  } else if (const auto governance = parse_governance(to)) {
    judged = to_governance(article, *governance, role, policy);
    state.governance = *governance;
  } else if (const auto step = parse_review_step(to); step && *step != ReviewStep::kNone) {
    judged = to_review(article, review, *step, role, policy);
    state.review = *step;
  } else {
    judged = fail(ErrorCode::kInvalidInput, "there is no such state");
  }
  if (!judged) return fail(judged.error());
  return state;
}

}  // namespace garner
