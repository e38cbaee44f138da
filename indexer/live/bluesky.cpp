// Bluesky: the posts of an account or of a search, newest first; each with its thread.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "indexer/channel/json_fields.h"
#include "indexer/live/page_tools.h"

namespace garner {
namespace {

using nlohmann::json;

PageRequest posts_page(const ChannelSettings& settings, const Walk& walk) {
  std::string path;
  if (settings.query.starts_with('@')) {
    path = "/xrpc/app.bsky.feed.getAuthorFeed?limit=100&actor=" + encode(settings.query.substr(1));
  } else {
    path = "/xrpc/app.bsky.feed.searchPosts?sort=latest&limit=100&q=" + encode(settings.query);
    if (!walk.since.empty()) path += "&since=" + encode(walk.since);
  }
  if (!walk.page.empty()) path += "&cursor=" + encode(walk.page);
  return {"list", join_url(settings.url, path), to_text(walk)};
}

class BlueskySource : public LiveSource {
 public:
  std::string_view format() const override { return "bluesky"; }
  std::string_view query_help() const override { return "@HANDLE, or words to search for"; }

  Result<PageRequest> first(const ChannelSettings& settings, const std::string& cursor) const override {
    if (settings.query.empty())
      return fail(ErrorCode::kInvalidInput, "query should be @HANDLE or words to search for");
    return posts_page(settings, parse_walk(cursor));
  }

  Result<Page> read(const ChannelSettings& settings, const PageRequest& request,
                    const HttpResponse& response) const override {
    auto body = json_of(response);
    if (!body) return fail(body.error());
    Page page;
    if (request.kind == "thread") {
      page.payload = response.body;
      return page;
    }
    const bool searched = body->contains("posts");
    if (!searched && !body->contains("feed")) {
      return fail(ErrorCode::kInvalidInput, "the platform's answer is no list of posts",
                  "url should be https://public.api.bsky.app or a server of the AT protocol");
    }
    const Walk walk = parse_walk(request.carried);
    WalkedPage walked(walk, walk.since);
    std::set<std::string> threads;
    for (const json& entry : list_of(*body, searched ? "posts" : "feed")) {
      const json& post = searched ? entry : member(entry, "post");
      if (!walked.takes(text_of(post, "indexedAt"))) continue;
      const std::string root = text_of(member(member(member(post, "record"), "reply"), "root"), "uri");
      const std::string uri = root.empty() ? text_of(post, "uri") : root;
      if (uri.empty() || !threads.insert(uri).second) continue;
      page.details.push_back(
          {"thread",
           join_url(settings.url,
                    "/xrpc/app.bsky.feed.getPostThread?depth=1000&parentHeight=0&uri=" + encode(uri)),
           ""});
    }
    walked.end(page, threads.empty() ? "" : text_of(*body, "cursor"),
               [&](const Walk& next) { return posts_page(settings, next); });
    return page;
  }
};

}  // namespace

std::unique_ptr<LiveSource> make_live_bluesky() {
  return std::make_unique<BlueskySource>();
}

}  // namespace garner
