// Reddit: the newest posts of a subreddit; each with its comments. Comments move no post up in the list, so
// posts of the last days are read again with each poll.
#include <fmt/format.h>

#include <algorithm>

#include "indexer/channel/json_fields.h"
#include "indexer/live/page_tools.h"

namespace garner {
namespace {

using nlohmann::json;

constexpr std::int64_t kReadAgain = 3LL * 24 * 3600;  // seconds: most threads are answered by then

// Seconds of the epoch with equally many digits until the year 2286, so that they compare as text.
std::string second_of(const json& post) {
  const auto time = time_of(post, "created_utc");
  return time ? std::to_string(*time / 1000) : std::string();
}

std::string list_url(const ChannelSettings& settings, const Walk& walk) {
  std::string path = fmt::format("/r/{}/new.json?limit=100&raw_json=1", encode(settings.query));
  if (!walk.page.empty()) path += "&after=" + encode(walk.page);
  return join_url(settings.url, path);
}

class RedditSource : public LiveSource {
 public:
  std::string_view format() const override { return "reddit"; }
  std::string_view query_help() const override { return "the subreddit's name"; }

  Result<PageRequest> first(const ChannelSettings& settings, const std::string& cursor) const override {
    if (settings.query.empty()) return fail(ErrorCode::kInvalidInput, "query should be the subreddit's name");
    const Walk walk = parse_walk(cursor);
    return PageRequest{"list", list_url(settings, walk), to_text(walk)};
  }

  Result<Page> read(const ChannelSettings& settings, const PageRequest& request,
                    const HttpResponse& response) const override {
    auto body = json_of(response);
    if (!body) return fail(body.error());
    Page page;
    if (request.kind == "comments") {
      page.payload = response.body;
      return page;
    }
    const json& data = member(*body, "data");
    if (!data.is_object()) {
      return fail(ErrorCode::kInvalidInput, "the platform's answer is no listing",
                  "url should be https://www.reddit.com or https://oauth.reddit.com");
    }
    Walk walk = parse_walk(request.carried);
    const std::int64_t since = walk.since.empty() ? 0 : std::stoll("0" + walk.since) - kReadAgain;
    bool reached = false;
    for (const json& child : list_of(data, "children")) {
      const json& post = member(child, "data");
      const std::string at = second_of(post);
      const bool pinned = flag_of(post, "stickied");
      if (!pinned) walk.high = std::max(walk.high, at);
      if (std::stoll("0" + at) < since) {
        reached = reached || !pinned;
        continue;
      }
      page.details.push_back({"comments",
                              join_url(settings.url, fmt::format("/comments/{}.json?limit=500&raw_json=1",
                                                                 encode(id_of(post, "id")))),
                              ""});
    }
    const std::string next = reached ? std::string() : text_of(data, "after");
    page.cursor = after_page(walk, next);
    if (!next.empty())
      page.next = PageRequest{"list", list_url(settings, parse_walk(*page.cursor)), *page.cursor};
    return page;
  }
};

}  // namespace

std::unique_ptr<LiveSource> make_live_reddit() {
  return std::make_unique<RedditSource>();
}

}  // namespace garner
