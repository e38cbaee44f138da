#include "indexer/channel/tweet.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "indexer/channel/company.h"
#include "indexer/channel/escapes.h"
#include "indexer/channel/json_fields.h"
#include "indexer/core/clock.h"

namespace garner {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxUrls = 200;  // a tweet has a handful; more would make expanding them slow

std::string first_of(std::initializer_list<std::string> texts) {
  for (const auto& text : texts) {
    if (!text.empty()) return text;
  }
  return {};
}

// t.co links as the pages they lead to; links to the tweet's own pictures are left out.
std::string expanded(std::string text, const json& entities, const json& media) {
  std::size_t count = 0;
  for (const json& url : list_of(entities, "urls")) {
    if (++count > kMaxUrls) break;
    const bool picture = url.is_object() && url.contains("media_key");
    const std::string target = first_of({text_of(url, "expanded_url"), text_of(url, "unwound_url")});
    if (picture || !target.empty()) replace_all(text, text_of(url, "url"), picture ? "" : target);
  }
  for (const json& item : media) {
    if (++count > kMaxUrls) break;
    replace_all(text, text_of(item, "url"), "");
  }
  const auto end = text.find_last_not_of(" \t\r\n");
  text.resize(end == std::string::npos ? 0 : end + 1);
  return text;
}

bool is_company(const json& user) {
  const std::string type = text_of(user, "verified_type");
  return type == "business" || type == "government";
}

const json& author_of(const json& tweet, const TweetUsers& users) {
  static const json nobody;
  if (const json& inside = member(tweet, "author"); inside.is_object()) return inside;
  const auto found = users.find(id_of(tweet, "author_id"));
  return found == users.end() ? nobody : *found->second;
}

// The newer versions of an edited tweet count, and an API page may hold them in any order.
void finish(Tweet& tweet, Message&& message) {
  Hint hint{tweet_url(message.author, tweet.versions.empty() ? message.id : tweet.versions.back()), {}};
  if (!tweet.versions.empty()) {
    message.id = tweet.versions.front();
    hint.also_id = tweet.versions.back();
  }
  put_hint(message, hint);
  tweet.part.updated_at = message.at;
  tweet.part.id = tweet.conversation;
  tweet.part.messages.push_back(std::move(message));
}

}  // namespace

std::string tweet_url(const std::string& author, const std::string& id) {
  return fmt::format("https://x.com/{}/status/{}", author.empty() ? "i" : author, id);
}

Tweet read_tweet_v2(const json& tweet, const TweetUsers& users) {
  Tweet read;
  Message message;
  message.id = id_of(tweet, "id");
  for (const json& reference : list_of(tweet, "referenced_tweets")) {
    const std::string type = text_of(reference, "type");
    if (type == "retweeted") return read;
    if (type == "replied_to") message.in_reply_to = id_of(reference, "id");
  }
  const json& user = author_of(tweet, users);
  message.author = first_of({text_of(user, "username"), id_of(tweet, "author_id")});
  if (is_company(user)) message.role = Role::kAgent;
  message.at = time_of(tweet, "created_at");
  const json& note = member(tweet, "note_tweet");  // texts of more than 280 characters
  const bool is_long = note.is_object() && !text_of(note, "text").empty();
  const json& entities = is_long && note.contains("entities") ? note["entities"] : member(tweet, "entities");
  message.body = unescape(expanded(text_of(is_long ? note : tweet, "text"), entities, json::array()));
  message.score = integer_of(member(tweet, "public_metrics"), "like_count");

  read.conversation = id_of(tweet, "conversation_id");
  const json& versions = list_of(tweet, "edit_history_tweet_ids");
  if (versions.size() > 1 && versions.front().is_string() && versions.back().is_string()) {
    for (const json& id : versions) {
      if (id.is_string()) read.versions.push_back(id.get<std::string>());
    }
    if (read.conversation == message.id) read.conversation = read.versions.front();
  }
  for (const json& mention : list_of(member(tweet, "entities"), "mentions"))
    read.mentions.push_back(text_of(mention, "username"));
  finish(read, std::move(message));
  return read;
}

Tweet read_tweet_v1(const json& tweet, const std::string& owner) {
  Tweet read;
  if (member(tweet, "retweeted_status").is_object()) return read;
  const json& extended = member(tweet, "extended_tweet");  // in streams
  const json& whole = extended.is_object() ? extended : tweet;
  std::string text =
      first_of({text_of(whole, "full_text"), text_of(tweet, "full_text"), text_of(tweet, "text")});
  const json& user = member(tweet, "user");
  if (!user.is_object() && text.starts_with("RT @")) return read;  // an archive's retweets say no more

  Message message;
  message.id = first_of({text_of(tweet, "id_str"), id_of(tweet, "id")});
  message.author = first_of({text_of(user, "screen_name"), owner, text_of(user, "id_str")});
  message.in_reply_to =
      first_of({text_of(tweet, "in_reply_to_status_id_str"), id_of(tweet, "in_reply_to_status_id")});
  if (!user.is_object() && !owner.empty() && !message.in_reply_to.empty() &&
      text_of(tweet, "in_reply_to_screen_name") != owner) {
    message.role = Role::kAgent;  // a company's archive: what it answered to others
  }
  message.at = parse_ctime(text_of(tweet, "created_at"));
  if (!message.at) message.at = time_of(tweet, "created_at");
  const json& entities = member(whole, "entities");
  const json& media = list_of(member(whole, "extended_entities"), "media");
  message.body =
      unescape(expanded(std::move(text), entities, media.empty() ? list_of(entities, "media") : media));
  message.score = integer_of(tweet, "favorite_count");
  for (const json& mention : list_of(entities, "user_mentions"))
    read.mentions.push_back(text_of(mention, "screen_name"));
  finish(read, std::move(message));
  return read;
}

}  // namespace garner
