#include "indexer/core/names.h"

#include <array>
#include <cstddef>

namespace garner {
namespace {

// Position in the table is the enumerator's value.
constexpr std::array<std::string_view, 5> kRoles = {"unknown", "asker", "agent", "helper", "bot"};
constexpr std::array<std::string_view, 4> kFormats = {"text", "html", "markdown", "bbcode"};
constexpr std::array<std::string_view, 3> kStates = {"open", "resolved", "closed"};
constexpr std::array<std::string_view, 4> kConfidences = {"wip", "not_validated", "validated", "archived"};
constexpr std::array<std::string_view, 5> kAudiences = {"team", "internal", "partner", "customer", "public"};
constexpr std::array<std::string_view, 2> kGovernances = {"experience", "compliance"};
constexpr std::array<std::string_view, 4> kEditorRoles = {"candidate", "contributor", "publisher", "admin"};
constexpr std::array<std::string_view, 4> kReviewSteps = {"none", "draft", "awaiting_review",
                                                          "awaiting_publication"};
constexpr std::array<std::string_view, 5> kAuditStreams = {"content", "state", "use", "quality",
                                                           "administration"};

template <typename Enum, std::size_t N>
std::optional<Enum> find(const std::array<std::string_view, N>& table, std::string_view name) {
  for (std::size_t i = 0; i < N; ++i) {
    if (table[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(Role role) {
  return kRoles.at(static_cast<std::size_t>(role));
}
std::string_view name_of(BodyFormat format) {
  return kFormats.at(static_cast<std::size_t>(format));
}
std::string_view name_of(ConversationState state) {
  return kStates.at(static_cast<std::size_t>(state));
}
std::string_view name_of(Confidence confidence) {
  return kConfidences.at(static_cast<std::size_t>(confidence));
}
std::string_view name_of(Audience audience) {
  return kAudiences.at(static_cast<std::size_t>(audience));
}
std::string_view name_of(Governance governance) {
  return kGovernances.at(static_cast<std::size_t>(governance));
}
std::string_view name_of(EditorRole role) {
  return kEditorRoles.at(static_cast<std::size_t>(role));
}
std::string_view name_of(ReviewStep step) {
  return kReviewSteps.at(static_cast<std::size_t>(step));
}
std::string_view name_of(AuditStream stream) {
  return kAuditStreams.at(static_cast<std::size_t>(stream));
}

std::optional<Role> parse_role(std::string_view name) {
  return find<Role>(kRoles, name);
}
std::optional<BodyFormat> parse_body_format(std::string_view name) {
  return find<BodyFormat>(kFormats, name);
}
std::optional<ConversationState> parse_conversation_state(std::string_view name) {
  return find<ConversationState>(kStates, name);
}
std::optional<Confidence> parse_confidence(std::string_view name) {
  return find<Confidence>(kConfidences, name);
}
std::optional<Audience> parse_audience(std::string_view name) {
  return find<Audience>(kAudiences, name);
}
std::optional<Governance> parse_governance(std::string_view name) {
  return find<Governance>(kGovernances, name);
}
std::optional<EditorRole> parse_editor_role(std::string_view name) {
  return find<EditorRole>(kEditorRoles, name);
}
std::optional<ReviewStep> parse_review_step(std::string_view name) {
  return find<ReviewStep>(kReviewSteps, name);
}
std::optional<AuditStream> parse_audit_stream(std::string_view name) {
  return find<AuditStream>(kAuditStreams, name);
}

}  // namespace garner
