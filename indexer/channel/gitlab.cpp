// Issues of GitLab: answers of its API (issues, and the notes on one) and webhook bodies. A note names its
// issue by the issue's global id, so that is the conversation's id.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>

#include "indexer/channel/check.h"
#include "indexer/channel/forums.h"
#include "indexer/channel/gather.h"
#include "indexer/channel/json_fields.h"
#include "indexer/channel/json_head.h"
#include "indexer/channel/json_records.h"
#include "indexer/channel/platforms.h"

namespace garner {
namespace gitlab {
namespace {

using nlohmann::json;

// Webhooks write "2026-03-01 09:00:00 UTC", the API RFC 3339.
std::optional<Time> time_in(const json& object, const char* field) {
  return parse_spaced_time(text_of(object, field));
}

bool is_bot(const std::string& username, const json& author) {
  return flag_of(author, "bot") || username == "support-bot" || username == "alert-bot" ||
         username == "GitLab-Security-Bot" || username.find("_bot_") != std::string::npos;
}

Message message_of(const json& object, const json& author, const char* body) {
  Message message;
  message.author = text_of(author, "username");
  if (is_bot(message.author, author)) message.role = Role::kBot;
  message.at = time_in(object, "created_at");
  message.format = BodyFormat::kMarkdown;
  message.body = text_of(object, body);
  message.score = integer_of(object, "upvotes") - integer_of(object, "downvotes");
  return message;
}

Conversation conversation_of(const json& issue, const json& author) {
  Conversation conversation;
  conversation.id = id_of(issue, "id");
  conversation.url = text_of(issue, "web_url");
  if (conversation.url.empty()) conversation.url = text_of(issue, "url");  // of a webhook
  conversation.title = text_of(issue, "title");
  conversation.created_at = time_in(issue, "created_at");
  conversation.updated_at = time_in(issue, "updated_at");
  for (const json& label : list_of(issue, "labels")) {
    auto name = label.is_string() ? label.get<std::string>() : text_of(label, "title");
    if (name.empty()) name = text_of(label, "name");
    if (!name.empty()) conversation.tags.push_back(std::move(name));
  }
  // GitLab does not say why an issue was closed.
  if (text_of(issue, "state") == "closed" || flag_of(issue, "discussion_locked"))
    conversation.state = ConversationState::kClosed;
  // A moved issue goes on under another id.
  conversation.deleted = !id_of(issue, "moved_to_id").empty();

  Message question = message_of(issue, author, "description");
  question.id = conversation.id;
  // Many ask in the title alone.
  if (question.body.empty()) question.body = conversation.title;
  if (!text_of(issue, "service_desk_reply_to").empty()) {  // a mail, which the support bot wrote down
    question.role = Role::kAsker;
    question.author = "customer";  // his address is not ours to show
  }
  conversation.messages.push_back(std::move(question));
  return conversation;
}

// System notes tell what was done to the issue; internal ones are not for the asker's eyes.
bool is_left_out(const json& note) {
  return flag_of(note, "system") || flag_of(note, "confidential") || flag_of(note, "internal");
}

Message note_of(const json& note, const json& author) {
  Message message = message_of(note, author, "body");
  if (message.body.empty()) message.body = text_of(note, "note");  // of a webhook
  message.id = fmt::format("note_{}", id_of(note, "id"));          // as the page names it
  return message;
}

// Who asked is known when the whole conversation is there.
std::optional<std::string> complete(Conversation& conversation) {
  set_asker(conversation);
  return std::nullopt;
}

constexpr const char* kOtherNote = "a note that is not on an issue: Garner reads those on issues";

class GitlabFile {
 public:
  explicit GitlabFile(const Sink& sink) : sink_(sink), gatherer_(sink, complete) {}

