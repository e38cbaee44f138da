// Mastodon's API, and that of servers that speak it (Pleroma, Akkoma, GoToSocial, Pixelfed): statuses and
// lists of them, contexts, notifications, searches, events of streams.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "indexer/channel/check.h"
#include "indexer/channel/company.h"
#include "indexer/channel/escapes.h"
#include "indexer/channel/gather.h"
#include "indexer/channel/json_fields.h"
#include "indexer/channel/json_head.h"
#include "indexer/channel/json_records.h"
#include "indexer/channel/json_text.h"
#include "indexer/channel/platforms.h"

namespace garner {
namespace mastodon {
namespace {

using nlohmann::json;

std::string paragraph(std::string text) {
  replace_all(text, "&", "&amp;");
  replace_all(text, "<", "&lt;");
  return fmt::format("<p>{}</p>", text);
}

Message message_of(const json& status) {
  const json& account = member(status, "account");
  Message message;
  message.id = id_of(status, "id");
  message.author = text_of(account, "acct");
  if (flag_of(account, "bot")) message.role = Role::kBot;
  message.at = time_of(status, "created_at");
  message.in_reply_to = id_of(status, "in_reply_to_id");
  message.format = BodyFormat::kHtml;
  message.body = text_of(status, "content");
  if (const std::string warning = text_of(status, "spoiler_text"); !warning.empty())
    message.body = paragraph(warning) + message.body;
  message.score = integer_of(status, "favourites_count");
  std::string url = text_of(status, "url");
  put_hint(message, {url.empty() ? text_of(status, "uri") : std::move(url), {}});
  return message;
}

// Why a status cannot be taken; nothing where it can.
std::optional<std::string> fault_in_status(const json& status) {
  const std::string visibility = text_of(status, "visibility");
  if (visibility == "direct" || visibility == "private" || visibility == "limited") {
    return fmt::format("not a public post (visibility {}): only public and unlisted ones are taken",
                       visibility);
  }
  if (id_of(status, "id").empty()) return "the status has no id";
  if (!member(status, "content").is_string())
    return "the status has no content, it is abridged: export it as the API gives it, whole";
  return fault_in_time("created_at", time_of(status, "created_at"));
}

class MastodonFile {
 public:
  explicit MastodonFile(const Sink& sink)
      : sink_(sink), gatherer_(sink, [this](Conversation& whole) { return companies_.complete(whole); }) {}

  Result<> read(Input& input) {
    auto done = each_record(input, sink_, "the record",
                            [&](const json& record, const Place& place) { return take(record, place); });
    return done ? gatherer_.finish() : done;
  }

 private:
  Result<> take(const json& record, const Place& place) {
    if (record.contains("ancestors") || record.contains("descendants")) return take_context(record, place);
    if (record.contains("statuses")) {
      Result<> done;
      for (const json& status : list_of(record, "statuses")) {
        if (done) done = take_status(status, place);
      }
      return done;
    }
    if (record.contains("last_status")) {
      return reject(sink_, place.position, "a list of direct messages: private conversations are not taken",
                    place.raw);
    }
    if (record.contains("event") && record.contains("payload")) return take_event(record, place);
    if (record.contains("in_reply_to_id") || record.contains("content")) return take_status(record, place);
    if (record.contains("type") && record.contains("account")) {  // a notification
      const json& status = member(record, "status");
      return status.is_object() && text_of(record, "type") != "reblog" ? take_status(status, place)
                                                                       : Result<>();
    }
    return reject(sink_, place.position,
                  record.contains("error") ? "an error of the server, not a status: fetch it again"
                  : record.contains("acct")
                      ? "an account, not a status: export its statuses (/api/v1/accounts/ID/statuses)"
                      : "not a status: it has neither content nor in_reply_to_id",
                  place.raw);
  }

  // What stands around a status, without the status itself: they belong together, whoever answers whom.
  Result<> take_context(const json& context, const Place& place) {
    std::string first;
    for (const char* list : {"ancestors", "descendants"}) {
      for (const json& status : list_of(context, list)) {
        if (auto done = take_status(status, place); !done) return done;
        std::string id = id_of(status, "id");
        if (first.empty())
          first = std::move(id);
        else
          gatherer_.join(first, id);
      }
    }
    return {};
  }

  Result<> take_event(const json& event, const Place& place) {
    const std::string kind = text_of(event, "event"), payload = text_of(event, "payload");
    if (kind == "delete") {
      Conversation gone;
      Message& message = gone.messages.emplace_back();
      message.id = payload;
      message.deleted = true;
      return payload.empty() ? Result<>() : gatherer_.add(gone, {}, place.position);
    }
    if (kind != "update" && kind != "status.update") return {};  // a notification comes as its status, too
    const auto status = parse_json(payload);
    if (!status) return reject(sink_, place.position, status.error().message, place.raw);
    return take_status(*status, place);
  }

  Result<> take_status(const json& status, const Place& place) {
    if (member(status, "reblog").is_object()) return {};
    if (auto fault = fault_in_status(status))
      return reject(sink_, place.position, std::move(*fault), place.raw);
    Conversation part;
    Message& message = part.messages.emplace_back(message_of(status));
    part.updated_at = time_of(status, "edited_at");
    if (!part.updated_at) part.updated_at = message.at;
    if (message.in_reply_to.empty()) {
      part.locale = text_of(status, "language");
      for (const json& tag : list_of(status, "tags")) part.tags.push_back(text_of(tag, "name"));
      for (const json& mention : list_of(status, "mentions"))
        companies_.opened(message.author, text_of(mention, "acct"));
    }
    return gatherer_.add(part, {}, place.position);
  }

  const Sink& sink_;
  CompanyFinder companies_;
  Gatherer gatherer_;
};

class MastodonChannel : public Channel {
 public:
  std::string_view format() const override { return "mastodon"; }
  std::string_view default_channel() const override { return "mastodon"; }

  bool recognises(std::string_view head) const override {
    const JsonHead json_head(head);
    if (!json_head.is_json()) return false;
    return json_head.has_all({"in_reply_to_id", "in_reply_to_account_id"}) || json_head.has("ancestors") ||
           (json_head.has("descendants") && json_head.holds("\"in_reply_to_id\"")) ||
           (json_head.has_any({"statuses", "accounts", "last_status"}) && json_head.holds("\"acct\"")) ||
           (json_head.has_all({"type", "account"}) && json_head.holds("\"acct\"")) ||
           (json_head.has_all({"event", "payload"}) && !json_head.has("data")) ||
           json_head.has_all({"acct", "followers_count"});
  }

  Result<> parse(Input& input, const Sink& sink) const override { return MastodonFile(sink).read(input); }
};

}  // namespace
}  // namespace mastodon

std::unique_ptr<Channel> make_mastodon_channel() {
  return std::make_unique<mastodon::MastodonChannel>();
}

}  // namespace garner
