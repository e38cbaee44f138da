// GET /v1/audit, and the rules of the workflow.
#include <cstdint>

#include "api/handlers/article_view.h"
#include "api/handlers/params.h"
#include "api/handlers_editing.h"
#include "api/visible.h"
#include "indexer/core/clock.h"
#include "indexer/core/names.h"
#include "indexer/knowledge/policy.h"

namespace garner::api {
namespace {

Json json_of(Store& store, const Rights& caller, const AuditEntry& entry) {
  const auto text = [](const std::string& value) { return value.empty() ? Json() : Json(value); };
  // Merging and splitting name another article: not to whom may not see that one.
  bool other = false;
  Json changes = Json::array();
  for (AuditChange change : entry.changes) {
    if (change.field == "merged_into" || change.field == "article") {
      other = true;
      change.from = visible_id(store, caller, change.from);
      change.to = visible_id(store, caller, change.to);
    }
    changes.push_back({{"field", change.field}, {"from", text(change.from)}, {"to", text(change.to)}});
  }
  const std::string subject = other ? visible_id(store, caller, entry.subject) : entry.subject;
  return {{"number", entry.number},
          {"stream", name_of(entry.stream)},
          {"at", to_rfc3339(entry.at)},
          {"actor", entry.actor},
          {"action", entry.action},
          {"article_id", text(entry.article_id)},
          {"subject", text(subject)},
          {"revision", entry.revision == 0 ? Json() : Json(entry.revision)},
          {"changes", std::move(changes)},
          {"note", text(entry.note)},
          {"hash", entry.hash}};
}

// Of keys and rules an admin is told; of an article who may see it; of a conversation, who is held to no
// filter. Of what is gone nobody knows any more whom it was for: those who see all.
bool may_see(Store& store, const Rights& caller, const AuditEntry& entry) {
  if (entry.stream == AuditStream::kAdministration) return caller.has("admin");
  if (entry.article_id.empty()) return caller.limits.empty();
  return !visible_id(store, caller, entry.article_id).empty();
}

Json policy_json(const Policy& policy) {
  Json rules = Json::object();
  for (const auto& [name, value] : rules_of(policy)) rules[name] = value;
  return {{"rules", std::move(rules)}};
}

}  // namespace

Reply get_audit(Service& service, const Request& request) {
  if (auto hidden = for_staff_alone(request, "audit")) return tl::make_unexpected(std::move(*hidden));
  std::vector<FieldProblem> errors;
  Params params(request, errors);
  AuditFilter filter;
  filter.limit = static_cast<std::size_t>(params.integer("limit", 20, 1, 100));
  filter.before = params.integer("after", 0, 1, INT64_MAX);
  filter.article_id = params.text("article_id");
  filter.actor = params.text("actor");
  filter.action = params.text("action");
  if (const std::string* name = request.param("stream")) {
    filter.stream = parse_audit_stream(*name);
    if (!filter.stream)
      errors.push_back({"?stream", "must be content, state, use, quality or administration"});
  }
  const auto time = [&](const char* name) -> std::optional<Time> {
    const std::string* text = request.param(name);
    if (text == nullptr) return std::nullopt;
    const auto at = parse_rfc3339(*text);
    if (!at) errors.push_back({std::string("?") + name, "must be a time such as 2026-03-01T09:00:00Z"});
    return at;
  };
  filter.from = time("from");
  filter.to = time("to");
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  Json data = Json::array();
  std::int64_t next = 0;
  const auto read = service.read([&](Store& store) -> Result<> {
    const auto page = store.audit(filter);
    if (!page) return fail(page.error());
    next = page->next;
    for (const AuditEntry& entry : page->entries) {
      if (may_see(store, request.caller, entry)) data.push_back(json_of(store, request.caller, entry));
    }
    return {};
  });
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  const Json cursor = next == 0 ? Json() : Json(std::to_string(next));
  return Response{.body =
                      dump({{"data", std::move(data)}, {"next_cursor", cursor}, {"has_more", next != 0}})};
}

// Every row against the one before: as long as the audit is.
Reply get_audit_chain(Service& service, const Request& /*request*/) {
  Json json;
  const auto read = service.read([&](Store& store) -> Result<> {
    const auto entries = store.verify_audit();
    if (!entries && entries.error().reason != "audit_broken") return fail(entries.error());
    json = {{"holds", entries.has_value()},
            {"entries", entries ? Json(*entries) : Json()},
            {"detail", entries ? Json() : Json(entries.error().message)}};
    return {};
  });
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  return Response{.body = dump(json)};
}

Reply get_policy(Service& service, const Request& /*request*/) {
  Json json;
  const auto read = service.read([&](Store& store) -> Result<> {
    const auto policy = load_policy(store);
    if (!policy) return fail(policy.error());
    json = policy_json(*policy);
    return {};
  });
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  return Response{.body = dump(json)};
}

Reply put_policy(Service& service, const Request& request) {
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  std::vector<FieldProblem> errors;
  Policy checked;
  const Json* rules = Fields(*body, "", errors).object("rules");
  if (rules == nullptr && errors.empty()) errors.push_back({"/rules", "is required"});
  if (rules != nullptr) {
    for (const auto& [name, value] : rules->items()) {
      const auto set = value.is_string() ? set_rule(checked, name, value.get<std::string>())
                                         : Result<>(fail(ErrorCode::kInvalidInput, "must be text"));
      if (!set) errors.push_back({"/rules/" + name, set.error().message});
    }
  }
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  Json json;
  const auto done = service.edit(request.caller, [&](Editing& editing) -> Result<> {
    for (const auto& [name, value] : rules->items()) {
      if (auto put = editing.store().put_rule(name, value.get<std::string>()); !put) return put;
    }
    const auto policy = load_policy(editing.store());
    if (!policy) return fail(policy.error());
    json = policy_json(*policy);
    return {};
  });
  if (!done) return tl::make_unexpected(problem_of(done.error()));
  return Response{.body = dump(json)};
}

}  // namespace garner::api
