// Polls of GitHub: issues over REST, discussions over GraphQL.
#include <nlohmann/json.hpp>

#include "indexer/live/page_tools.h"
#include "tests/live/channelled.h"

using namespace garner;
using nlohmann::json;

TEST_CASE("GitHub: issues with all their comments, pull requests left out") {
  Channelled github("github", "quillon/mossbox");
  Platform& api = github.platform;
  const auto issue = [&](int number, int comments, const std::string& updated) {
    const std::string path = "/repos/quillon/mossbox/issues/" + std::to_string(number);
    return json{{"id", 9000 + number},
                {"number", number},
                {"url", api.url() + path},
                {"comments_url", api.url() + path + "/comments"},
                {"html_url", "https://github.example/quillon/mossbox/issues/" + std::to_string(number)},
                {"title", "Bulb drops off the hub"},
                {"body", "The bulb loses the hub every night."},
                {"user", {{"login", "fern"}, {"type", "User"}}},
                {"author_association", "NONE"},
                {"state", "closed"},
                {"state_reason", "completed"},
                {"comments", comments},
                {"created_at", "2026-03-01T09:00:00Z"},
                {"closed_at", "2026-03-02T09:00:00Z"},
                {"updated_at", updated}};
  };
  const auto comment = [&](int id, const std::string& body) {
    return json{
        {"id", id},
        {"issue_url", api.url() + "/repos/quillon/mossbox/issues/1"},
        {"html_url", "https://github.example/quillon/mossbox/issues/1#issuecomment-" + std::to_string(id)},
        {"user", {{"login", "petra"}, {"type", "User"}}},
        {"author_association", "MEMBER"},
        {"created_at", "2026-03-01T10:00:00Z"},
        {"updated_at", "2026-03-01T10:00:00Z"},
        {"body", body}};
  };
  json request = issue(3, 0, "2026-03-05T09:00:00Z");
  request["pull_request"] = {{"url", "x"}};
  const std::string list = "/repos/quillon/mossbox/issues?state=all&sort=updated&direction=asc&per_page=100";
  api.on(list,
         {200,
          json::array({issue(1, 2, "2026-03-03T09:00:00Z")}).dump(),
          {{"Link", "<" + api.url() + "/page2>; rel=\"next\", <" + api.url() + "/page9>; rel=\"last\""}}});
  api.on("/page2", {200, json::array({issue(2, 0, "2026-03-04T09:00:00Z"), request}).dump()});
  api.on("/repos/quillon/mossbox/issues/1/comments?per_page=100",
         {200,
          json::array({comment(71, "Pair it again with the hub in the same room.")}).dump(),
          {{"Link", "<" + api.url() + "/comments2>; rel=\"next\""}}});
  api.on("/comments2", {200, json::array({comment(72, "Then update the firmware to 3.3.0.")}).dump()});

  CHECK(github.poll().counts.conversations == 2);
  const Conversation first = github.stored("quillon/mossbox#1");
  REQUIRE(first.messages.size() == 3);
  CHECK(first.messages[1].role == Role::kAgent);
  CHECK(first.state == ConversationState::kResolved);
  CHECK(github.cursor() == "2026-03-05T09:00:00Z");
}

