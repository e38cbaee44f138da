#include "indexer/channel/knowledge_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "indexer/channel/interchange_value.h"
#include "indexer/channel/json_fields.h"
#include "indexer/core/clock.h"
#include "indexer/core/names.h"

namespace garner {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t kMaxId = 512;

Result<TeamRecord> wrong(const char* field, const char* what) {
  return fail(ErrorCode::kInvalidInput, fmt::format("{} {}", field, what));
}

// Of every line: the article it is of.
bool has_id(const json& object, const char* name) {
  const std::string id = text_of(object, name);
  return !id.empty() && id.size() <= kMaxId;
}

// What is no place in a text is none: a sentence is told by where it stands.
std::vector<Provenance> provenance_of(const json& object) {
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  std::vector<Provenance> provenance;
  for (const json& item : list_of(object, "provenance")) {
    const auto offset = [&](const char* name) {
      return static_cast<std::uint32_t>(std::clamp<std::int64_t>(integer_of(item, name), 0, kMost));
    };
    provenance.push_back({text_of(item, "field"), offset("begin"), offset("end"), text_of(item, "channel"),
                          text_of(item, "conversation_id"), text_of(item, "message_id"),
                          offset("message_begin"), offset("message_end")});
  }
  return provenance;
}

}  // namespace

Result<TeamRecord> read_standing(const json& object) {
  if (!has_id(object, "article_id")) return wrong("article_id", "is missing");
  StandingRecord record{text_of(object, "article_id"), {}};
  ArticleStatus& status = record.status;
  status.revision = integer_of(object, "revision");
  if (status.revision < 1) return wrong("revision", "should be 1 or more");
  status.revised_at = time_of(object, "revised_at").value_or(0);
  status.revised_by = text_of(object, "revised_by");
  status.edited = flag_of(object, "edited");
  const std::string review = text_of(object, "review");
  const auto step = parse_review_step(review.empty() ? "none" : review);
  if (!step) return wrong("review", "should be draft, awaiting_review or awaiting_publication");
  status.review = *step;
  status.merged_into = text_of(object, "merged_into");
  return TeamRecord(std::move(record));
}

ordered_json json_of(const StandingRecord& standing) {
  const ArticleStatus& status = standing.status;
  return {
      {"type", "standing"},
      {"article_id", standing.article_id},
      {"revision", status.revision},
      {"revised_at", to_rfc3339(status.revised_at)},
      {"revised_by", optional_text(status.revised_by)},
      {"edited", status.edited},
      {"review", status.review == ReviewStep::kNone ? ordered_json() : ordered_json(name_of(status.review))},
      {"merged_into", optional_text(status.merged_into)}};
}

Result<TeamRecord> read_revision(const json& object) {
  if (!has_id(object, "article_id")) return wrong("article_id", "is missing");
  Revision revision;
  revision.revision = integer_of(object, "revision");
  if (revision.revision < 1) return wrong("revision", "should be 1 or more");
  revision.at = time_of(object, "at").value_or(0);
  revision.by = text_of(object, "by");
  Article& article = revision.article;
  article.id = text_of(object, "article_id");
  const auto confidence = parse_confidence(text_of(object, "confidence"));
  const auto audience = parse_audience(text_of(object, "audience"));
  const auto governance = parse_governance(text_of(object, "governance"));
  if (!confidence) return wrong("confidence", "should be wip, not_validated, validated or archived");
  if (!audience) return wrong("audience", "should be team, internal, partner, customer or public");
  if (!governance) return wrong("governance", "should be experience or compliance");
  article.confidence = *confidence;
  article.audience = *audience;
  article.governance = *governance;
  article.title = text_of(object, "title");
  article.issue = text_of(object, "issue");
  article.environment = texts_of(object, "environment");
  article.resolution = text_of(object, "resolution");
  article.cause = text_of(object, "cause");
  article.asked_as = texts_of(object, "asked_as");
  article.locale = text_of(object, "locale");
  article.tags = texts_of(object, "tags");
  article.products = texts_of(object, "products");
  article.provenance = provenance_of(object);
  if (const json& extra = member(object, "extra"); extra.is_object() && !extra.empty())
    article.extra = extra.dump(-1, ' ', false, json::error_handler_t::replace);
  return TeamRecord(std::move(revision));
}

