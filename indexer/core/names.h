// The words of the model as they are written in files, SQL and HTTP: "asker", "not_validated", "public".
// Pure functions; parse_* give nothing for a word that is not in the table.
#pragma once

#include <optional>
#include <string_view>

#include "indexer/core/knowledge.h"
#include "indexer/core/model.h"

namespace garner {

std::string_view name_of(Role role);
std::string_view name_of(BodyFormat format);
std::string_view name_of(ConversationState state);
std::string_view name_of(Confidence confidence);
std::string_view name_of(Audience audience);
std::string_view name_of(Governance governance);
std::string_view name_of(EditorRole role);
std::string_view name_of(ReviewStep step);  // kNone: "none"
std::string_view name_of(AuditStream stream);

std::optional<Role> parse_role(std::string_view name);
std::optional<BodyFormat> parse_body_format(std::string_view name);
std::optional<ConversationState> parse_conversation_state(std::string_view name);
std::optional<Confidence> parse_confidence(std::string_view name);
std::optional<Audience> parse_audience(std::string_view name);
std::optional<Governance> parse_governance(std::string_view name);
std::optional<EditorRole> parse_editor_role(std::string_view name);
std::optional<ReviewStep> parse_review_step(std::string_view name);
std::optional<AuditStream> parse_audit_stream(std::string_view name);

}  // namespace garner
