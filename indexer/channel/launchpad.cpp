// Bugs and questions of Launchpad, as its API gives them: a bug, its messages (/bugs/N/messages), the tasks
// of bugs (a bug's state in one project), questions and their messages; single or as {"entries":[…]}.
#include <fmt/format.h>

#include <algorithm>
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
namespace launchpad {
namespace {

using nlohmann::json;

// "sam" of "https://api.launchpad.net/1.0/~sam"
std::string person_of(const json& object) {
  return std::string(after_last(text_of(object, "owner_link"), "/~"));
}

// "1" of ".../bugs/1", ".../bugs/1/comments/0"; "question/7" of ".../+question/7/messages/1".
std::string thread_in(std::string_view link) {
  const auto number_after = [&](std::string_view mark) {
    const std::string_view rest = after_last(link, mark);
    return std::string(rest.substr(0, rest.find('/')));
  };
  if (auto question = number_after("/+question/"); !question.empty()) return "question/" + question;
  if (auto bug = number_after("/bugs/"); !bug.empty()) return bug;
  return number_after("/+bug/");
}

ConversationState state_of(const std::string& status) {
  if (status == "Fix Released" || status == "Fix Committed" || status == "Solved" || status == "Answered")
    return ConversationState::kResolved;
  if (status == "Invalid" || status == "Won't Fix" || status == "Opinion" || status == "Expired" ||
      status == "Does Not Exist")
    return ConversationState::kClosed;
  return ConversationState::kOpen;
}

constexpr std::string_view kTask = "task:";  // before the address of a task, as a message's id

// A task names its bug: 'Bug #1 in synaptic (Ubuntu): "It crashes"'.
std::string title_of_task(const std::string& title) {
  const auto begin = title.find(": \"");
  if (!title.starts_with("Bug #") || begin == std::string::npos || !title.ends_with('"')) return title;
  return title.substr(begin + 3, title.size() - begin - 4);
}

class LaunchpadFile {
 public:
  explicit LaunchpadFile(const Sink& sink) : sink_(sink), gatherer_(sink, complete) {}

  Result<> take(const json& entry, const Place& place) {
    const std::string type(after_last(text_of(entry, "resource_type_link"), "/#"));
    if (type == "bug_task") return take_task(entry, place);
    if (type == "bug" || type == "question") return take_report(entry, type == "question", place);
    if (type == "message" || type == "question_message") return take_message(entry, place);
    return reject(sink_, place.position,
                  type.empty() ? "not an entry of Launchpad: resource_type_link is missing"
                               : fmt::format("a {}, not a bug or a question", type.substr(0, 40)),
                  place.raw);
  }
  Result<> take_document(const json& document, std::size_t items, const Place& place) {
    if (items > 0 || member(document, "entries").is_array()) return {};
    return take(document, place);
  }
  Result<> finish() { return gatherer_.finish(); }

 private:
  // Solved in one project is solved; closed in all of them is closed.
  static void take_tasks(Conversation& conversation) {
    auto& messages = conversation.messages;
    std::size_t tasks = 0, closed = 0;
    for (const Message& message : messages) {
      if (!message.id.starts_with(kTask)) continue;
      const auto state = state_of(text_of(json::parse(message.extra, nullptr, false), "status"));
      ++tasks;
      if (state == ConversationState::kClosed) ++closed;
      if (state != ConversationState::kResolved) continue;
      conversation.state = state;
      conversation.resolved_at = message.at;
    }
    if (tasks > 0 && closed == tasks) conversation.state = ConversationState::kClosed;
    std::erase_if(messages, [](const Message& message) { return message.id.starts_with(kTask); });
  }

  static std::optional<std::string> complete(Conversation& conversation) {
    take_tasks(conversation);
    set_asker(conversation);
    for (const Message& message : conversation.messages) {
      if (message.accepted) conversation.state = ConversationState::kResolved;
    }
    auto& messages = conversation.messages;
    // The first message is the description over again.
    const auto described = std::find_if(messages.begin(), messages.end(), [&](const Message& message) {
      return message.id == conversation.id;
    });
    const bool again = described != messages.end() &&
                       std::any_of(messages.begin(), messages.end(), [&](const Message& message) {
                         return message.id != conversation.id && message.body == described->body;
                       });
    if (again) messages.erase(described);
    return lacks_text(conversation,
                      "a task of a bug has none; export the bug (its bug_link) and its messages "
                      "(bug_link/messages) into the same file");
  }

