// The constructors of all channels, for registry.cpp. A new channel adds its line here and there.
#pragma once

#include <memory>

#include "indexer/channel/channel.h"

namespace garner {

std::unique_ptr<Channel> make_ndjson_channel();
std::unique_ptr<Channel> make_discourse_channel();
std::unique_ptr<Channel> make_stackexchange_channel();
std::unique_ptr<Channel> make_tweets_channel();
std::unique_ptr<Channel> make_mbox_channel();

}  // namespace garner
