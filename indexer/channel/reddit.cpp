// Reddit: pages, listings and "more" answers of its API, and dumps of posts and comments (Pushshift, Arctic
// Shift), one a line, in one file or in two beside each other.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "indexer/channel/check.h"
#include "indexer/channel/company.h"
#include "indexer/channel/escapes.h"
#include "indexer/channel/gather.h"
#include "indexer/channel/input.h"
#include "indexer/channel/json_fields.h"
#include "indexer/channel/json_head.h"
#include "indexer/channel/json_records.h"
#include "indexer/channel/platforms.h"

namespace garner {
namespace reddit {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

bool is_gone(const std::string& text) {
  return text == "[deleted]" || text == "[removed]" || text == "[deleted by user]";
}

// Without raw_json=1 the API escapes <, > and &: a text that holds one of these bare was not escaped.
std::string markdown_of(std::string text) {
  if (text.find_first_of("<>") != std::string::npos) return text;
  for (std::size_t at = text.find('&'); at != std::string::npos; at = text.find('&', at + 1)) {
    const std::string_view rest = std::string_view(text).substr(at);
    if (!rest.starts_with("&amp;") && !rest.starts_with("&lt;") && !rest.starts_with("&gt;")) return text;
  }
  return unescape(text);
}

// What a post's flair says. Communities name it themselves: "Solved", "[SOLVED!]", "✅ Gelöst", "Not solved".
ConversationState state_of_flair(std::string flair) {
  std::transform(flair.begin(), flair.end(), flair.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const auto holds_any = [&](auto words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return flair.find(word) != std::string::npos; });
  };
  constexpr std::array<std::string_view, 8> kNot = {"unsolved",  "unanswered", "unresolved", "not ",
                                                    "un-solved", "ungelöst",   "non ",       "no "};
  constexpr std::array<std::string_view, 9> kSolved = {"solved", "answered", "resolved",  "fixed",  "gelöst",
                                                       "résolu", "resuelto", "resolvido", "risolto"};
  if (holds_any(kNot)) return ConversationState::kOpen;
  if (holds_any(kSolved)) return ConversationState::kResolved;
  constexpr std::array<std::string_view, 1> kClosed = {"closed"};
  return holds_any(kClosed) ? ConversationState::kClosed : ConversationState::kOpen;
}

// What posts and comments have alike.
Message message_of(const json& thing, const char* kind, const char* text) {
  Message message;
  message.id = text_of(thing, "name");
  if (message.id.empty() && !id_of(thing, "id").empty())
    message.id = fmt::format("{}_{}", kind, id_of(thing, "id"));
  const std::string author = text_of(thing, "author");
  if (!is_gone(author)) message.author = author;
  if (author == "AutoModerator") {
    message.role = Role::kBot;
  } else if (flag_of(thing, "is_submitter")) {
    message.role = Role::kAsker;
  } else if (!text_of(thing, "distinguished").empty()) {
    message.role = Role::kAgent;  // a moderator or an administrator speaking as such
  }
  message.at = time_of(thing, "created_utc");
  message.format = BodyFormat::kMarkdown;
  message.body = markdown_of(text_of(thing, text));
  message.deleted = is_gone(message.body) || !text_of(thing, "removed_by_category").empty() ||
                    !text_of(thing, "banned_by").empty() || flag_of(thing, "removed");
  if (is_gone(message.body)) message.body.clear();
  message.score = integer_of(thing, "score");
  return message;
}

// The file with the comments to the posts of `path`, and the other way round, as the dumps name them; empty
// where it is none of these.
std::string companion_of(const std::string& path, std::string_view from, std::string_view to) {
  const fs::path file(path);
  std::string name = file.filename().string();
  const auto at = name.rfind(from);
  if (at == std::string::npos) return {};
  name.replace(at, from.size(), to);
  std::error_code ignored;
  const fs::path found = file.parent_path() / name;
  return fs::is_regular_file(found, ignored) ? found.string() : std::string();
}
std::string comments_beside(const std::string& path) {
  const std::string pushshift = companion_of(path, "RS_", "RC_");
  return pushshift.empty() ? companion_of(path, "_submissions", "_comments") : pushshift;
}
bool has_posts_beside(const std::string& path) {
  return !companion_of(path, "RC_", "RS_").empty() ||
         !companion_of(path, "_comments", "_submissions").empty();
}

class RedditFile {
 public:
  explicit RedditFile(const Sink& sink) : sink_(sink), gatherer_(sink, complete) {}

  Result<> read(Input& input) {
    if (auto done = read_things(input); !done) return done;
    if (const std::string comments = comments_beside(input.name()); !comments.empty()) {
      auto beside = open_input(comments);
      if (!beside) return fail(beside.error());
      if (auto done = read_things(**beside); !done) return done;
    }
    return gatherer_.finish();
  }

 private:
  Result<> read_things(Input& input) {
    return each_record(input, sink_, "the listing",
                       [&](const json& record, const Place& place) { return take(record, place); });
  }

