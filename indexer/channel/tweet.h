// One tweet of the X/Twitter API (v2, v1.1) or of the personal archive. Pure functions, thread-safe.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <unordered_map>
#include <vector>

#include "indexer/core/model.h"

namespace garner {

struct Tweet {
  Conversation part;                  // one message; no message: a retweet, which says nothing of its own
  std::string conversation;           // id of the conversation's first tweet; empty: not told
  std::vector<std::string> versions;  // ids of its versions, where it was edited; the first is its id
  std::vector<std::string> mentions;  // names of accounts
};

// Users of a page by id, for names: in v2 they stand beside the tweets. The objects must outlive it.
using TweetUsers = std::unordered_map<std::string, const nlohmann::json*>;

// A tweet of API v2, as it is or "flattened" (its author and referenced tweets inside it).
Tweet read_tweet_v2(const nlohmann::json& tweet, const TweetUsers& users);

// A tweet of API v1.1, streamed, searched or "extended". `owner`: the author where the tweet names none, as
// in an archive.
Tweet read_tweet_v1(const nlohmann::json& tweet, const std::string& owner);

std::string tweet_url(const std::string& author, const std::string& id);

}  // namespace garner