  // The state of a bug in one project; its text is with the bug.
  Result<> take_task(const json& task, const Place& place) {
    Conversation part;
    part.id = thread_in(text_of(task, "bug_link"));
    if (part.id.empty()) return reject(sink_, place.position, "the task has no bug_link", place.raw);
    part.url = text_of(task, "web_link");
    part.title = title_of_task(text_of(task, "title"));
    part.product = text_of(task, "bug_target_display_name");
    part.created_at = time_of(task, "date_created");
    // A bug has a task for each project, and none of its own: the state goes the way of the messages.
    Message state;
    state.id = std::string(kTask) + text_of(task, "self_link");
    state.at = time_of(task, "date_fix_released");
    if (!state.at) state.at = time_of(task, "date_closed");
    state.extra = json{{"status", text_of(task, "status")}}.dump();
    part.messages.push_back(std::move(state));
    return gatherer_.add(part, part.id, place.position);
  }

  Result<> take_report(const json& report, bool question, const Place& place) {
    Conversation conversation;
    conversation.id = (question ? "question/" : "") + id_of(report, "id");
    if (id_of(report, "id").empty()) return reject(sink_, place.position, "id is missing", place.raw);
    conversation.url = text_of(report, "web_link");
    conversation.title = text_of(report, "title");
    conversation.created_at = time_of(report, "date_created");
    conversation.locale = text_of(member(report, "language"), "code");
    for (const json& tag : list_of(report, "tags")) {
      if (tag.is_string()) conversation.tags.push_back(tag.get<std::string>());
    }
    conversation.state = state_of(text_of(report, "status"));
    if (!text_of(report, "duplicate_of_link").empty()) conversation.state = ConversationState::kClosed;
    if (conversation.state == ConversationState::kResolved)
      conversation.resolved_at = time_of(report, "date_solved");
    Message message;
    message.id = conversation.id;
    message.author = person_of(report);
    message.role = Role::kAsker;
    message.at = conversation.created_at;
    message.body = text_of(report, "description");
    message.score = integer_of(report, "heat") > 0 ? integer_of(report, "users_affected_count") : 0;
    conversation.messages.push_back(std::move(message));
    return gatherer_.add(conversation, conversation.id, place.position);
  }

  Result<> take_message(const json& entry, const Place& place) {
    const std::string link = text_of(entry, "self_link");
    Conversation part;
    part.id = thread_in(link);
    if (part.id.empty())
      return reject(sink_, place.position, "the message's self_link does not say which bug it is on",
                    place.raw);
    Message message;
    message.id = fmt::format("{}/{}", part.id, last_segment(link));
    message.author = person_of(entry);
    message.at = time_of(entry, "date_created");
    message.body = text_of(entry, "content");
    message.accepted = flag_of(entry, "is_answer") || text_of(entry, "action") == "Confirm answer";
    message.deleted = member(entry, "visible").is_boolean() && !flag_of(entry, "visible");
    part.messages.push_back(std::move(message));
    return gatherer_.add(part, part.id, place.position);
  }

  const Sink& sink_;
  Gatherer gatherer_;
};

class LaunchpadChannel : public Channel {
 public:
  std::string_view format() const override { return "launchpad"; }
  std::string_view default_channel() const override { return "launchpad"; }

  bool recognises(std::string_view head) const override {
    const JsonHead first(head);
    if (first.has_all({"resource_type_link", "self_link"})) return true;
    return first.has_all({"entries", "start"}) && (first.has_any({"total_size", "total_size_link"}) ||
                                                   first.under("entries").has_any({"self_link"}));
  }

  Result<> parse(Input& input, const Sink& sink) const override {
    LaunchpadFile file(sink);
    auto read = each_item(
        input, sink, "the entry", {"entries"},
        [&](const json& item, const json&, const Place& place) { return file.take(item, place); },
        [&](const json& document, std::size_t items, const Place& place) {
          return file.take_document(document, items, place);
        });
    if (!read) return read;
    return file.finish();
  }
};

}  // namespace
}  // namespace launchpad

std::unique_ptr<Channel> make_launchpad_channel() {
  return std::make_unique<launchpad::LaunchpadChannel>();
}

}  // namespace garner
