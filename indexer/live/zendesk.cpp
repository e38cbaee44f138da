// Zendesk: tickets as they change (the incremental export), each with its comments.
#include <fmt/format.h>

#include <algorithm>

#include "indexer/base64.h"
#include "indexer/channel/channel.h"
#include "indexer/channel/json_fields.h"
#include "indexer/live/page_tools.h"

namespace garner {
namespace {

using nlohmann::json;

// Adds the users that are not there yet.
void add_users(json& users, const json& more) {
  for (const json& user : more) {
    const std::string id = id_of(user, "id");
    const bool there =
        std::any_of(users.begin(), users.end(), [&](const json& known) { return id_of(known, "id") == id; });
    if (!there) users.push_back(user);
  }
}

class ZendeskSource : public LiveSource {
 public:
  std::string_view format() const override { return "zendesk"; }
  std::string_view query_help() const override {
    return "none; token is NAME@COMPANY/token:TOKEN, or an OAuth token";
  }

  std::vector<std::string> headers(const std::string& token) const override {
    if (token.find(':') == std::string::npos) return LiveSource::headers(token);
    return {"Accept: application/json", "Authorization: Basic " + to_base64(token)};
  }

  // The cursor is the platform's own.
  Result<PageRequest> first(const ChannelSettings& settings, const std::string& cursor) const override {
    return PageRequest{"list", list_url(settings, cursor), ""};
  }

  Result<Page> read(const ChannelSettings& settings, const PageRequest& request,
                    const HttpResponse& response) const override {
    auto body = json_of(response);
    if (!body) return fail(body.error());
    Page page;
    if (request.kind == "comments") {
      json state = json::parse(request.carried, nullptr, false);
      json& comments = state["tickets"][0]["comments"];
      if (!comments.is_array()) comments = json::array();
      for (const json& comment : list_of(*body, "comments")) comments.push_back(comment);
      add_users(state["users"], list_of(*body, "users"));
      const std::string next = text_of(member(*body, "links"), "next");
      const bool more =
          flag_of(member(*body, "meta"), "has_more") && !next.empty() && comments.size() < kMaxMessages;
      if (more) {
        page.next = PageRequest{"comments", next, dump(state)};
      } else {
        page.payload = dump(state);
      }
      return page;
    }
    if (!body->contains("tickets")) {
      return fail(ErrorCode::kInvalidInput, "the platform's answer has no tickets",
                  "url should be https://COMPANY.zendesk.com");
    }
    for (const json& ticket : list_of(*body, "tickets")) {
      const json state = {{"tickets", json::array({ticket})}, {"users", list_of(*body, "users")}};
      if (text_of(ticket, "status") == "deleted") {
        page.payload += dump(state) + "\n";
        continue;
      }
      page.details.push_back(
          {"comments",
           join_url(settings.url,
                    fmt::format("/api/v2/tickets/{}/comments.json?include=users&page%5Bsize%5D=100",
                                encode(id_of(ticket, "id")))),
           dump(state)});
    }
    const std::string cursor = text_of(*body, "after_cursor");
    if (!cursor.empty()) page.cursor = cursor;
    if (!flag_of(*body, "end_of_stream") && !cursor.empty())
      page.next = PageRequest{"list", list_url(settings, cursor), ""};
    return page;
  }

 private:
  static std::string list_url(const ChannelSettings& settings, const std::string& cursor) {
    const std::string from = cursor.empty() ? "start_time=1" : "cursor=" + encode(cursor);
    return join_url(settings.url, "/api/v2/incremental/tickets/cursor.json?include=users&" + from);
  }
};

}  // namespace

std::unique_ptr<LiveSource> make_live_zendesk() {
  return std::make_unique<ZendeskSource>();
}

}  // namespace garner