  // A thing in its wrapping ({"kind":"t3","data":{…}}), a list of things, or a thing of a dump, without one.
  // The nesting is bounded by kMaxJsonDepth.
  Result<> take(const json& object, const Place& place) {
    const std::string kind = text_of(object, "kind");
    const json& data = member(object, "data");
    if (kind == "Listing") return take_all(list_of(data, "children"), place);
    if (kind == "more") return {};
    if (kind == "t3") return take_post(data, place);
    if (kind == "t1") return take_comment(data, place);
    if (kind.empty() && member(object, "json").is_object())
      return take_all(list_of(member(object["json"], "data"), "things"), place);
    if (kind.empty() && object.contains("link_id") && object.contains("body"))
      return take_comment(object, place);
    if (kind.empty() && object.contains("title") &&
        (object.contains("selftext") || object.contains("num_comments")))
      return take_post(object, place);
    return reject(sink_, place.position, not_a_thing(object, kind), place.raw);
  }

  static std::string not_a_thing(const json& object, const std::string& kind) {
    if (kind == "t4") return "a private message: private conversations are not taken";
    if (kind == "t2" || kind == "t5")
      return "an account or a community, not a post: export its posts (…/comments/ID.json)";
    if (object.contains("error") || object.contains("message"))
      return "an error of the server, not a post: fetch it again";
    return "neither a post nor a comment of Reddit: export …/comments/ID.json, a listing, or a dump";
  }

  Result<> take_all(const json& things, const Place& place) {
    for (const json& thing : things) {
      if (auto done = thing.is_object() ? take(thing, place) : Result<>(); !done) return done;
    }
    return {};
  }

  Result<> take_post(const json& post, const Place& place) {
    Conversation part;
    Message message = message_of(post, "t3", "selftext");
    if (message.id.empty()) return reject(sink_, place.position, "the post has no id", place.raw);
    message.role = message.role == Role::kBot ? Role::kBot : Role::kAsker;
    part.id = message.id;
    part.title = unescape(text_of(post, "title"));
    if (message.body.empty() && !message.deleted) {  // all in the title, or a link
      message.body = part.title;
      message.format = BodyFormat::kText;
      const std::string url = text_of(post, "url");
      if (!flag_of(post, "is_self") && !url.empty()) message.body += "\n\n" + unescape(url);
    }
    const std::string permalink = text_of(post, "permalink"), flair = text_of(post, "link_flair_text");
    if (!permalink.empty()) part.url = "https://www.reddit.com" + permalink;
    if (!flair.empty()) part.tags.push_back(unescape(flair));
    part.state = state_of_flair(flair);
    if (part.state == ConversationState::kOpen && (flag_of(post, "locked") || flag_of(post, "archived")))
      part.state = ConversationState::kClosed;
    part.deleted = message.deleted;
    return add(std::move(part), std::move(message), post, place);
  }

  Result<> take_comment(const json& comment, const Place& place) {
    Conversation part;
    Message message = message_of(comment, "t1", "body");
    message.in_reply_to = id_of(comment, "parent_id");
    part.id = id_of(comment, "link_id");
    if (message.id.empty() || part.id.empty())
      return reject(sink_, place.position, "the comment has no id or no link_id", place.raw);
    if (auto done = add(std::move(part), std::move(message), comment, place); !done) return done;
    const json& replies = member(comment, "replies");
    return replies.is_object() ? take(replies, place) : Result<>();
  }

  Result<> add(Conversation&& part, Message&& message, const json& thing, const Place& place) {
    if (auto fault = fault_in_time("created_utc", message.at))
      return reject(sink_, place.position, std::move(*fault), place.raw);
    part.updated_at = time_of(thing, "edited");  // false where it was not
    if (!part.updated_at) part.updated_at = message.at;
    const std::string thread = part.id;
    part.messages.push_back(std::move(message));
    return gatherer_.add(part, thread, place.position);
  }

  static std::optional<std::string> complete(Conversation& whole) {
    const bool has_post = std::any_of(whole.messages.begin(), whole.messages.end(),
                                      [](const Message& message) { return message.id.starts_with("t3_"); });
    if (has_post) {
      withdraw_if_all_gone(whole);
      return std::nullopt;
    }
    const std::string link(cut(whole.id, 40));
    return fmt::format(
        "of the post {} the export holds comments only ({}): put the post's JSON (…/comments/{}.json) into "
        "the "
        "same file",
        link, whole.messages.size(), link.starts_with("t3_") ? link.substr(3) : link);
  }

  const Sink& sink_;
  Gatherer gatherer_;
};

class RedditChannel : public Channel {
 public:
  std::string_view format() const override { return "reddit"; }
  std::string_view default_channel() const override { return "reddit"; }

  bool recognises(std::string_view head) const override {
    const JsonHead json_head(head);
    if (!json_head.is_json()) return false;
    const bool things = json_head.holds("\"subreddit\"") || json_head.holds("\"t3\"") ||
                        json_head.holds("\"t1\"") || json_head.holds("\"modhash\"");
    return (json_head.has_all({"kind", "data"}) && things) ||
           (json_head.has("json") && json_head.holds("\"things\"")) ||
           (json_head.has("subreddit") && json_head.has_any({"link_id", "selftext", "num_comments"}));
  }

  Result<> parse(Input& input, const Sink& sink) const override { return RedditFile(sink).read(input); }

  bool is_part(const std::string& path) const override { return has_posts_beside(path); }
};

}  // namespace
}  // namespace reddit

std::unique_ptr<Channel> make_reddit_channel() {
  return std::make_unique<reddit::RedditChannel>();
}

}  // namespace garner
