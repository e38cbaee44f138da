// X/Twitter as JSON: pages and streams of API v2 and v1.1, the personal archive, and dialogues of companies
// with their customers as research data sets give them. Threads are put together from conversation_id and
// from who answers whom.
#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>

#include "indexer/channel/check.h"
#include "indexer/channel/company.h"
#include "indexer/channel/gather.h"
#include "indexer/channel/input.h"
#include "indexer/channel/json_fields.h"
#include "indexer/channel/json_head.h"
#include "indexer/channel/json_records.h"
#include "indexer/channel/json_text.h"
#include "indexer/channel/platforms.h"
#include "indexer/channel/tweet.h"

namespace garner {
namespace twitter {
namespace {

using nlohmann::json;

constexpr std::string_view kArchiveMark = "window.YTD.";

// The archive's files are JavaScript: `window.YTD.tweets.part0 = [ … ]`. Gives what follows the sign.
class AfterAssignment : public Input {
 public:
  explicit AfterAssignment(Input& input) : input_(input) {}
  Result<std::size_t> read(char* buffer, std::size_t size) override {
    for (;;) {
      auto got = input_.read(buffer, size);
      if (!got || *got == 0 || state_ == kPast) return got;
      std::size_t at = 0;
      while (at < *got && state_ != kPast) {
        const char c = buffer[at];
        if (state_ == kInName) {
          ++at;
          if (c == '=') state_ = kPast;
        } else if (c == kArchiveMark.front()) {
          state_ = kInName;  // no JSON begins so
        } else if (c == '{' || c == '[' || static_cast<unsigned char>(c) > ' ') {
          state_ = kPast;
        } else {
          ++at;
        }
      }
      if (at == *got) continue;
      std::copy(buffer + at, buffer + *got, buffer);
      return *got - at;
    }
  }
  const std::string& name() const override { return input_.name(); }
  std::uint64_t size() const override { return input_.size(); }
  std::uint64_t position() const override { return input_.position(); }

 private:
  enum { kBefore, kInName, kPast } state_ = kBefore;
  Input& input_;
};

// The account whose archive this is, from the file beside its tweets; empty where there is none.
std::string archive_owner(const std::string& tweets_path) {
  const auto path = std::filesystem::path(tweets_path).parent_path() / "account.js";
  auto input = open_input(path.string());
  if (!input) return {};
  std::string text(64UL * 1024, '\0');
  const auto got = (*input)->read(text.data(), text.size());
  text.resize(got ? *got : 0);
  const auto begin = text.find('['), end = text.rfind(']');
  if (begin == std::string::npos || end == std::string::npos || end < begin) return {};
  const auto accounts = parse_json(std::string_view(text).substr(begin, end + 1 - begin));
  if (!accounts || !accounts->is_array() || accounts->empty()) return {};
  return text_of(member(accounts->front(), "account"), "username");
}

// A dialogue of the "customer care" research data: the company named in its header, each turn by "client" or
// "agent", and the answer with a link beside them.
Conversation dialogue_of(const json& record) {
  const json& header = member(record, "dialogHeader");
  const std::string company = text_of(header, "company");
  Conversation conversation;
  const auto add = [&](const json& turn, const char* text) {
    Message message;
    message.id = id_of(turn, "tweet_ID");
    const bool is_agent = text_of(turn, "client").empty();
    message.role = is_agent ? Role::kAgent : Role::kUnknown;
    message.author = is_agent ? text_of(turn, "agent") : text_of(turn, "client");
    if (message.author.empty()) message.author = company;
    message.at = time_of(turn, "datetime");
    if (!conversation.messages.empty()) message.in_reply_to = conversation.messages.back().id;
    message.body = text_of(turn, text);
    for (const Message& known : conversation.messages) {
      if (known.id == message.id) return;
    }
    conversation.messages.push_back(std::move(message));
  };
  for (const json& turn : list_of(record, "dialogContent")) {
    add(turn, "message");
    if (conversation.messages.size() > kMaxMessages) break;
  }
  if (const json& answer = member(record, "agentURL"); answer.is_object()) add(answer, "url_utterance");
  settle(conversation);
  conversation.url = tweet_url({}, conversation.id);
  return conversation;
}

class TwitterFile {
 public:
  TwitterFile(Input& input, const Sink& sink)
      : input_(input),
        sink_(sink),
        gatherer_(sink, [this](Conversation& whole) { return companies_.complete(whole); }) {}

