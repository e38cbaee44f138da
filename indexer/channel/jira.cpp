// Issues of Jira: pages of a search, single issues, webhook bodies, and the comments on one issue; texts in
// Jira's markup (API v2), as documents (v3) or rendered. A comment names its issue by the issue's number, so
// that is the conversation's id.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>

#include "indexer/channel/check.h"
#include "indexer/channel/forums.h"
#include "indexer/channel/gather.h"
#include "indexer/channel/jira_text.h"
#include "indexer/channel/json_fields.h"
#include "indexer/channel/json_head.h"
#include "indexer/channel/json_records.h"
#include "indexer/channel/platforms.h"
#include "indexer/core/ascii.h"

namespace garner {
namespace jira {
namespace {

using nlohmann::json;

std::string name_of(const json& user) {
  auto name = text_of(user, "displayName");
  return name.empty() ? text_of(user, "name") : name;
}

std::string key_of(const json& user) {
  for (const char* field : {"accountId", "key", "name"}) {
    if (auto key = text_of(user, field); !key.empty()) return key;
  }
  return {};
}

// The names of resolutions are the site's own; these words say that nothing was solved.
bool is_refusal(const std::string& resolution) {
  constexpr std::array<std::string_view, 12> kWords = {
      "won't",   "wont",       "will not", "declined", "duplicate", "cannot reproduce",
      "invalid", "incomplete", "not a",    "cancel",   "rejected",  "abandoned"};
  const std::string name = lowered(resolution);
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return name.find(word) != std::string::npos; });
}

void set_state(const json& fields, Conversation& conversation) {
  const json& status = member(fields, "status");
  const std::string resolution = text_of(member(fields, "resolution"), "name");
  const bool done = text_of(member(status, "statusCategory"), "key") == "done";
  if (resolution.empty() && !done) return;
  const bool refused = is_refusal(resolution.empty() ? text_of(status, "name") : resolution);
  conversation.state = refused ? ConversationState::kClosed : ConversationState::kResolved;
  if (!refused) conversation.resolved_at = time_of(fields, "resolutiondate");
}

void set_text(const json& object, const char* field, const json& rendered, Message& message) {
  message.body = text_of(rendered, field);
  message.format = BodyFormat::kHtml;
  if (!message.body.empty()) return;
  message.format = BodyFormat::kMarkdown;
  message.body = markdown_of_jira(member(object, field));
}

// Comments that only a group may see are not what the asker was told.
bool is_internal(const json& comment) {
  const json& shown = member(comment, "jsdPublic");
  return (shown.is_boolean() && !shown.get<bool>()) || member(comment, "visibility").is_object();
}

Message comment_of(const json& comment) {
  Message message;
  message.id = "comment-" + id_of(comment, "id");  // as the page names it: issues are counted apart
  const json& author = member(comment, "author");
  message.author = name_of(author);
  if (text_of(author, "accountType") == "app") message.role = Role::kBot;
  message.at = time_of(comment, "created");
  const auto rendered = text_of(comment, "renderedBody");
  set_text(comment, "body", rendered.empty() ? json() : json{{"body", rendered}}, message);
  return message;
}

const json& reporter_of(const json& fields) {
  const json& reporter = member(fields, "reporter");
  return reporter.is_object() ? reporter : member(fields, "creator");
}

// A comment on an issue of which these fields are known.
void add_comment(const json& comment, const json& fields, Conversation& conversation) {
  if (!comment.is_object() || is_internal(comment)) return;
  Message message = comment_of(comment);
  const json& author = member(comment, "author");
  const json& reporter = reporter_of(fields);
  const std::string writer = key_of(author);
  // In a service desk customers write to those with an account of their own.
  const bool customer = text_of(reporter, "accountType") == "customer";
  const bool agent = (!writer.empty() && writer == key_of(member(fields, "assignee"))) ||
                     (customer && text_of(author, "accountType") == "atlassian");
  if (message.role == Role::kUnknown && !writer.empty() && writer == key_of(reporter)) {
    message.role = Role::kAsker;
  } else if (message.role == Role::kUnknown && agent) {
    message.role = Role::kAgent;
  }
  conversation.messages.push_back(std::move(message));
}

Conversation issue_of(const json& issue) {
  const json& fields = member(issue, "fields");
  const json& rendered = member(issue, "renderedFields");
  Conversation conversation;
  conversation.id = id_of(issue, "id");
  const std::string site = site_of(text_of(issue, "self"));
  const std::string key = text_of(issue, "key");
  if (!site.empty() && !key.empty()) conversation.url = fmt::format("{}/browse/{}", site, key);
  conversation.title = text_of(fields, "summary");
  conversation.created_at = time_of(fields, "created");
  conversation.updated_at = time_of(fields, "updated");
  for (const json& label : list_of(fields, "labels")) {
    if (label.is_string()) conversation.tags.push_back(label.get<std::string>());
  }
  for (const json& component : list_of(fields, "components")) {
    if (auto name = text_of(component, "name"); !name.empty()) conversation.tags.push_back(std::move(name));
  }
  set_state(fields, conversation);

  const json& reporter = reporter_of(fields);
  Message question;
  question.id = conversation.id;
  question.author = name_of(reporter);
  question.role = Role::kAsker;
  question.at = conversation.created_at;
  set_text(fields, "description", rendered, question);
  // Many ask in the title alone; a search that leaves descriptions out does not show whether they did.
  if (question.body.empty() && fields.contains("description")) question.body = conversation.title;
  conversation.messages.push_back(std::move(question));

  for (const json& comment : list_of(member(fields, "comment"), "comments"))
    add_comment(comment, fields, conversation);
  return conversation;
}

// Who asked is known when the whole conversation is there.
std::optional<std::string> complete(Conversation& conversation) {
  set_asker(conversation);
  return lacks_text(conversation, "ask the search for the fields description and comment");
}

class JiraFile {
 public:
  explicit JiraFile(const Sink& sink) : sink_(sink), gatherer_(sink, complete) {}

