// RSS, Atom and JSON feeds: one page, asked for only when it has changed.
#include "indexer/live/live_source.h"

namespace garner {
namespace {

class FeedSource : public LiveSource {
 public:
  std::string_view format() const override { return "feed"; }
  std::string_view query_help() const override { return "none: url is the feed's own address"; }
  std::vector<std::string> headers(const std::string& token) const override {
    std::vector<std::string> headers = {
        "Accept: application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
        "*/*;q=0.5"};
    if (!token.empty()) headers.push_back("Authorization: Bearer " + token);
    return headers;
  }
  Result<PageRequest> first(const ChannelSettings& settings, const std::string& /*cursor*/) const override {
    return PageRequest{"feed", settings.url, ""};
  }
  Result<Page> read(const ChannelSettings& /*settings*/, const PageRequest& /*request*/,
                    const HttpResponse& response) const override {
    Page page;
    page.payload = response.body;
    return page;
  }
};

}  // namespace

std::unique_ptr<LiveSource> make_live_feed() {
  return std::make_unique<FeedSource>();
}

}  // namespace garner
