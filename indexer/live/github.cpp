// GitHub issues, the longest unchanged first; each with its comments. Pull requests are left out.
#include <fmt/format.h>

#include <algorithm>

#include "indexer/channel/channel.h"
#include "indexer/channel/json_fields.h"
#include "indexer/live/page_tools.h"

namespace garner {
namespace {

using nlohmann::json;

std::string dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

class GithubSource : public LiveSource {
 public:
  std::string_view format() const override { return "github"; }
  std::string_view query_help() const override { return "OWNER/REPOSITORY"; }

  std::vector<std::string> headers(const std::string& token) const override {
    std::vector<std::string> headers = {"Accept: application/vnd.github+json",
                                        "X-GitHub-Api-Version: 2022-11-28"};
    if (!token.empty()) headers.push_back("Authorization: Bearer " + token);
    return headers;
  }

  // The cursor is the newest updated_at that has been taken.
  Result<PageRequest> first(const ChannelSettings& settings, const std::string& cursor) const override {
    const auto slash = settings.query.find('/');
    if (slash == std::string::npos || settings.query.find('/', slash + 1) != std::string::npos)
      return fail(ErrorCode::kInvalidInput, "query should be OWNER/REPOSITORY");
    std::string url =
        fmt::format("/repos/{}/{}/issues?state=all&sort=updated&direction=asc&per_page=100",
                    encode(settings.query.substr(0, slash)), encode(settings.query.substr(slash + 1)));
    if (!cursor.empty()) url += "&since=" + encode(cursor);
    return PageRequest{"list", join_url(settings.url, url), cursor};
  }

  Result<Page> read(const ChannelSettings& /*settings*/, const PageRequest& request,
                    const HttpResponse& response) const override {
    auto body = json_of(response);
    if (!body) return fail(body.error());
    if (!body->is_array())
      return fail(ErrorCode::kInvalidInput, "the platform's answer is no list",
                  "url should be https://api.github.com");
    return request.kind == "comments" ? comments(*body, request, response) : issues(*body, request, response);
  }

 private:
  static Page issues(const json& list, const PageRequest& request, const HttpResponse& response) {
    Page page;
    std::string newest = request.carried;
    json whole = json::array();  // those without comments
    for (const json& issue : list) {
      newest = std::max(newest, text_of(issue, "updated_at"));
      if (!member(issue, "pull_request").is_null()) continue;
      const std::string comments = text_of(issue, "comments_url");
      if (integer_of(issue, "comments") > 0 && !comments.empty()) {
        page.details.push_back({"comments", comments + "?per_page=100", dump(issue)});
      } else {
        whole.push_back(issue);
      }
    }
    if (!whole.empty()) page.payload = dump(whole);
    page.cursor = newest;
    if (const std::string next = next_link(response); !next.empty())
      page.next = PageRequest{"list", next, newest};
    return page;
  }

  static Page comments(const json& list, const PageRequest& request, const HttpResponse& response) {
    json issue = json::parse(request.carried, nullptr, false);
    json& all = issue["comments_data"];
    if (!all.is_array()) all = json::array();
    for (const json& comment : list) all.push_back(comment);
    Page page;
    const std::string next = next_link(response);
    if (next.empty() || all.size() >= kMaxMessages) {
      page.payload = dump(issue);
    } else {
      page.next = PageRequest{"comments", next, dump(issue)};
    }
    return page;
  }
};

}  // namespace

std::unique_ptr<LiveSource> make_live_github() {
  return std::make_unique<GithubSource>();
}

}  // namespace garner