  Result<> take(const json& record, const Place& place) {
    if (record.contains("object_kind")) return take_event(record, place);
    if (record.contains("noteable_type")) return take_note(record, place);
    if (record.contains("notes") && record.contains("individual_note")) return take_discussion(record, place);
    if (!record.contains("iid") || id_of(record, "id").empty())
      return refuse(place, "neither an issue nor a note of GitLab: iid and noteable_type are missing");
    if (record.contains("source_branch")) return refuse(place, merge_request());
    Conversation conversation = conversation_of(record, member(record, "author"));
    for (const json& note : list_of(record, "notes")) {
      if (note.is_object() && !is_left_out(note))
        conversation.messages.push_back(note_of(note, member(note, "author")));
    }
    return gatherer_.add(conversation, conversation.id, place.position);
  }
  Result<> finish() { return gatherer_.finish(); }

 private:
  static std::string merge_request() { return "a merge request, not a question: Garner reads issues"; }

  Result<> refuse(const Place& place, std::string reason) {
    return reject(sink_, place.position, std::move(reason), place.raw);
  }

  Result<> take_note(const json& note, const Place& place) {
    const std::string kind = text_of(note, "noteable_type");
    if (kind == "MergeRequest") return refuse(place, merge_request());
    if (kind != "Issue") return refuse(place, kOtherNote);
    if (is_left_out(note)) return {};
    Conversation part;
    part.id = id_of(note, "noteable_id");
    if (part.id.empty()) return refuse(place, "the note has no noteable_id: its issue is not known");
    part.messages.push_back(note_of(note, member(note, "author")));
    return gatherer_.add(part, part.id, place.position);
  }

  // /issues/N/discussions: notes that answer one another.
  Result<> take_discussion(const json& discussion, const Place& place) {
    Result<> taken;
    for (const json& note : list_of(discussion, "notes")) {
      if (taken && note.is_object()) taken = take_note(note, place);
    }
    return taken;
  }

  Result<> take_event(const json& event, const Place& place) {
    const std::string kind = text_of(event, "object_kind");
    const json& object = member(event, "object_attributes");
    const json& user = member(event, "user");
    if (kind == "issue" || kind == "confidential_issue") {
      // The user is who did it; who wrote the issue is known when it is opened.
      const bool wrote =
          text_of(object, "action") == "open" || id_of(object, "author_id") == id_of(user, "id");
      Conversation conversation = conversation_of(object, wrote ? user : json());
      for (const json& label : list_of(event, "labels")) {
        const auto name = text_of(label, "title");
        if (!name.empty() && conversation.tags.size() < list_of(event, "labels").size())
          conversation.tags.push_back(name);
      }
      if (conversation.id.empty()) return refuse(place, "object_attributes.id is missing");
      return gatherer_.add(conversation, conversation.id, place.position);
    }
    if (kind == "note" || kind == "confidential_note") {
      const json& issue = member(event, "issue");
      if (!issue.is_object()) return pass_over(sink_, {}, place.position, kOtherNote, place.raw);
      Conversation conversation = conversation_of(issue, json());
      if (conversation.id.empty()) return refuse(place, "issue.id is missing");
      if (kind == "note" && !is_left_out(object)) conversation.messages.push_back(note_of(object, user));
      return gatherer_.add(conversation, conversation.id, place.position);
    }
    return pass_over(
        sink_, {}, place.position,
        fmt::format("a webhook about a {}: Garner reads those about issues and notes", kind.substr(0, 40)),
        place.raw);
  }

  const Sink& sink_;
  Gatherer gatherer_;
};

class GitlabChannel : public Channel {
 public:
  std::string_view format() const override { return "gitlab"; }
  std::string_view default_channel() const override { return "gitlab"; }

  bool recognises(std::string_view head) const override {
    const JsonHead first(head);
    return first.has_all({"iid", "project_id"}) || first.has_all({"noteable_type", "noteable_id"}) ||
           first.has_all({"object_kind", "object_attributes"}) || first.has_all({"individual_note", "notes"});
  }

  Result<> parse(Input& input, const Sink& sink) const override {
    GitlabFile file(sink);
    auto read = each_record(input, sink, "the issue",
                            [&](const json& record, const Place& place) { return file.take(record, place); });
    if (!read) return read;
    return file.finish();
  }
};

}  // namespace
}  // namespace gitlab

std::unique_ptr<Channel> make_gitlab_channel() {
  return std::make_unique<gitlab::GitlabChannel>();
}

}  // namespace garner
