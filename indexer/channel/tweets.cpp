// Customer-support tweets as CSV with the columns tweet_id, author_id, inbound, created_at, text,
// response_tweet_id, in_response_to_tweet_id, in any order. Threads are rebuilt from who answers whom.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "indexer/channel/check.h"
#include "indexer/channel/csv_rows.h"
#include "indexer/channel/escapes.h"
#include "indexer/channel/json_fields.h"
#include "indexer/channel/platforms.h"
#include "indexer/channel/sorter.h"
#include "indexer/channel/threads.h"
#include "indexer/core/ascii.h"
#include "indexer/core/clock.h"
#include "indexer/core/record.h"

namespace garner {
namespace tweets {
namespace {

enum Column : std::size_t { kId, kAuthor, kInbound, kCreated, kText, kResponses, kParent, kColumnCount };
constexpr std::array<std::string_view, kColumnCount> kColumns = {
    "tweet_id", "author_id", "inbound", "created_at", "text", "response_tweet_id", "in_response_to_tweet_id"};
constexpr std::size_t kLineField = kColumnCount;  // records end with the line the tweet came from

// Spreadsheets and data frames turn columns with gaps into "119237.0".
std::string_view tweet_id(std::string_view text) {
  text = trimmed(text);
  if (text.ends_with(".0")) text.remove_suffix(2);
  return text;
}

// As Twitter writes times, or RFC 3339.
std::optional<Time> parse_time(std::string_view text) {
  return text.size() == 30 ? parse_ctime(std::string(text)) : parse_rfc3339(text);
}

std::optional<bool> parse_bool(std::string_view text) {
  if (text == "True" || text == "true" || text == "TRUE" || text == "1") return true;
  if (text == "False" || text == "false" || text == "FALSE" || text == "0") return false;
  return std::nullopt;
}

std::vector<std::string_view> ids_in(std::string_view list) {
  std::vector<std::string_view> ids;
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    if (const auto id = tweet_id(list.substr(0, end)); !id.empty()) ids.push_back(id);
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return ids;
}

using Stored = std::vector<std::string_view>;

// One file being read: rows are checked and put aside while the threads are found, then sorted by thread.
class TweetFile {
 public:
  TweetFile(Input& input, const Sink& sink) : input_(input), sink_(sink) {}

  Result<> read() {
    if (auto ok = read_rows(); !ok) return ok;
    Sorter by_thread;
    auto ok = in_order_.drain([&](std::uint64_t, std::string_view record) -> Result<> {
      const auto fields = split_record(record);
      if (!fields) return {};
      const auto at = parse_time((*fields)[kCreated]);
      const auto order = at ? static_cast<std::uint64_t>(*at) : std::numeric_limits<std::uint64_t>::max();
      return by_thread.add(threads_.thread_of(threads_.number_of((*fields)[kId])), order, record);
    });
    if (!ok) return ok;
    ok = by_thread.drain([&](std::uint64_t thread, std::string_view record) -> Result<> {
      if (thread != thread_) {
        if (auto done = finish_thread(); !done) return done;
        thread_ = thread;
      }
      ++tweet_count_;
      if (records_.size() < kMaxMessages) records_.emplace_back(record);
      return {};
    });
    if (!ok) return ok;
    return finish_thread();
  }

 private:
  Result<> read_rows() {
    CsvRows rows(input_);
    std::uint64_t last_line = 1;
    bool has_header = false;
    for (;;) {
      auto row = rows.next();
      if (!row) return end_of_input(row.error(), sink_, fmt::format("line {}", last_line));
      if (row->kind == CsvRows::Kind::kEnd) return {};
      last_line = row->line;
      const bool blank = row->fields.size() == 1 && trimmed(row->fields[0]).empty();
      if (row->kind == CsvRows::Kind::kRow && blank) continue;
      if (!has_header) {
        if (auto fault = read_header(*row); !fault.empty()) {
          return reject(sink_, fmt::format("line {}", row->line), std::move(fault), row->raw);
        }
        has_header = true;
        continue;
      }
      std::string fault = row->kind == CsvRows::Kind::kFault ? row->fault : std::string();
      if (fault.empty()) {
        auto added = add(*row);
        if (!added) return fail(added.error());
        fault = std::move(*added);
      }
      if (fault.empty()) continue;
      auto ok = reject(sink_, fmt::format("line {}", row->line), std::move(fault), row->raw);
      if (!ok) return ok;
    }
  }

  // Which column is where; what is wrong with the header, or nothing.
  std::string read_header(const CsvRows::Row& row) {
    columns_ = row.fields.size();
    if (row.raw.starts_with("\xFF\xFE") || row.raw.starts_with("\xFE\xFF")) {
      return "the file is UTF-16: save it as UTF-8";
    }
    for (std::size_t i = 0; i < kColumnCount; ++i) {
      const auto found = std::find_if(row.fields.begin(), row.fields.end(), [&](const std::string& name) {
        return trimmed(name) == kColumns.at(i);
      });
      if (found == row.fields.end()) return fmt::format("the first line names no column {}", kColumns.at(i));
      places_.at(i) = static_cast<std::size_t>(found - row.fields.begin());
    }
    return {};
  }

