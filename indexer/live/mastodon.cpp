// Mastodon: the posts of a tag, or those that mention the account whose token it is; each with its thread.
#include <fmt/format.h>

#include <set>

#include "indexer/channel/json_fields.h"
#include "indexer/live/page_tools.h"

namespace garner {
namespace {

using nlohmann::json;

constexpr int kPageSize = 40;

// Ids are numbers of any length as text.
bool is_newer(const std::string& a, const std::string& b) {
  return a.size() != b.size() ? a.size() > b.size() : a > b;
}

class MastodonSource : public LiveSource {
 public:
  std::string_view format() const override { return "mastodon"; }
  std::string_view query_help() const override { return "#TAG, or mentions (needs a token)"; }

  // The cursor is the newest id that has been taken: what follows it comes next.
  Result<PageRequest> first(const ChannelSettings& settings, const std::string& cursor) const override {
    return list(settings, cursor);
  }

  Result<Page> read(const ChannelSettings& settings, const PageRequest& request,
                    const HttpResponse& response) const override {
    auto body = json_of(response);
    if (!body) return fail(body.error());
    Page page;
    if (request.kind == "context") {
      json statuses = json::array();
      for (const json& status : list_of(*body, "ancestors")) statuses.push_back(status);
      statuses.push_back(json::parse(request.carried, nullptr, false));
      for (const json& status : list_of(*body, "descendants")) statuses.push_back(status);
      page.payload = dump(statuses);
      return page;
    }
    if (!body->is_array())
      return fail(ErrorCode::kInvalidInput, "the platform's answer is no list",
                  "url should be the instance's address");
    std::string newest = request.carried;
    std::set<std::string> threads;  // a reply comes with the thread of what it answers
    for (const json& entry : *body) {
      const std::string id = id_of(entry, "id");
      if (is_newer(id, newest)) newest = id;
      const json& status = entry.contains("status") ? entry["status"] : entry;  // in a notification
      if (!status.is_object() || !threads.insert(id_of(status, "id")).second) continue;
      if (const std::string parent = id_of(status, "in_reply_to_id");
          !parent.empty() && !threads.insert(parent).second)
        continue;
      page.details.push_back(
          {"context",
           join_url(settings.url, fmt::format("/api/v1/statuses/{}/context", encode(id_of(status, "id")))),
           dump(status)});
    }
    page.cursor = newest;
    if (!body->empty() && newest != request.carried) {
      auto next = list(settings, newest);
      if (!next) return fail(next.error());
      page.next = std::move(*next);
    }
    return page;
  }

 private:
  static Result<PageRequest> list(const ChannelSettings& settings, const std::string& cursor) {
    std::string path;
    if (settings.query == "mentions") {
      path = fmt::format("/api/v1/notifications?types%5B%5D=mention&limit={}", kPageSize);
    } else if (settings.query.size() > 1 && settings.query.front() == '#') {
      path = fmt::format("/api/v1/timelines/tag/{}?limit={}", encode(settings.query.substr(1)), kPageSize);
    } else {
      return fail(ErrorCode::kInvalidInput, "query should be #TAG or mentions");
    }
    return PageRequest{
        "list", join_url(settings.url, path + "&min_id=" + encode(cursor.empty() ? "0" : cursor)), cursor};
  }
};

}  // namespace

std::unique_ptr<LiveSource> make_live_mastodon() {
  return std::make_unique<MastodonSource>();
}

}  // namespace garner
