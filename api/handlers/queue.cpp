// The editors' queue: what waits, best first; claimed, released and decided.
#include <cstdint>

#include "api/handlers/article_fields.h"
#include "api/handlers/article_view.h"
#include "api/handlers/params.h"
#include "api/handlers_editing.h"
#include "api/visible.h"
#include "indexer/channel/interchange_value.h"
#include "indexer/core/clock.h"
#include "indexer/core/names.h"
#include "indexer/knowledge/work.h"

namespace garner::api {
namespace {

constexpr std::int64_t kClaimMinutes = 30;

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

Json json_of(const QueueEntry& entry, const Article& article) {
  const Time at = now();
  const bool claimed = !entry.claimed_by.empty() && entry.claimed_until > at;
  Json json = {{"id", entry.id},
               {"reason", entry.reason},
               {"detail", text_or_null(entry.detail)},
               {"article",
                {{"id", article.id},
                 {"title", article.title},
                 {"confidence", name_of(article.confidence)},
                 {"audience", name_of(article.audience)},
                 {"reuse_count", article.reuse_count}}},
               {"conversation", Json()},
               {"similarity", entry.reason == "same_as" ? Json(entry.similarity) : Json()},
               {"expected_reuse", entry.expected_reuse},
               {"at", to_rfc3339(entry.at)},
               {"claimed_by", claimed ? Json(entry.claimed_by) : Json()},
               {"claimed_until", claimed ? Json(to_rfc3339(entry.claimed_until)) : Json()}};
  if (!entry.conversation_id.empty())
    json["conversation"] = {{"channel", entry.channel}, {"id", entry.conversation_id}};
  return json;
}

// Rank, time and id, as a cursor.
std::string cursor_of(const QueueEntry& entry) {
  return std::to_string(static_cast<std::int64_t>(entry.expected_reuse)) + '.' + std::to_string(entry.at) +
         '.' + entry.id;
}

std::optional<QueuePlace> parse_cursor(const std::string& text) {
  const std::size_t first = text.find('.');
  const std::size_t second = first == std::string::npos ? first : text.find('.', first + 1);
  if (second == std::string::npos) return std::nullopt;
  QueuePlace place;
  try {
    place.expected_reuse = static_cast<double>(std::stoll(text.substr(0, first)));
    place.at = std::stoll(text.substr(first + 1, second - first - 1));
  } catch (const std::exception&) {
    return std::nullopt;
  }
  place.id = text.substr(second + 1);
  return place;
}

// Runs `work` on an entry that this caller may see, and answers with the entry as it is then.
Reply change_entry(Service& service, const Request& request,
                   const std::function<Result<>(Editing&, const QueueEntry&)>& work) {
  if (auto hidden = for_staff_alone(request, "entry in the queue"))
    return tl::make_unexpected(std::move(*hidden));
  const std::string& id = request.captures.front();
  Json json;
  const auto done = service.edit(request.caller, [&](Editing& editing) -> Result<> {
    if (auto allowed = editing.policy().require(editing.editor().role, Deed::kQueue); !allowed)
      return allowed;
    const auto entry = editing.store().queue_entry(id);
    if (!entry) return fail(entry.error());
    const auto article = editing.visible(entry->article_id);
    if (!article) return fail(ErrorCode::kNotFound, "there is no such entry in the queue");
    if (auto worked = work(editing, *entry); !worked) return worked;
    const auto after = editing.store().queue_entry(id);
    json = json_of(after ? *after : *entry, *article);
    return {};
  });
  if (!done) return tl::make_unexpected(problem_of(done.error()));
  return Response{.body = dump(json)};
}

}  // namespace

Reply get_queue(Service& service, const Request& request) {
  if (auto hidden = for_staff_alone(request, "queue")) return tl::make_unexpected(std::move(*hidden));
  std::vector<FieldProblem> errors;
  Params params(request, errors);
  QueueList list;
  const auto limit = static_cast<std::size_t>(params.integer("limit", 20, 1, 100));
  list.limit = limit + 1;
  list.reason = params.text("reason");
  list.article_id = params.text("article_id");
  if (const std::string* after = request.param("after")) {
    list.after = parse_cursor(*after);
    if (!list.after) errors.push_back({"?after", "is no cursor of this list"});
  }
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  Json data = Json::array();
  Json cursor;
  const auto read = service.read([&](Store& store) -> Result<> {
    const auto entries = store.queue(list);
    if (!entries) return fail(entries.error());
    std::size_t taken = 0;
    for (const QueueEntry& entry : *entries) {
      if (taken++ == limit) break;
      if (entries->size() > limit && taken == limit) cursor = cursor_of(entry);
      const auto article = store.article_outline(entry.article_id);
      if (!article) return fail(article.error());
      if (may_see(request.caller, *article)) data.push_back(json_of(entry, *article));
    }
    return {};
  });
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  return list_of(std::move(data), cursor);
}

// The entry with all that is needed to decide: of "same as?" both sides.
Reply get_queue_entry(Service& service, const Request& request) {
  if (auto hidden = for_staff_alone(request, "entry in the queue"))
    return tl::make_unexpected(std::move(*hidden));
  Json json;
  const auto read = service.read([&](Store& store) -> Result<> {
    const auto entry = store.queue_entry(request.captures.front());
    if (!entry) return fail(entry.error());
    const auto view = view_article(store, entry->article_id, request.caller);
    if (!view) return fail(view.error().code, "there is no such entry in the queue");
    json = json_of(*entry, view->article);
    json["article"] = json_of(*view, request.caller);
    json["other"] = Json();
    if (entry->conversation_id.empty()) return {};
    const auto stored = store.conversation(entry->channel, entry->conversation_id);
    if (stored && may_see(request.caller, stored->conversation))
      json["conversation"] = to_value(stored->conversation);
    const auto own = store.article_of_conversation(entry->channel, entry->conversation_id);
    if (!own) return fail(own.error());
    if (own->empty() || *own == entry->article_id) return {};
    const auto other = view_article(store, *own, request.caller);
    if (other) json["other"] = json_of(*other, request.caller);
    return {};
  });
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  return Response{.body = dump(json)};
}

Reply post_claim(Service& service, const Request& request) {
  std::vector<FieldProblem> errors;
  std::int64_t minutes = kClaimMinutes;
  if (!request.body.empty()) {
    const auto body = parse_object(request.body);
    if (!body) return tl::make_unexpected(body.error());
    minutes = Fields(*body, "", errors).integer("minutes", kClaimMinutes, 1, 24 * 60);
  }
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  return change_entry(service, request, [&](Editing& editing, const QueueEntry& entry) {
    return editing.store().claim(entry.id, editing.editor().id, now() + minutes * 60'000);
  });
}

Reply delete_claim(Service& service, const Request& request) {
  return change_entry(service, request, [&](Editing& editing, const QueueEntry& entry) -> Result<> {
    const bool theirs = entry.claimed_by == editing.editor().id || entry.claimed_until <= now() ||
                        editing.editor().role == EditorRole::kAdmin;
    if (theirs) return editing.store().release(entry.id);
    return fail(ErrorCode::kConflict, "somebody else works on it", "", "claimed");
  });
}

Reply post_decision(Service& service, const Request& request) {
  const auto body = parse_object(request.body);
  if (!body) return tl::make_unexpected(body.error());
  std::vector<FieldProblem> errors;
  Fields fields(*body, "", errors);
  const std::string decision = fields.required_text("decision", 20);
  const std::string note = fields.text("note", kMaxNote);
  if (errors.empty() && decision != "accept" && decision != "reject")
    fields.wrong("decision", "must be accept or reject");
  if (!errors.empty()) return tl::make_unexpected(unprocessable(std::move(errors)));
  return change_entry(service, request, [&](Editing& editing, const QueueEntry& entry) {
    return decide(editing, entry.id, decision == "accept", note);
  });
}

}  // namespace garner::api
