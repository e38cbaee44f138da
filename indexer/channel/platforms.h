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
std::unique_ptr<Channel> make_discourse_archive_channel();
std::unique_ptr<Channel> make_stackexchange_api_channel();
std::unique_ptr<Channel> make_kitsune_channel();
std::unique_ptr<Channel> make_nodebb_channel();
std::unique_ptr<Channel> make_khoros_channel();
std::unique_ptr<Channel> make_zendesk_channel();
std::unique_ptr<Channel> make_github_channel();
std::unique_ptr<Channel> make_gitlab_channel();
std::unique_ptr<Channel> make_jira_channel();
std::unique_ptr<Channel> make_launchpad_channel();
std::unique_ptr<Channel> make_askbot_channel();
std::unique_ptr<Channel> make_abcd_channel();
std::unique_ptr<Channel> make_slack_channel();
std::unique_ptr<Channel> make_discord_channel();
std::unique_ptr<Channel> make_zulip_channel();
std::unique_ptr<Channel> make_rocketchat_channel();
std::unique_ptr<Channel> make_mattermost_channel();
std::unique_ptr<Channel> make_telegram_channel();
std::unique_ptr<Channel> make_messenger_channel();
std::unique_ptr<Channel> make_gitter_channel();
std::unique_ptr<Channel> make_whatsapp_channel();
std::unique_ptr<Channel> make_irc_channel();
std::unique_ptr<Channel> make_twitter_channel();
std::unique_ptr<Channel> make_mastodon_channel();
std::unique_ptr<Channel> make_activitypub_channel();
std::unique_ptr<Channel> make_bluesky_channel();
std::unique_ptr<Channel> make_reddit_channel();
std::unique_ptr<Channel> make_feed_channel();

}  // namespace garner