  // Takes one tweet; what is wrong with it, or nothing.
  Result<std::string> add(const CsvRows::Row& row) {
    if (row.fields.size() != columns_) {
      return fmt::format("the row has {} columns, the first line {}", row.fields.size(), columns_);
    }
    std::array<std::string_view, kColumnCount> fields;
    for (std::size_t i = 0; i < kColumnCount; ++i) fields.at(i) = trimmed(row.fields[places_.at(i)]);
    fields[kId] = tweet_id(fields[kId]);
    fields[kParent] = tweet_id(fields[kParent]);
    if (fields[kId].empty()) return "tweet_id is missing";
    if (fields[kText].empty()) return "text is empty";
    if (!parse_bool(fields[kInbound])) return "inbound should be True or False";
    const auto at = parse_time(fields[kCreated]);
    if (!at && !fields[kCreated].empty()) {
      return "created_at should be a time such as Tue Oct 31 22:10:47 +0000 2017";
    }
    if (auto fault = fault_in_time("created_at", at)) return *fault;

    const auto number = threads_.number_of(fields[kId]);
    if (!fields[kParent].empty()) threads_.join(number, threads_.number_of(fields[kParent]));
    for (const auto response : ids_in(fields[kResponses]))
      threads_.join(number, threads_.number_of(response));
    std::string record;
    for (const auto field : fields) append_field(record, field);
    append_field(record, std::to_string(row.line));
    if (auto ok = in_order_.add(sequence_++, 0, record); !ok) return fail(ok.error());
    return std::string();
  }

  // Delivers the tweets gathered, which are in the order of time.
  Result<> finish_thread() {
    const std::vector<std::string> records = std::exchange(records_, {});
    const std::size_t count = std::exchange(tweet_count_, 0);
    std::vector<Stored> tweets;
    std::unordered_map<std::string_view, std::size_t> positions;  // by id
    for (const auto& record : records) {
      auto fields = split_record(record);
      if (!fields) continue;
      Stored tweet = std::move(*fields);
      const auto [known, is_new] = positions.emplace(tweet[kId], tweets.size());
      if (is_new) {
        tweets.push_back(std::move(tweet));
      } else if (tweets[known->second][kText] != tweet[kText]) {  // the very same again is dropped
        auto ok = reject(sink_, fmt::format("line {}", tweet[kLineField]),
                         fmt::format("tweet {} is on line {} already, with another text", tweet[kId],
                                     tweets[known->second][kLineField]));
        if (!ok) return ok;
      }
    }
    if (tweets.empty()) return {};
    const std::string position = fmt::format("line {}", tweets.front()[kLineField]);
    if (count > kMaxMessages) {
      return reject(sink_, position,
                    fmt::format("the thread has {} tweets, more than the {} that one conversation may have",
                                count, kMaxMessages));
    }
    return deliver(sink_, conversation_of(tweets), position);
  }

  static Conversation conversation_of(const std::vector<Stored>& tweets) {
    std::unordered_map<std::string_view, std::string_view> parents;  // as told by the tweet that was answered
    for (const auto& tweet : tweets) {
      for (const auto response : ids_in(tweet[kResponses])) parents.emplace(response, tweet[kId]);
    }
    const auto first_inbound = std::find_if(tweets.begin(), tweets.end(),
                                            [](const Stored& tweet) { return *parse_bool(tweet[kInbound]); });
    Conversation conversation;
    for (const auto& tweet : tweets) {
      Message& message = conversation.messages.emplace_back();
      message.id = tweet[kId];
      message.author = tweet[kAuthor];
      if (!*parse_bool(tweet[kInbound])) {
        message.role = Role::kAgent;
      } else {  // another customer who joins in did not ask
        message.role = tweet[kAuthor] == (*first_inbound)[kAuthor] ? Role::kAsker : Role::kHelper;
      }
      message.at = parse_time(tweet[kCreated]);
      message.in_reply_to = tweet[kParent];
      if (const auto told = parents.find(tweet[kId]); message.in_reply_to.empty() && told != parents.end()) {
        message.in_reply_to = told->second;
      }
      message.body = unescape(tweet[kText]);
    }
    mend_replies(conversation);
    const auto& messages = conversation.messages;
    const auto root = std::find_if(messages.begin(), messages.end(),
                                   [](const Message& message) { return message.in_reply_to.empty(); });
    conversation.id = root == messages.end() ? messages.front().id : root->id;
    conversation.created_at = messages.front().at;
    for (const auto& message : messages) {
      if (message.at) conversation.updated_at = message.at;
    }
    return conversation;
  }

  Input& input_;
  const Sink& sink_;
  std::size_t columns_ = 0;
  std::array<std::size_t, kColumnCount> places_{};
  Threads threads_;
  Sorter in_order_;
  std::uint64_t sequence_ = 0;
  std::uint64_t thread_ = std::numeric_limits<std::uint64_t>::max();  // being gathered
  std::vector<std::string> records_;
  std::size_t tweet_count_ = 0;
};

class TweetsChannel : public Channel {
 public:
  std::string_view format() const override { return "tweets"; }
  std::string_view default_channel() const override { return "twitter"; }
  bool recognises(std::string_view head) const override {
    const auto header = head.substr(0, head.find('\n'));
    return header.find("tweet_id") != std::string_view::npos &&
           header.find("inbound") != std::string_view::npos;
  }
  Result<> parse(Input& input, const Sink& sink) const override { return TweetFile(input, sink).read(); }
};

}  // namespace
}  // namespace tweets

std::unique_ptr<Channel> make_tweets_channel() {
  return std::make_unique<tweets::TweetsChannel>();
}

}  // namespace garner