  Result<> read() {
    AfterAssignment json_text(input_);
    auto done = each_record(json_text, sink_, "the page of tweets",
                            [&](const json& record, const Place& place) { return take(record, place); });
    return done ? gatherer_.finish() : done;
  }

 private:
  Result<> take(const json& record, const Place& place) {
    const json& data = member(record, "data");
    if (data.is_array()) return take_page(record, place);
    if (data.is_object() && data.contains("delete"))
      return take_deletion(member(member(data, "delete"), "tweet"), place);
    if (data.is_object()) return take_page(record, place);
    if (const json& statuses = member(record, "statuses"); statuses.is_array()) {
      for (const json& tweet : statuses) {
        if (auto done = take_v1(tweet, place, {}); !done) return done;
      }
      return {};
    }
    if (member(record, "tweet").is_object()) return take_archived(record["tweet"], place);
    if (record.contains("dialogContent"))
      return deliver(sink_, dialogue_of(record), place.position, place.raw);
    if (member(record, "delete").is_object()) return take_deletion(member(record["delete"], "status"), place);
    if (record.contains("author_id") || record.contains("edit_history_tweet_ids"))
      return take_flat(record, place);
    if (record.contains("full_text") || (record.contains("text") && record.contains("user")))
      return take_v1(record, place, {});
    return reject(sink_, place.position, not_a_tweet(record), place.raw);
  }

  static std::string not_a_tweet(const json& record) {
    if (record.contains("dmConversation") || record.contains("dm_conversation_id") ||
        text_of(record, "event_type") == "MessageCreate" || text_of(record, "type") == "message_create") {
      return "a direct message: private conversations are not taken";
    }
    if (record.contains("errors")) {
      const std::string title =
          text_of(list_of(record, "errors").empty() ? json() : record["errors"][0], "title");
      return fmt::format("an error of the API, not a tweet{}{}: fetch it again", title.empty() ? "" : ": ",
                         title);
    }
    if (record.contains("title") && record.contains("detail"))
      return fmt::format("an error of the API, not a tweet: {}", text_of(record, "title"));
    if (integer_of(member(record, "meta"), "result_count") == 0 && record.contains("meta"))
      return "a page of the API without tweets";
    if (record.contains("limit") || record.contains("warning") || record.contains("disconnect"))
      return "a notice of the stream, not a tweet";
    if (record.contains("screen_name") || record.contains("username"))
      return "an account, not a tweet: export the tweets";
    return "not a tweet: it has none of the fields data, statuses, tweet or full_text; of an archive, "
           "harvest "
           "data/tweets.js";
  }

  Result<> take_page(const json& page, const Place& place) {
    const json& includes = member(page, "includes");
    TweetUsers users;
    for (const json& user : list_of(includes, "users")) users.emplace(id_of(user, "id"), &user);
    std::set<std::string> answered;
    const auto each = [&](const json& data, const auto& call) -> Result<> {
      if (data.is_object()) return call(data);
      for (const json& tweet : data) {
        if (auto done = call(tweet); !done) return done;
      }
      return {};
    };
    // Includes come first, so that the page's own tweets count where both hold one.
    auto noted = each(member(page, "data"), [&](const json& tweet) -> Result<> {
      for (const json& reference : list_of(tweet, "referenced_tweets")) {
        if (text_of(reference, "type") == "replied_to") answered.insert(id_of(reference, "id"));
      }
      return {};
    });
    if (!noted) return noted;
    for (const json& tweet : list_of(includes, "tweets")) {
      if (!answered.contains(id_of(tweet, "id"))) continue;  // quoted, or the original of a retweet
      if (auto done = add(read_tweet_v2(tweet, users), place); !done) return done;
    }
    return each(member(page, "data"), [&](const json& tweet) -> Result<> {
      if (!tweet.is_object() || !tweet.contains("text") || tweet.contains("dm_conversation_id"))
        return reject(sink_, place.position, not_a_tweet(tweet.is_object() ? tweet : json::object()),
                      place.raw);
      return add(read_tweet_v2(tweet, users), place);
    });
  }