ordered_json json_of(const Revision& revision) {
  const Article& article = revision.article;
  ordered_json object = {{"type", "revision"},
                         {"article_id", article.id},
                         {"revision", revision.revision},
                         {"at", to_rfc3339(revision.at)},
                         {"by", optional_text(revision.by)},
                         {"confidence", name_of(article.confidence)},
                         {"audience", name_of(article.audience)},
                         {"governance", name_of(article.governance)},
                         {"title", article.title},
                         {"issue", optional_text(article.issue)},
                         {"environment", article.environment},
                         {"resolution", optional_text(article.resolution)},
                         {"cause", optional_text(article.cause)},
                         {"asked_as", article.asked_as},
                         {"locale", optional_text(article.locale)},
                         {"tags", article.tags},
                         {"products", article.products}};
  if (!article.provenance.empty()) object["provenance"] = to_value(article.provenance);
  // As json and not as ordered_json: its fields stand in the order in which they are read back.
  const json extra = json::parse(article.extra, nullptr, /*allow_exceptions=*/false);
  if (extra.is_object()) object["extra"] = extra;
  return object;
}

Result<TeamRecord> read_feedback(const json& object) {
  if (!has_id(object, "article_id")) return wrong("article_id", "is missing");
  if (!has_id(object, "client_id")) return wrong("client_id", "is missing");
  Feedback feedback;
  feedback.article_id = text_of(object, "article_id");
  feedback.client = text_of(object, "client_id");
  feedback.helpful = flag_of(object, "helpful");
  feedback.reason = text_of(object, "reason");
  if (!feedback.reason.empty() && !is_one_of(kVoteReasons, feedback.reason))
    return wrong("reason", "should be need_more, inaccurate, hard_to_follow, broken_link or other");
  feedback.comment = text_of(object, "comment");
  feedback.query_id = text_of(object, "query_id");
  feedback.at = time_of(object, "at").value_or(0);
  return TeamRecord(std::move(feedback));
}

ordered_json json_of(const Feedback& feedback) {
  return {{"type", "feedback"},
          {"article_id", feedback.article_id},
          {"client_id", feedback.client},
          {"helpful", feedback.helpful},
          {"reason", optional_text(feedback.reason)},
          {"comment", optional_text(feedback.comment)},
          {"query_id", optional_text(feedback.query_id)},
          {"at", to_rfc3339(feedback.at)}};
}

Result<TeamRecord> read_flag(const json& object) {
  if (!has_id(object, "article_id")) return wrong("article_id", "is missing");
  if (!has_id(object, "id")) return wrong("id", "is missing");
  Flag flag;
  flag.id = text_of(object, "id");
  flag.article_id = text_of(object, "article_id");
  flag.reason = text_of(object, "reason");
  if (!is_one_of(kFlagReasons, flag.reason)) return wrong("reason", "is none of a flag");
  flag.comment = text_of(object, "comment");
  flag.by = text_of(object, "by");
  flag.at = time_of(object, "at").value_or(0);
  flag.resolved_at = time_of(object, "resolved_at");
  flag.resolved_by = text_of(object, "resolved_by");
  flag.resolution = text_of(object, "resolution");
  const bool known = flag.resolution == "fixed" || flag.resolution == "rejected";
  if (flag.resolved_at.has_value() != known)
    return wrong("resolution", "should be fixed or rejected, with resolved_at");
  return TeamRecord(std::move(flag));
}

ordered_json json_of(const Flag& flag) {
  return {{"type", "flag"},
          {"id", flag.id},
          {"article_id", flag.article_id},
          {"reason", flag.reason},
          {"comment", optional_text(flag.comment)},
          {"by", optional_text(flag.by)},
          {"at", to_rfc3339(flag.at)},
          {"resolved_at", optional_time(flag.resolved_at)},
          {"resolved_by", optional_text(flag.resolved_by)},
          {"resolution", optional_text(flag.resolution)}};
}

