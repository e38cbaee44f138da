// Discourse: the latest topics, newest activity first; each topic that moved, with all its posts.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "indexer/channel/channel.h"
#include "indexer/channel/json_fields.h"
#include "indexer/live/page_tools.h"

namespace garner {
namespace {

using nlohmann::json;

constexpr std::size_t kPostsAPage = 20;  // what the platform gives at once

PageRequest topics_page(const ChannelSettings& settings, const Walk& walk) {
  std::string path = "/latest.json?order=activity&page=";
  if (settings.query.starts_with("c/")) path = "/" + settings.query + "/l/latest.json?order=activity&page=";
  if (settings.query.starts_with("tag/")) path = "/" + settings.query + ".json?order=activity&page=";
  return {"list", join_url(settings.url, path + (walk.page.empty() ? "0" : walk.page)), to_text(walk)};
}

// The ids of a topic's posts that are not in it yet.
std::vector<std::string> missing_posts(const json& topic) {
  const json& stream = member(topic, "post_stream");
  std::set<std::string> there;
  for (const json& post : list_of(stream, "posts")) there.insert(id_of(post, "id"));
  std::vector<std::string> missing;
  for (const json& id : list_of(stream, "stream")) {
    if (id.is_number_integer() && !there.contains(std::to_string(id.get<std::int64_t>())))
      missing.push_back(std::to_string(id.get<std::int64_t>()));
  }
  return missing;
}

// The payload once the topic is whole, else the page with more of its posts.
Page with_topic(const ChannelSettings& settings, json topic, bool came_further) {
  Page page;
  const auto missing = missing_posts(topic);
  const bool whole = missing.empty() || !came_further ||
                     list_of(member(topic, "post_stream"), "posts").size() >= kMaxMessages;
  if (whole) {
    if (text_of(topic, "url").empty())
      topic["url"] = join_url(settings.url, fmt::format("/t/{}", id_of(topic, "id")));
    page.payload = dump(topic);
    return page;
  }
  std::string url = join_url(settings.url, fmt::format("/t/{}/posts.json?", id_of(topic, "id")));
  for (std::size_t i = 0; i < std::min(missing.size(), kPostsAPage); ++i) {
    url += (i == 0 ? "post_ids%5B%5D=" : "&post_ids%5B%5D=") + missing[i];
  }
  page.next = PageRequest{"posts", std::move(url), dump(topic)};
  return page;
}

class DiscourseSource : public LiveSource {
 public:
  std::string_view format() const override { return "discourse"; }
  std::string_view query_help() const override { return "tag/NAME or c/CATEGORY/ID; left out: everything"; }

  std::vector<std::string> headers(const std::string& token) const override {
    if (token.empty()) return {"Accept: application/json"};
    return {"Accept: application/json", "Api-Key: " + token, "Api-Username: system"};
  }

  Result<PageRequest> first(const ChannelSettings& settings, const std::string& cursor) const override {
    return topics_page(settings, parse_walk(cursor));
  }

  Result<Page> read(const ChannelSettings& settings, const PageRequest& request,
                    const HttpResponse& response) const override {
    auto body = json_of(response);
    if (!body) return fail(body.error());
    if (request.kind == "topic") return with_topic(settings, std::move(*body), true);
    if (request.kind == "posts") {
      json topic = json::parse(request.carried, nullptr, false);
      json& posts = topic["post_stream"]["posts"];
      const std::size_t before = posts.size();
      for (const json& post : list_of(member(*body, "post_stream"), "posts")) posts.push_back(post);
      return with_topic(settings, std::move(topic), posts.size() > before);
    }
    const json& listed = member(*body, "topic_list");
    if (!listed.is_object()) {
      return fail(ErrorCode::kInvalidInput, "the platform's answer is no list of topics",
                  "url should be the forum's address");
    }
    return topics(settings, listed, parse_walk(request.carried));
  }

 private:
  static Page topics(const ChannelSettings& settings, const json& listed, const Walk& walk) {
    Page page;
    WalkedPage walked(walk, walk.since);
    for (const json& topic : list_of(listed, "topics")) {
      const bool pinned = flag_of(topic, "pinned") || flag_of(topic, "pinned_globally");
      if (!walked.takes(text_of(topic, "bumped_at"), pinned)) continue;
      page.details.push_back(
          {"topic", join_url(settings.url, fmt::format("/t/{}.json", id_of(topic, "id"))), ""});
    }
    const bool more = !text_of(listed, "more_topics_url").empty() && !list_of(listed, "topics").empty();
    walked.end(page, more ? std::to_string(std::stoll("0" + walk.page) + 1) : "",
               [&](const Walk& next) { return topics_page(settings, next); });
    return page;
  }
};

}  // namespace

std::unique_ptr<LiveSource> make_live_discourse() {
  return std::make_unique<DiscourseSource>();
}

}  // namespace garner