  // A tweet with what it refers to inside it, as `twarc2 flatten` writes them.
  Result<> take_flat(const json& tweet, const Place& place) {
    if (!tweet.contains("text")) return reject(sink_, place.position, not_a_tweet(tweet), place.raw);
    for (const json& reference : list_of(tweet, "referenced_tweets")) {
      if (text_of(reference, "type") != "replied_to" || text_of(reference, "text").empty()) continue;
      if (auto done = add(read_tweet_v2(reference, {}), place); !done) return done;
    }
    return add(read_tweet_v2(tweet, {}), place);
  }

  Result<> take_archived(const json& tweet, const Place& place) {
    if (!owner_) owner_ = archive_owner(input_.name());
    return take_v1(tweet, place, *owner_);
  }

  Result<> take_v1(const json& tweet, const Place& place, const std::string& owner) {
    if (!tweet.is_object() || (!tweet.contains("text") && !tweet.contains("full_text")))
      return reject(sink_, place.position, not_a_tweet(tweet.is_object() ? tweet : json::object()),
                    place.raw);
    return add(read_tweet_v1(tweet, owner), place);
  }

  Result<> take_deletion(const json& tweet, const Place& place) {
    Tweet gone;
    Message message;
    message.id = id_of(tweet, "id");
    if (message.id.empty()) message.id = text_of(tweet, "id_str");
    message.deleted = true;
    gone.part.messages.push_back(std::move(message));
    return add(std::move(gone), place);
  }

  Result<> add(Tweet&& tweet, const Place& place) {
    if (tweet.part.messages.empty()) return {};  // a retweet
    const Message& message = tweet.part.messages.front();
    if (message.id.empty()) return reject(sink_, place.position, "the tweet has no id", place.raw);
    if (auto fault = fault_in_time("created_at", message.at))
      return reject(sink_, place.position, std::move(*fault), place.raw);
    if (message.in_reply_to.empty()) {
      for (const std::string& account : tweet.mentions) companies_.opened(message.author, account);
    }
    if (!tweet.conversation.empty()) gatherer_.join(message.id, tweet.conversation);
    for (const std::string& version : tweet.versions) gatherer_.join(message.id, version);
    return gatherer_.add(tweet.part, {}, place.position);
  }

  Input& input_;
  const Sink& sink_;
  CompanyFinder companies_;
  Gatherer gatherer_;
  std::optional<std::string> owner_;
};

class TwitterChannel : public Channel {
 public:
  std::string_view format() const override { return "twitter"; }
  std::string_view default_channel() const override { return "twitter"; }

  bool recognises(std::string_view head) const override {
    if (head.starts_with(kArchiveMark)) return true;
    const JsonHead json_head(head);
    if (!json_head.is_json()) return false;
    const bool v2_words = json_head.holds("\"edit_history_tweet_ids\"") ||
                          json_head.holds("\"referenced_tweets\"") ||
                          json_head.holds("\"in_reply_to_user_id\"") || json_head.holds("\"newest_id\"") ||
                          json_head.holds("\"matching_rules\"") ||
                          (json_head.holds("\"conversation_id\"") && json_head.holds("\"author_id\""));
    return (json_head.has("data") && v2_words) || json_head.has("__twarc") ||
           json_head.has("search_metadata") || (json_head.has("statuses") && json_head.holds("\"id_str\"")) ||
           (json_head.has("id_str") && json_head.has_any({"text", "full_text"})) ||
           json_head.has_all({"author_id", "conversation_id", "text"}) ||
           json_head.has("edit_history_tweet_ids") || json_head.has_all({"dialogHeader", "dialogContent"}) ||
           (json_head.has("delete") && json_head.holds("\"user_id_str\"")) ||
           (json_head.has("data") && json_head.holds("\"delete\"") && json_head.holds("\"tweet\""));
  }

  Result<> parse(Input& input, const Sink& sink) const override { return TwitterFile(input, sink).read(); }

  bool is_part(const std::string& path) const override {
    const std::filesystem::path file(path);
    std::error_code ignored;
    return file.filename() == "account.js" &&
           std::filesystem::exists(file.parent_path() / "tweets.js", ignored);
  }
};

}  // namespace
}  // namespace twitter

std::unique_ptr<Channel> make_twitter_channel() {
  return std::make_unique<twitter::TwitterChannel>();
}

}  // namespace garner