  Result<> take_item(const json& issue, const Place& place) {
    if (!member(issue, "fields").is_object() || id_of(issue, "id").empty())
      return refuse(place, "not an issue of Jira: id or fields is missing");
    const Conversation conversation = issue_of(issue);
    return gatherer_.add(conversation, conversation.id, place.position);
  }

  Result<> take_document(const json& document, std::size_t items, const Place& place) {
    if (items > 0 || member(document, "issues").is_array()) return {};
    if (const json& issue = member(document, "issue"); issue.is_object())
      return take_event(document, issue, place);
    if (member(document, "fields").is_object()) return take_item(document, place);
    if (const json& comments = member(document, "comments"); comments.is_array()) {
      for (const json& comment : comments) {
        if (auto taken = take_comment(comment, place); !taken) return taken;
      }
      return {};
    }
    if (document.contains("body") && document.contains("self")) return take_comment(document, place);
    if (document.contains("clauseNames")) {  // a list of a hundred of them is one mistake
      if (told_fields_) return {};
      told_fields_ = true;
    }
    if (document.contains("webhookEvent"))
      return pass_over(sink_, {}, place.position, "a webhook about something else than an issue", place.raw);
    return refuse(place, fault_of(document));
  }

  Result<> finish() { return gatherer_.finish(); }

 private:
  static std::string fault_of(const json& document) {
    if (document.contains("clauseNames"))
      return "the fields of the site, not issues: export issues (/rest/api/2/search)";
    if (document.contains("errorMessages")) return "an error message of Jira, not issues";
    return "neither an issue nor a comment of Jira";
  }

  Result<> refuse(const Place& place, std::string reason) {
    return reject(sink_, place.position, std::move(reason), place.raw);
  }

  // ".../rest/api/2/issue/35812/comment/10022"
  Result<> take_comment(const json& comment, const Place& place) {
    if (is_internal(comment)) return {};
    const std::string self = text_of(comment, "self");
    const std::string_view path = after_last(self, "/issue/");
    Conversation part;
    part.id = path.substr(0, path.find('/'));
    if (part.id.empty()) return refuse(place, "the comment's self does not say which issue it is on");
    part.messages.push_back(comment_of(comment));
    return gatherer_.add(part, part.id, place.position);
  }

  Result<> take_event(const json& event, const json& issue, const Place& place) {
    if (!member(issue, "fields").is_object() || id_of(issue, "id").empty())
      return refuse(place, "not an issue of Jira: id or fields is missing");
    Conversation conversation = issue_of(issue);
    const std::string kind = text_of(event, "webhookEvent");
    conversation.deleted = kind == "jira:issue_deleted";
    const json& comment = member(event, "comment");
    const auto before = conversation.messages.size();
    add_comment(comment, member(issue, "fields"), conversation);
    if (kind == "comment_deleted" && conversation.messages.size() > before)
      conversation.messages.back().deleted = true;
    return gatherer_.add(conversation, conversation.id, place.position);
  }

  const Sink& sink_;
  Gatherer gatherer_;
  bool told_fields_ = false;
};

class JiraChannel : public Channel {
 public:
  std::string_view format() const override { return "jira"; }
  std::string_view default_channel() const override { return "jira"; }

  bool recognises(std::string_view head) const override {
    const JsonHead first(head);
    if (first.has_all({"issues"})) return first.has_any({"startAt", "maxResults", "isLast", "nextPageToken"});
    if (first.has_all({"comments", "startAt"}) || first.has_all({"key", "fields", "self"})) return true;
    if (first.has_all({"clauseNames", "navigable"}) || first.has_all({"errorMessages"})) return true;
    if (first.has_all({"webhookEvent"})) return first.has_any({"issue"});
    return first.has_all({"self", "body", "updateAuthor"});
  }

  Result<> parse(Input& input, const Sink& sink) const override {
    JiraFile file(sink);
    auto read = each_item(
        input, sink, "the issue", {"issues"},
        [&](const json& item, const json&, const Place& place) { return file.take_item(item, place); },
        [&](const json& document, std::size_t items, const Place& place) {
          return file.take_document(document, items, place);
        });
    if (!read) return read;
    return file.finish();
  }
};

}  // namespace
}  // namespace jira

std::unique_ptr<Channel> make_jira_channel() {
  return std::make_unique<jira::JiraChannel>();
}

}  // namespace garner
