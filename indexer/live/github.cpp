// GitHub issues, the longest unchanged first; each with its comments. Pull requests are left out. Discussions
// are a query of their own.
#include <fmt/format.h>

#include <algorithm>

#include "indexer/channel/channel.h"
#include "indexer/channel/json_fields.h"
#include "indexer/live/github_discussions.h"
#include "indexer/live/page_tools.h"

namespace garner {
namespace {

using nlohmann::json;

class GithubSource : public LiveSource {
 public:
  std::string_view format() const override { return "github"; }
  std::string_view query_help() const override {
    return "OWNER/REPOSITORY for its issues, OWNER/REPOSITORY/discussions";
  }

  std::vector<std::string> headers(const std::string& token) const override {
    std::vector<std::string> headers = {"Accept: application/vnd.github+json",
                                        "X-GitHub-Api-Version: 2022-11-28"};
    if (!token.empty()) headers.push_back("Authorization: Bearer " + token);
    return headers;
  }

  // The cursor of issues is the newest updated_at that has been taken, that of discussions a Walk.
  Result<PageRequest> first(const ChannelSettings& settings, const std::string& cursor) const override {
    constexpr std::string_view kDiscussions = "/discussions";
    const bool discussions = settings.query.ends_with(kDiscussions);
    const std::string repository =
        settings.query.substr(0, settings.query.size() - (discussions ? kDiscussions.size() : 0));
    const auto slash = repository.find('/');
    if (slash == std::string::npos || repository.find('/', slash + 1) != std::string::npos)
      return fail(ErrorCode::kInvalidInput,
                  "query should be OWNER/REPOSITORY or OWNER/REPOSITORY/discussions");
    const std::string owner = repository.substr(0, slash), name = repository.substr(slash + 1);
    if (discussions) return first_discussions(settings, owner, name, cursor);
    std::string url = fmt::format("/repos/{}/{}/issues?state=all&sort=updated&direction=asc&per_page=100",
                                  encode(owner), encode(name));
    if (!cursor.empty()) url += "&since=" + encode(cursor);
    return PageRequest{"list", join_url(settings.url, url), cursor};
  }

  Result<Page> read(const ChannelSettings& /*settings*/, const PageRequest& request,
                    const HttpResponse& response) const override {
    if (is_of_discussions(request)) return read_discussions(request, response);
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
