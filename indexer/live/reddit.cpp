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

PageRequest threads_page(const ChannelSettings& settings, const Walk& walk) {
  std::string path = fmt::format("/r/{}/new.json?limit=100&raw_json=1", encode(settings.query));
  if (!walk.page.empty()) path += "&after=" + encode(walk.page);
  return {"list", join_url(settings.url, path), to_text(walk)};
}

class RedditSource : public LiveSource {
 public:
  std::string_view format() const override { return "reddit"; }
  std::string_view query_help() const override { return "the subreddit's name"; }

  Result<PageRequest> first(const ChannelSettings& settings, const std::string& cursor) const override {
    if (settings.query.empty()) return fail(ErrorCode::kInvalidInput, "query should be the subreddit's name");
    return threads_page(settings, parse_walk(cursor));
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
    const Walk walk = parse_walk(request.carried);
    std::string again = walk.since;
    if (!again.empty()) again = std::to_string(std::max(std::stoll("0" + again) - kReadAgain, 0LL));
    WalkedPage walked(walk, again);
    for (const json& child : list_of(data, "children")) {
      const json& post = member(child, "data");
      if (!walked.takes(second_of(post), flag_of(post, "stickied"))) continue;
      page.details.push_back({"comments",
                              join_url(settings.url, fmt::format("/comments/{}.json?limit=500&raw_json=1",
                                                                 encode(id_of(post, "id")))),
                              ""});
    }
    walked.end(page, text_of(data, "after"), [&](const Walk& next) { return threads_page(settings, next); });
    return page;
  }
};

}  // namespace

std::unique_ptr<LiveSource> make_live_reddit() {
  return std::make_unique<RedditSource>();
}

}  // namespace garner
