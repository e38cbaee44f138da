#include <algorithm>

#include "indexer/channel/channel.h"
#include "indexer/channel/platforms.h"

namespace garner {

const std::vector<std::unique_ptr<Channel>>& channels() {
  static const auto all = [] {
    std::vector<std::unique_ptr<Channel>> list;
    list.push_back(make_stackexchange_channel());
    list.push_back(make_tweets_channel());
    list.push_back(make_mbox_channel());
    list.push_back(make_discourse_channel());
    list.push_back(make_discourse_archive_channel());
    list.push_back(make_stackexchange_api_channel());
    list.push_back(make_kitsune_channel());
    list.push_back(make_nodebb_channel());
    list.push_back(make_khoros_channel());
    list.push_back(make_zendesk_channel());
    list.push_back(make_github_channel());
    list.push_back(make_gitlab_channel());
    list.push_back(make_jira_channel());
    list.push_back(make_launchpad_channel());
    list.push_back(make_askbot_channel());
    list.push_back(make_abcd_channel());
    list.push_back(make_slack_channel());
    list.push_back(make_discord_channel());
    list.push_back(make_zulip_channel());
    list.push_back(make_rocketchat_channel());
    list.push_back(make_mattermost_channel());
    list.push_back(make_telegram_channel());
    list.push_back(make_messenger_channel());
    list.push_back(make_gitter_channel());
    list.push_back(make_whatsapp_channel());
    list.push_back(make_irc_channel());
    list.push_back(make_twitter_channel());
    list.push_back(make_mastodon_channel());
    list.push_back(make_activitypub_channel());
    list.push_back(make_bluesky_channel());
    list.push_back(make_reddit_channel());
    list.push_back(make_feed_channel());
    list.push_back(make_ndjson_channel());  // last: it takes any line of JSON
    return list;
  }();
  return all;
}

const Channel* channel_of_format(std::string_view format) {
  const auto found = std::find_if(channels().begin(), channels().end(),
                                  [&](const auto& channel) { return channel->format() == format; });
  return found == channels().end() ? nullptr : found->get();
}

const Channel* recognise(std::string_view head) {
  const auto found = std::find_if(channels().begin(), channels().end(),
                                  [&](const auto& channel) { return channel->recognises(head); });
  return found == channels().end() ? nullptr : found->get();
}

}  // namespace garner
