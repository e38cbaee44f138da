// Zendesk: tickets with their comments (exports, the API's pages, incremental exports, audits), and posts and
// comments of its community. Posts are told from tickets by "post/" before their ids.
#include <fmt/format.h>

#include <algorithm>
#include <map>
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
namespace zendesk {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxUsers = 100'000;  // whose names are kept, of those that come beside the tickets

std::string post_id(const std::string& id) {
  return "post/" + id;
}

// "https://acme.zendesk.com/api/v2/tickets/12.json" is the address of the API; people read another.
std::string ticket_url(const json& ticket, const std::string& id) {
  const std::string site = site_of(text_of(ticket, "url"));
  return site.empty() ? std::string() : fmt::format("{}/agent/tickets/{}", site, id);
}

void set_text(const json& comment, Message& message) {
  message.format = BodyFormat::kHtml;
  message.body = text_of(comment, "html_body");
  if (!message.body.empty()) return;
  message.format = BodyFormat::kText;
  message.body = text_of(comment, "plain_body");
  if (message.body.empty()) message.body = text_of(comment, "body");
}

// Notes that agents write for one another are not what the asker was told.
bool is_internal(const json& comment) {
  const json& shown = member(comment, "public");
  return shown.is_boolean() && !shown.get<bool>();
}

Conversation ticket_of(const json& ticket) {
  Conversation conversation;
  conversation.id = id_of(ticket, "id");
  conversation.url = ticket_url(ticket, conversation.id);
  conversation.title = text_of(ticket, "subject");
  conversation.created_at = time_of(ticket, "created_at");
  conversation.updated_at = time_of(ticket, "updated_at");
  for (const json& tag : list_of(ticket, "tags")) {
    if (tag.is_string()) conversation.tags.push_back(tag.get<std::string>());
  }
  const std::string status = text_of(ticket, "status");
  if (status == "solved" || status == "closed") {
    conversation.state = ConversationState::kResolved;
    conversation.resolved_at = time_of(member(ticket, "metric_set"), "solved_at");
  }
  conversation.deleted = status == "deleted";

  // The description is the first comment, which may come by itself as well.
  const std::string requester = id_of(ticket, "requester_id");
  Message message;
  message.id = conversation.id;
  message.author = requester;
  message.role = Role::kAsker;
  message.at = conversation.created_at;
  message.body = text_of(ticket, "description");
  if (!is_internal(json{{"public", member(ticket, "is_public")}}) && !message.body.empty())
    conversation.messages.push_back(std::move(message));
  // Who asked, for the comments that come without their ticket.
  if (!requester.empty()) conversation.extra = json{{"requester", requester}}.dump();
  return conversation;
}

class ZendeskFile {
 public:
  explicit ZendeskFile(const Sink& sink)
      : sink_(sink), gatherer_(sink, [this](Conversation& conversation) { return complete(conversation); }) {}

  Result<> take_item(const json& item, const Place& place) {
    if (item.contains("events") && item.contains("ticket_id")) return take_audit(item, place);
    if (is_post(item)) return take_post(item, place);
    return take_ticket(item, member(item, "comments"), place);
  }

  Result<> take_document(const json& document, std::size_t items, const Place& place) {
    add_users(document);
    if (items > 0) return {};
    for (const char* empty : {"tickets", "audits", "posts"}) {
      if (member(document, empty).is_array()) return {};
    }
    const json& comments = member(document, "comments");
    if (const json& ticket = member(document, "ticket"); ticket.is_object()) {
      const json& inside = member(ticket, "comments");
      return take_ticket(ticket, inside.is_array() ? inside : comments, place);
    }
    if (const json& audit = member(document, "audit"); audit.is_object()) return take_audit(audit, place);
    if (const json& post = member(document, "post"); post.is_object()) return take_post(post, place);
    if (document.contains("requester_id")) return take_ticket(document, comments, place);
    if (comments.is_array()) return take_comments(comments, place);
    if (is_post(document)) return take_post(document, place);
    if (document.contains("events")) return take_audit(document, place);
    if (document.contains("post_id")) return take_post_comment(document, place);
    return refuse(place, fault_of(document));
  }

  Result<> finish() { return gatherer_.finish(); }

 private:
  static bool is_post(const json& object) { return object.contains("details") && object.contains("title"); }

  static std::string fault_of(const json& document) {
    if (document.contains("article") || document.contains("articles"))
      return "an article of the help center, not a conversation: convert it to the interchange format";
    if (document.contains("topics") || document.contains("topic"))
      return "topics of the community, which only name the posts: export the posts "
             "(/api/v2/community/posts.json) and their comments";
    if (document.contains("categories") || document.contains("sections"))
      return "the outline of the help center, not conversations: export tickets or community posts";
    if (document.contains("error")) return "an error message of Zendesk, not tickets";
    return "neither tickets nor audits nor posts of the community";
  }