TEST_CASE(
    "GitHub: discussions with all their comments and replies, from the newest change to what is known") {
  Channelled github("github", "quillon/mossbox/discussions");
  Platform& api = github.platform;
  const auto comment = [](int id, const std::string& body) {
    return json{{"id", "C_" + std::to_string(id)},
                {"databaseId", id},
                {"url", "https://github.example/quillon/mossbox/discussions/5#discussioncomment-" +
                            std::to_string(id)},
                {"body", body},
                {"createdAt", "2026-03-01T10:00:" + std::to_string(id) + "Z"},
                {"isAnswer", id == 12},
                {"authorAssociation", "MEMBER"},
                {"author", {{"__typename", "User"}, {"login", "petra"}}}};
  };
  const auto list = [](const json& nodes, const std::string& after = "") {
    return json{{"pageInfo", {{"hasNextPage", !after.empty()}, {"endCursor", after}}}, {"nodes", nodes}};
  };
  const auto discussion = [&](int number, const std::string& updated, const json& comments) {
    return json{{"id", "D_" + std::to_string(number)},
                {"number", number},
                {"url", "https://github.example/quillon/mossbox/discussions/" + std::to_string(number)},
                {"title", "Bulb drops off the hub"},
                {"body", "The bulb loses the hub every night."},
                {"author", {{"__typename", "User"}, {"login", "fern"}}},
                {"createdAt", "2026-03-01T09:00:00Z"},
                {"updatedAt", updated},
                {"isAnswered", true},
                {"comments", comments}};
  };
  const auto page = [&](const json& discussions) {
    return json{{"data", {{"repository", {{"discussions", discussions}}}}}}.dump();
  };
  const auto node = [](const std::string& name, const json& connection) {
    return json{{"data", {{"node", {{name, connection}}}}}}.dump();
  };
  json first = comment(11, "Which firmware?");
  first["replies"] = list(json::array({comment(14, "3.2.1 here.")}), "r1");
  const json of_five = discussion(5, "2026-03-05T09:00:00Z", list(json::array({first}), "c1"));
  api.on("/graphql", {200, page(list(json::array({of_five}), "d1"))});
  api.on("/graphql", {200, node("comments", list(json::array({comment(12, "Pair it in the same room.")})))});
  api.on("/graphql", {200, node("replies", list(json::array({comment(15, "Same.")})))});
  api.on("/graphql", {200, page(list(json::array({discussion(4, "2026-03-04T09:00:00Z", list({}))})))});
  CHECK(github.poll().counts.conversations == 2);
  const Conversation five = github.stored("quillon/mossbox#5");
  REQUIRE(five.messages.size() == 5);
  CHECK(five.messages[2].id == "12");
  CHECK(five.messages[2].accepted);
  CHECK(five.messages[4].in_reply_to == "11");
  CHECK(five.state == ConversationState::kResolved);
  CHECK(parse_walk(github.cursor()).since == "2026-03-05T09:00:00Z");

  const auto posted = api.posted();
  REQUIRE(posted.size() == 4);
  const auto variables = [&](std::size_t at) { return json::parse(posted[at])["variables"]; };
  CHECK(variables(0) == json{{"owner", "quillon"}, {"name", "mossbox"}});
  CHECK(variables(1) == json{{"id", "D_5"}, {"after", "c1"}});
  CHECK(variables(2) == json{{"id", "C_11"}, {"after", "r1"}});
  CHECK(variables(3) == json{{"owner", "quillon"}, {"name", "mossbox"}, {"after", "d1"}});
  CHECK(api.last_header("Content-Type") == "application/json");

  // What is older than the newest known ends the next poll, whatever pages follow.
  api.forget("/graphql");
  api.on("/graphql", {200, page(list(json::array({discussion(6, "2026-03-06T09:00:00Z", list({})), of_five,
                                                  discussion(4, "2026-03-04T09:00:00Z", list({}))}),
                                     "d1"))});
  api.on("/graphql", {200, node("comments", list({}, "and more"))});  // a page that adds nothing is the last
  CHECK(github.poll().requests == 2);
  CHECK(parse_walk(github.cursor()).since == "2026-03-06T09:00:00Z");
}

TEST_CASE("GitHub: what GraphQL refuses is told in words that say what to look at") {
  const std::vector<std::pair<std::string, ErrorCode>> answers = {
      {R"({"data":{"repository":null},"errors":[{"type":"NOT_FOUND","message":"x"}]})", ErrorCode::kNotFound},
      {R"({"errors":[{"type":"FORBIDDEN"}]})", ErrorCode::kUnauthorized},
      {R"({"errors":[{"type":"RATE_LIMITED"}]})", ErrorCode::kUnavailable},
      {R"({"data":null,"errors":[{"message":"timeout"}]})", ErrorCode::kUnavailable},
      {R"({"message":"Not Found"})", ErrorCode::kInvalidInput}};
  ChannelSettings settings;
  settings.url = "https://git.example/api/v3";
  settings.query = "quillon/mossbox/discussions";
  const auto request = live_source_of("github")->first(settings, "");
  REQUIRE(request);
  CHECK(request->url == "https://git.example/api/graphql");
  for (const auto& [answer, code] : answers) {
    INFO(answer);
    const auto page = live_source_of("github")->read(settings, *request, {200, {}, answer});
    REQUIRE_FALSE(page);
    CHECK(page.error().code == code);
    CHECK_FALSE(page.error().hint.empty());
  }
}