Result<TeamRecord> read_check(const json& object) {
  if (!has_id(object, "article_id")) return wrong("article_id", "is missing");
  if (!has_id(object, "id")) return wrong("id", "is missing");
  Check check;
  check.id = text_of(object, "id");
  check.article_id = text_of(object, "article_id");
  check.by = text_of(object, "by");
  check.at = time_of(object, "at").value_or(0);
  check.revision = integer_of(object, "revision");
  const json& score = member(object, "score");
  if (!score.is_number() || score.get<double>() < 0 || score.get<double>() > 1)
    return wrong("score", "should be 0 to 1");
  check.score = score.get<double>();
  for (const json& answer : list_of(object, "answers"))
    check.answers.emplace_back(text_of(answer, "check"), flag_of(answer, "yes"));
  return TeamRecord(std::move(check));
}

ordered_json json_of(const Check& check) {
  auto answers = ordered_json::array();
  for (const auto& [name, yes] : check.answers) answers.push_back({{"check", name}, {"yes", yes}});
  return {{"type", "check"},
          {"id", check.id},
          {"article_id", check.article_id},
          {"by", optional_text(check.by)},
          {"at", to_rfc3339(check.at)},
          {"revision", check.revision},
          {"score", check.score},
          {"answers", std::move(answers)}};
}

Result<TeamRecord> read_scheduled(const json& object) {
  if (!has_id(object, "article_id")) return wrong("article_id", "is missing");
  if (!has_id(object, "id")) return wrong("id", "is missing");
  Scheduled scheduled;
  scheduled.id = text_of(object, "id");
  scheduled.article_id = text_of(object, "article_id");
  scheduled.to = text_of(object, "to");
  if (!parse_confidence(scheduled.to) && !parse_audience(scheduled.to) && !parse_governance(scheduled.to))
    return wrong("to", "is no state of an article");
  const auto at = time_of(object, "at");
  if (!at) return wrong("at", "should be a time");
  scheduled.at = *at;
  scheduled.note = text_of(object, "note");
  scheduled.by = text_of(object, "by");
  const auto role = parse_editor_role(text_of(object, "role"));
  if (!role) return wrong("role", "should be candidate, contributor, publisher or admin");
  scheduled.role = *role;
  return TeamRecord(std::move(scheduled));
}

ordered_json json_of(const Scheduled& scheduled) {
  return {{"type", "scheduled"},
          {"id", scheduled.id},
          {"article_id", scheduled.article_id},
          {"to", scheduled.to},
          {"at", to_rfc3339(scheduled.at)},
          {"note", optional_text(scheduled.note)},
          {"by", optional_text(scheduled.by)},
          {"role", name_of(scheduled.role)}};
}

Result<TeamRecord> read_queue(const json& object) {
  if (!has_id(object, "article_id")) return wrong("article_id", "is missing");
  if (!has_id(object, "reason")) return wrong("reason", "is missing");
  QueueRecord record{
      text_of(object, "article_id"),      text_of(object, "reason"),  text_of(object, "channel"),
      text_of(object, "conversation_id"), text_of(object, "detail"),  0,
      time_of(object, "at").value_or(0),  flag_of(object, "decided"), time_of(object, "again_at")};
  if (const json& similarity = member(object, "similarity"); similarity.is_number())
    record.similarity = similarity.get<double>();
  return TeamRecord(std::move(record));
}

ordered_json json_of(const QueueRecord& entry) {
  return {{"type", "queue"},
          {"article_id", entry.article_id},
          {"reason", entry.reason},
          {"channel", optional_text(entry.channel)},
          {"conversation_id", optional_text(entry.conversation_id)},
          {"similarity", entry.similarity},
          {"detail", optional_text(entry.detail)},
          {"at", to_rfc3339(entry.at)},
          {"decided", entry.decided},
          {"again_at", optional_time(entry.again_at)}};
}

Result<TeamRecord> read_solution(const json& object) {
  for (const char* name : {"channel", "conversation_id", "message_id"}) {
    if (!has_id(object, name)) return wrong(name, "is missing");
  }
  return TeamRecord(SolutionRecord{text_of(object, "channel"), text_of(object, "conversation_id"),
                                   text_of(object, "message_id"), text_of(object, "by"),
                                   time_of(object, "at").value_or(0)});
}

ordered_json json_of(const SolutionRecord& solution) {
  return {{"type", "solution"},
          {"channel", solution.channel},
          {"conversation_id", solution.conversation_id},
          {"message_id", solution.message_id},
          {"by", optional_text(solution.by)},
          {"at", to_rfc3339(solution.at)}};
}

}  // namespace garner