  Result<> refuse(const Place& place, std::string reason) {
    return reject(sink_, place.position, std::move(reason), place.raw);
  }

  // {"users":[…]} comes beside the tickets with ?include=users.
  void add_users(const json& document) {
    for (const json& user : list_of(document, "users")) {
      if (users_.size() < kMaxUsers)
        users_.emplace(id_of(user, "id"), User{text_of(user, "name"), text_of(user, "role")});
    }
  }

  Result<> take_ticket(const json& ticket, const json& comments, const Place& place) {
    Conversation conversation = ticket_of(ticket);
    if (conversation.id.empty()) return refuse(place, "the ticket has no id");
    if (comments.is_array()) {
      for (const json& comment : comments) add_comment(comment, time_of(comment, "created_at"), conversation);
    }
    return gatherer_.add(conversation, conversation.id, place.position);
  }

  static void add_comment(const json& comment, std::optional<Time> at, Conversation& conversation) {
    if (!comment.is_object() || is_internal(comment)) return;
    Message message;
    message.id = id_of(comment, "id");
    message.author = id_of(comment, "author_id");
    if (message.author.empty()) message.author = id_of(member(comment, "author"), "id");
    message.at = at;
    set_text(comment, message);
    if (!message.id.empty()) conversation.messages.push_back(std::move(message));
  }

  // A change of status goes the way of the messages, because the last one in time counts.
  static Message status_change(const std::string& audit, std::optional<Time> at, const json& event) {
    Message change;
    change.id = "status/" + audit;
    change.at = at;
    change.extra = json{{"status", text_of(event, "value")}}.dump();
    return change;
  }

  static void take_status_changes(Conversation& conversation) {
    auto& messages = conversation.messages;
    for (const Message& message : messages) {
      if (!message.id.starts_with("status/")) continue;
      const std::string status = text_of(json::parse(message.extra, nullptr, false), "status");
      const bool solved = status == "solved" || status == "closed";
      if (solved && conversation.state != ConversationState::kResolved) conversation.resolved_at = message.at;
      if (!solved) conversation.resolved_at.reset();
      conversation.state = solved ? ConversationState::kResolved : ConversationState::kOpen;
      conversation.deleted = status == "deleted";
      conversation.updated_at = std::max(conversation.updated_at, message.at);
    }
    std::erase_if(messages, [](const Message& message) { return message.id.starts_with("status/"); });
  }

  // What happened to a ticket at once: comments, changes of fields.
  Result<> take_audit(const json& audit, const Place& place) {
    Conversation part;
    part.id = id_of(audit, "ticket_id");
    if (part.id.empty()) return refuse(place, "the audit has no ticket_id");
    const auto at = time_of(audit, "created_at");
    json extra = json::object();
    for (const json& event : list_of(audit, "events")) {
      const std::string type = text_of(event, "type"), field = text_of(event, "field_name");
      if (type == "Comment") add_comment(event, at, part);
      if (type == "Create" && field == "requester_id") extra["requester"] = id_of(event, "value");
      if (type == "Create" && field == "subject") part.title = text_of(event, "value");
      if (field == "status") part.messages.push_back(status_change(id_of(audit, "id"), at, event));
    }
    if (part.messages.empty() && extra.empty() && part.title.empty()) return {};
    if (!extra.empty()) part.extra = extra.dump();
    return gatherer_.add(part, part.id, place.position);
  }

  // /tickets/ID/comments.json does not say which ticket; comments of the community name their post.
  Result<> take_comments(const json& comments, const Place& place) {
    for (const json& comment : comments) {
      if (!comment.is_object()) continue;
      if (!comment.contains("post_id"))
        return refuse(place,
                      "comments alone do not say whose they are: put them into their ticket "
                      "({\"ticket\":{…},\"comments\":[…]}), or export the audits");
      if (auto taken = take_post_comment(comment, place); !taken) return taken;
    }
    return {};
  }

  Result<> take_post(const json& post, const Place& place) {
    Conversation conversation;
    const std::string id = id_of(post, "id");
    if (id.empty()) return refuse(place, "the post has no id");
    conversation.id = post_id(id);
    conversation.url = text_of(post, "html_url");
    conversation.title = text_of(post, "title");
    conversation.created_at = time_of(post, "created_at");
    conversation.updated_at = time_of(post, "updated_at");
    const std::string status = text_of(post, "status");
    if (status == "answered" || status == "completed") {
      conversation.state = ConversationState::kResolved;
    } else if (flag_of(post, "closed") || status == "not_planned") {
      conversation.state = ConversationState::kClosed;
    }
    Message message;
    message.id = conversation.id;
    message.author = id_of(post, "author_id");
    message.role = Role::kAsker;
    message.at = conversation.created_at;
    message.format = BodyFormat::kHtml;
    message.body = text_of(post, "details");
    message.score = integer_of(post, "vote_sum");
    if (!message.author.empty()) conversation.extra = json{{"requester", message.author}}.dump();
    conversation.messages.push_back(std::move(message));
    return gatherer_.add(conversation, conversation.id, place.position);
  }

