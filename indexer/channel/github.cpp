// Issues and discussions of GitHub: REST answers and webhook bodies (snake_case), GraphQL answers and what
// `gh issue list --json` prints (camelCase). Comments may come inside their issue or one by one.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "indexer/channel/check.h"
#include "indexer/channel/forums.h"
#include "indexer/channel/gather.h"
#include "indexer/channel/json_fields.h"
#include "indexer/channel/json_head.h"
#include "indexer/channel/json_records.h"
#include "indexer/channel/platforms.h"
#include "indexer/core/ascii.h"

namespace garner {
namespace github {
namespace {

using nlohmann::json;

// REST and GraphQL name the same field differently.
const json& either(const json& object, const char* rest, const char* graphql) {
  const json& value = member(object, rest);
  return value.is_null() ? member(object, graphql) : value;
}

std::string text_either(const json& object, const char* rest, const char* graphql) {
  const json& value = either(object, rest, graphql);
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::optional<Time> time_either(const json& object, const char* rest, const char* graphql) {
  auto time = time_of(object, rest);
  return time ? time : time_of(object, graphql);
}

std::string url_of(const json& object) {
  return text_either(object, "html_url", "url");
}

// "owner/repo#12" from any address of an issue or discussion, or of one of its comments: that of the page or
// of the API.
std::string number_in(std::string_view url) {
  for (const std::string_view kind : {"/issues/", "/pull/", "/discussions/"}) {
    const auto at = url.find(kind);
    if (at == std::string_view::npos) continue;
    const std::string_view before = url.substr(0, at);
    const auto repository = before.rfind('/');
    if (repository == std::string_view::npos || repository == 0) continue;
    const auto owner = before.rfind('/', repository - 1);
    if (owner == std::string_view::npos) continue;
    const std::string_view rest = url.substr(at + kind.size());
    const auto digits = rest.substr(0, std::min(rest.find_first_not_of("0123456789"), rest.size()));
    if (!digits.empty()) return fmt::format("{}#{}", before.substr(owner + 1), digits);
  }
  return {};
}

// The conversation that an issue, a discussion or a comment belongs to.
std::string thread_of(const json& object) {
  for (const char* field : {"html_url", "issue_url", "url", "resourcePath"}) {
    if (auto thread = number_in(text_of(object, field)); !thread.empty()) return thread;
  }
  return {};
}

// GraphQL wraps lists: {"nodes":[…]} or {"edges":[{"node":…}]}.
template <typename Take>
void each_node(const json& list, const Take& take) {
  if (list.is_array()) {
    for (const json& node : list) take(node);
  }
  for (const json& node : list_of(list, "nodes")) take(node);
  for (const json& edge : list_of(list, "edges")) take(member(edge, "node"));
}

Role role_of(const json& object, const json& user) {
  const std::string login = text_of(user, "login");
  if (text_of(user, "type") == "Bot" || text_of(user, "__typename") == "Bot" || flag_of(user, "is_bot") ||
      login.ends_with("[bot]"))
    return Role::kBot;
  const std::string association = text_either(object, "author_association", "authorAssociation");
  const bool agent = association == "OWNER" || association == "MEMBER" || association == "COLLABORATOR";
  return agent ? Role::kAgent : Role::kUnknown;
}

std::int64_t score_of(const json& object) {
  const json& reactions = member(object, "reactions");
  return integer_of(reactions, "+1") - integer_of(reactions, "-1") + integer_of(object, "upvoteCount");
}

// A comment's id is in the address of its page where GraphQL gives an opaque one.
std::string comment_id(const json& comment) {
  for (const char* field : {"databaseId", "fullDatabaseId"}) {
    if (auto id = id_of(comment, field); !id.empty()) return id;
  }
  const std::string url = url_of(comment);
  for (const char* mark : {"#issuecomment-", "#discussioncomment-"}) {
    if (const auto id = after_last(url, mark); !id.empty()) return std::string(id);
  }
  return id_of(comment, "id");
}

Message message_of(const json& object) {
  Message message;
  const json& user = either(object, "user", "author");
  message.author = text_of(user, "login");
  if (message.author.empty()) message.author = "ghost";  // as GitHub shows authors that have gone
  message.role = role_of(object, user);
  message.at = time_either(object, "created_at", "createdAt");
  message.format = BodyFormat::kMarkdown;
  message.body = text_of(object, "body");
  message.score = score_of(object);
  message.deleted = flag_of(object, "isMinimized");
  return message;
}

void add_comment(const json& comment, Conversation& conversation) {
  if (!comment.is_object()) return;
  Message message = message_of(comment);
  message.id = comment_id(comment);
  message.in_reply_to = id_of(comment, "parent_id");
  if (const json& parent = member(comment, "replyTo"); parent.is_object())
    message.in_reply_to = comment_id(parent);
  message.accepted = flag_of(comment, "isAnswer");
  const std::string id = message.id;
  conversation.messages.push_back(std::move(message));
  each_node(member(comment, "replies"), [&](const json& reply) {
    const auto before = conversation.messages.size();
    add_comment(reply, conversation);
    if (conversation.messages.size() > before && conversation.messages[before].in_reply_to.empty())
      conversation.messages[before].in_reply_to = id;
  });
}

// An issue is solved when it was closed as completed, a discussion when it has an answer. A lock ends the
// talk and says nothing about a solution, unless it gives that as its reason.
void set_state(const json& object, Conversation& conversation) {
  const std::string reason = lowered(text_either(object, "state_reason", "stateReason"));
  const bool closed = lowered(text_of(object, "state")) == "closed" || flag_of(object, "closed");
  const bool locked = flag_of(object, "locked");
  const auto answered = time_either(object, "answer_chosen_at", "answerChosenAt");
  const bool has_answer = answered || member(object, "answer").is_object() || flag_of(object, "isAnswered") ||
                          member(object, "answer_html_url").is_string();
  const bool completed = closed && (reason == "completed" || reason == "resolved");
  const bool lock_resolved =
      locked && lowered(text_either(object, "active_lock_reason", "activeLockReason")) == "resolved";
  if (has_answer || completed || lock_resolved) {
    conversation.state = ConversationState::kResolved;
    conversation.resolved_at = answered    ? answered
                               : completed ? time_either(object, "closed_at", "closedAt")
                                           : std::nullopt;
  } else if (closed || locked) {
    conversation.state = ConversationState::kClosed;
  }
}

void add_tags(const json& object, Conversation& conversation) {
  each_node(member(object, "labels"), [&](const json& label) {
    auto name = label.is_string() ? label.get<std::string>() : text_of(label, "name");
    if (!name.empty()) conversation.tags.push_back(std::move(name));
  });
}

Conversation conversation_of(const json& object, const std::string& thread) {
  Conversation conversation;
  conversation.id = thread;
  conversation.url = url_of(object);
  conversation.title = text_of(object, "title");
  conversation.created_at = time_either(object, "created_at", "createdAt");
  conversation.updated_at = time_either(object, "updated_at", "updatedAt");
  add_tags(object, conversation);
  set_state(object, conversation);

  Message question = message_of(object);
  question.id = thread;
  // Many ask in the title alone.
  if (question.body.empty()) question.body = conversation.title;
  if (question.role != Role::kBot) question.role = Role::kAsker;
  conversation.messages.push_back(std::move(question));
  for (const char* field : {"comments", "comments_data"}) {
    each_node(member(object, field), [&](const json& comment) { add_comment(comment, conversation); });
  }
  std::string answer(after_last(text_of(object, "answer_html_url"), "#discussioncomment-"));
  if (const json& chosen = member(object, "answer"); chosen.is_object()) {
    add_comment(chosen, conversation);  // a page of comments need not hold it
    answer = conversation.messages.back().id;
    for (std::size_t i = 1; i + 1 < conversation.messages.size(); ++i) {
      if (conversation.messages[i].id != answer) continue;
      conversation.messages.pop_back();
      break;
    }
  }
  if (!answer.empty()) accept(conversation, answer);
  return conversation;
}

// Who asked is known when the whole conversation is there.
std::optional<std::string> complete(Conversation& conversation) {
  set_asker(conversation);
  return std::nullopt;
}

constexpr const char* kPullRequest = "a pull request, not a question: Garner reads issues and discussions";

class GithubFile {
 public:
  explicit GithubFile(const Sink& sink) : sink_(sink), gatherer_(sink, complete) {}

  Result<> take(const json& record, const Place& place) {
    if (const json& data = member(record, "data"); data.is_object()) return take_graphql(data, place);
    const json& issue = either(record, "issue", "discussion");
    if (issue.is_object() && !text_of(record, "action").empty()) return take_event(record, issue, place);
    if (record.contains("repository") && record.contains("sender"))
      return pass_over(sink_, {}, place.position,
                       "a webhook about something else than issues and discussions", place.raw);
    return take_thread(record, place);
  }
  Result<> finish() { return gatherer_.finish(); }

 private:
  Result<> refuse(const Place& place, std::string reason) {
    return reject(sink_, place.position, std::move(reason), place.raw);
  }

  Result<> take_thread(const json& object, const Place& place) {
    const std::string thread = thread_of(object);
    const bool comment = object.contains("issue_url") || url_of(object).find("comment-") != std::string::npos;
    if (member(object, "pull_request").is_object() ||
        (!comment && url_of(object).find("/pull/") != std::string::npos))
      return refuse(place, kPullRequest);
    if (thread.empty()) return refuse(place, fault_of(object));
    if (!comment) return gatherer_.add(conversation_of(object, thread), thread, place.position);
    Conversation part;
    part.id = thread;
    add_comment(object, part);
    return gatherer_.add(part, thread, place.position);
  }

  static std::string fault_of(const json& object) {
    if (object.contains("message") && object.contains("documentation_url"))
      return "an error message of GitHub, not an issue";
    if (object.contains("content") && object.contains("user"))
      return "a reaction, which does not say what it is about: export the issues, which count their "
             "reactions";
    return "neither an issue nor a comment: it has no html_url (in GraphQL: url) of one";
  }

  // A page of GraphQL: data.repository.issues, .discussions, or one .issue; data.search and data.node too.
  Result<> take_graphql(const json& data, const Place& place) {
    Result<> taken;
    bool found = false;
    const auto take_node = [&](const json& node) {
      if (!taken || !node.is_object() || !node.contains("title")) return;
      found = true;
      taken = take_thread(node, place);
    };
    const auto take_holder = [&](const json& holder) {
      for (const char* one : {"issue", "discussion", "node"}) take_node(member(holder, one));
      for (const char* many : {"issues", "discussions", "search", "nodes"})
        each_node(member(holder, many), take_node);
    };
    take_holder(data);
    take_holder(member(data, "repository"));
    take_holder(member(member(data, "organization"), "repository"));
    if (!taken || found) return taken;
    return refuse(place, "the GraphQL answer holds no issues and no discussions with a title");
  }

  Result<> take_event(const json& event, const json& issue, const Place& place) {
    const std::string action = text_of(event, "action");
    const json& comment = member(event, "comment");
    if (member(issue, "pull_request").is_object())
      return pass_over(sink_, {}, place.position, kPullRequest, place.raw);
    const std::string thread = thread_of(issue);
    if (thread.empty()) return refuse(place, fault_of(issue));
    Conversation conversation = conversation_of(issue, thread);
    // Gone from here: what was moved has a new number, and comes with an event of its own.
    conversation.deleted = comment.is_null() && (action == "deleted" || action == "transferred");
    for (const char* field : {"comment", "answer", "old_answer"}) {
      const json& told = member(event, field);
      if (!told.is_object()) continue;
      add_comment(told, conversation);
      if (std::string_view(field) == "answer") accept(conversation, conversation.messages.back().id);
      if (action == "deleted") conversation.messages.back().deleted = true;
    }
    const std::string answer(after_last(text_of(issue, "answer_html_url"), "#discussioncomment-"));
    if (!answer.empty()) accept(conversation, answer);
    return gatherer_.add(conversation, thread, place.position);
  }

  const Sink& sink_;
  Gatherer gatherer_;
};

class GithubChannel : public Channel {
 public:
  std::string_view format() const override { return "github"; }
  std::string_view default_channel() const override { return "github"; }

  bool recognises(std::string_view head) const override {
    const JsonHead first(head);
    if (first.has_all({"number", "title"}) &&
        first.has_any({"repository_url", "comments_url", "author_association", "authorAssociation",
                       "stateReason", "isAnswered", "answerChosenAt"}))
      return true;  // an issue or a discussion
    const bool on_github = head.find("github") != std::string_view::npos;
    if (first.has_all({"number", "title", "author", "url"}) && on_github) return true;  // of the gh program
    if (first.has_any({"issue_url", "author_association"}) && first.has_all({"body", "html_url"}))
      return true;
    if (first.has_all({"action", "repository", "sender"})) return first.has_any({"issue", "discussion"});
    if (first.has_all({"content", "user", "created_at"}) && !first.has_any({"body", "account", "status"}))
      return head.find("/users/") != std::string_view::npos &&
             head.find("gravatar_id") != std::string_view::npos;
    if (first.has_all({"message", "documentation_url"})) return on_github;
    const JsonHead data = first.under("data"), repository = data.under("repository");
    return repository.has_any({"issues", "discussions", "issue", "discussion"}) ||
           (on_github && data.has_any({"issues", "discussions", "search", "node", "nodes"}));
  }

  Result<> parse(Input& input, const Sink& sink) const override {
    GithubFile file(sink);
    auto read = each_record(input, sink, "the issue",
                            [&](const json& record, const Place& place) { return file.take(record, place); });
    if (!read) return read;
    return file.finish();
  }
};

}  // namespace
}  // namespace github

std::unique_ptr<Channel> make_github_channel() {
  return std::make_unique<github::GithubChannel>();
}

}  // namespace garner