  Result<> take_post_comment(const json& comment, const Place& place) {
    Conversation part;
    part.id = post_id(id_of(comment, "post_id"));
    Message message;
    message.id = id_of(comment, "id");
    message.author = id_of(comment, "author_id");
    message.at = time_of(comment, "created_at");
    message.format = BodyFormat::kHtml;
    message.body = text_of(comment, "body");
    message.official = flag_of(comment, "official");
    message.score = integer_of(comment, "vote_sum");
    if (message.official) part.state = ConversationState::kResolved;
    part.messages.push_back(std::move(message));
    return gatherer_.add(part, part.id, place.position);
  }

  // Roles and names, once all that is known of a ticket is there. In a ticket whoever did not ask and is not
  // told to be a customer answers for the vendor; in the community anyone may help.
  std::optional<std::string> complete(Conversation& conversation) {
    const json extra = json::parse(conversation.extra, nullptr, false);
    conversation.extra.clear();
    const std::string requester = text_of(extra, "requester");
    const bool community = conversation.id.starts_with("post/");
    take_status_changes(conversation);
    auto& messages = conversation.messages;
    // The description is the first comment over again where comments came.
    const auto described = std::find_if(messages.begin(), messages.end(), [&](const Message& message) {
      return message.id == conversation.id;
    });
    if (!community && described != messages.end() && messages.size() > 1) messages.erase(described);
    for (Message& message : messages) {
      const auto user = users_.find(message.author);
      const std::string role = user == users_.end() ? std::string() : user->second.role;
      const bool told = role == "agent" || role == "admin" || message.official;
      const bool outside = role == "end-user" || community || requester.empty();
      if (message.author == "-1") {
        message.role = Role::kBot;  // the system
      } else if (!requester.empty() && message.author == requester) {
        message.role = Role::kAsker;
      } else if (told || !outside) {
        message.role = Role::kAgent;
      } else if (message.role != Role::kAsker) {
        message.role = Role::kHelper;
      }
      if (user != users_.end() && !user->second.name.empty()) message.author = user->second.name;
    }
    return std::nullopt;
  }

  struct User {
    std::string name, role;
  };

  const Sink& sink_;
  std::map<std::string, User> users_;
  Gatherer gatherer_;
};

class ZendeskChannel : public Channel {
 public:
  std::string_view format() const override { return "zendesk"; }
  std::string_view default_channel() const override { return "zendesk"; }

  bool recognises(std::string_view head) const override {
    const JsonHead first(head);
    const auto has = [&](std::string_view text) { return head.find(text) != std::string_view::npos; };
    if (first.has_all({"tickets"}) || first.has_all({"ticket"}))
      return has("\"requester_id\"") || first.has_any({"end_of_stream", "next_page", "meta"});
    if (first.has_all({"audits"}) || first.has_all({"audit"}))
      return has("\"ticket_id\"") || first.has_all({"meta"});
    if (first.has_all({"requester_id", "status"}) || first.has_all({"ticket_id", "events"})) return true;
    if (first.has_all({"posts"}) || first.has_all({"post"}) || first.has_all({"details", "title"}))
      return has("\"details\"") && has("\"author_id\"");
    if (first.has_all({"post_id", "author_id"})) return true;
    if (first.has_all({"comments"}))
      return has("\"author_id\"") && (has("\"post_id\"") || has("\"html_body\""));
    if (first.has_any({"article", "articles"})) return has("\"section_id\"");
    if (first.has_any({"categories", "sections"})) return has("\"source_locale\"");
    return first.has_any({"topics", "topic"}) && has("\"manageable_by\"");
  }

  Result<> parse(Input& input, const Sink& sink) const override {
    ZendeskFile file(sink);
    auto read = each_item(
        input, sink, "the ticket", {"tickets", "audits", "posts"},
        [&](const json& item, const json&, const Place& place) { return file.take_item(item, place); },
        [&](const json& document, std::size_t items, const Place& place) {
          return file.take_document(document, items, place);
        });
    if (!read) return read;
    return file.finish();
  }
};

}  // namespace
}  // namespace zendesk

std::unique_ptr<Channel> make_zendesk_channel() {
  return std::make_unique<zendesk::ZendeskChannel>();
}

}  // namespace garner
