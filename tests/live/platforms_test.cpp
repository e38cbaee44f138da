// Platforms that are polled, in the shapes their APIs give: paging, details, and what becomes of them.
// GitHub and feeds have files of their own.
#include <nlohmann/json.hpp>

#include "indexer/live/page_tools.h"
#include "tests/live/channelled.h"

using namespace garner;
using nlohmann::json;

TEST_CASE("Mastodon: each post of a tag with its thread, from the newest known on") {
  Channelled mastodon("mastodon", "#brindle");
  Platform& api = mastodon.platform;
  const auto status = [&](const std::string& id, const std::string& parent, const std::string& user,
                          const std::string& text) {
    return json{{"id", id},
                {"uri", "https://social.example/users/" + user + "/statuses/" + id},
                {"url", "https://social.example/@" + user + "/" + id},
                {"created_at", "2026-03-01T09:0" + id + ":00.000Z"},
                {"in_reply_to_id", parent.empty() ? json() : json(parent)},
                {"in_reply_to_account_id", nullptr},
                {"visibility", "public"},
                {"language", "en"},
                {"content", "<p>" + text + "</p>"},
                {"account", {{"id", user}, {"acct", user}, {"username", user}, {"bot", false}}},
                {"mentions", json::array()},
                {"tags", json::array()},
                {"favourites_count", 0}};
  };
  const json question = status("1", "", "fern", "My #brindle X2 shows E-041, what now?");
  const json answer = status("2", "1", "quillon", "Take the tray out and close the lid firmly.");
  api.on("/api/v1/timelines/tag/brindle?limit=40&min_id=0", {200, json::array({question}).dump()});
  api.on("/api/v1/timelines/tag/brindle?limit=40&min_id=1", {200, "[]"});
  api.on("/api/v1/statuses/1/context",
         {200, json{{"ancestors", json::array()}, {"descendants", {answer}}}.dump()});
  CHECK(mastodon.poll().counts.conversations == 1);
  CHECK(mastodon.cursor() == "1");
  mastodon.poll();
  CHECK(api.count("/api/v1/statuses/1/context") == 1);
}

TEST_CASE("Bluesky: the threads of an account's posts, each once") {
  Channelled bluesky("bluesky", "@quillon.example");
  Platform& api = bluesky.platform;
  const std::string root = "at://did:plc:fern/app.bsky.feed.post/3k1";
  const std::string reply = "at://did:plc:quillon/app.bsky.feed.post/3k2";
  const auto post = [](const std::string& uri, const std::string& did, const std::string& handle,
                       const std::string& text, json reply_to) {
    json record = {{"$type", "app.bsky.feed.post"},
                   {"text", text},
                   {"createdAt", "2026-03-01T09:00:00.000Z"},
                   {"langs", {"en"}}};
    if (!reply_to.is_null()) record["reply"] = std::move(reply_to);
    return json{{"uri", uri},
                {"cid", "bafy" + did},
                {"author", {{"did", did}, {"handle", handle}, {"displayName", handle}}},
                {"record", record},
                {"indexedAt", "2026-03-01T09:00:01.000Z"},
                {"likeCount", 1},
                {"replyCount", 0}};
  };
  const json link = {{"root", {{"uri", root}, {"cid", "a"}}}, {"parent", {{"uri", root}, {"cid", "a"}}}};
  const json question =
      post(root, "did:plc:fern", "fern.example", "Fennec Pup blinks red, what does that mean?", nullptr);
  const json answer = post(reply, "did:plc:quillon", "quillon.example",
                           "No way to the router: put it one room nearer.", link);
  const json thread = {
      {"thread",
       {{"$type", "app.bsky.feed.defs#threadViewPost"},
        {"post", question},
        {"replies",
         {{{"$type", "app.bsky.feed.defs#threadViewPost"}, {"post", answer}, {"replies", json::array()}}}}}}};
  api.on("/xrpc/app.bsky.feed.getAuthorFeed?limit=100&actor=quillon.example",
         {200, json{{"feed", {{{"post", answer}}, {{"post", answer}}}}, {"cursor", "c2"}}.dump()});
  api.on("/xrpc/app.bsky.feed.getAuthorFeed?limit=100&actor=quillon.example&cursor=c2",
         {200, json{{"feed", json::array()}}.dump()});
  api.on("/xrpc/app.bsky.feed.getPostThread?depth=1000&parentHeight=0&uri=" + encode(root),
         {200, thread.dump()});
  CHECK(bluesky.poll().counts.conversations == 1);
  CHECK(parse_walk(bluesky.cursor()).since == "2026-03-01T09:00:01.000Z");
}

TEST_CASE("Reddit: posts of the last days are read again for their comments") {
  Channelled reddit("reddit", "quillon");
  Platform& api = reddit.platform;
  const json post = {{"id", "p1"},
                     {"name", "t3_p1"},
                     {"title", "Tidewell keeps asking for the password"},
                     {"selftext", "Since 4.2 on Windows it asks every hour."},
                     {"author", "fern"},
                     {"subreddit", "quillon"},
                     {"permalink", "/r/quillon/comments/p1/tidewell/"},
                     {"created_utc", 1772355600.0},
                     {"num_comments", 1},
                     {"score", 3}};
  const json comment = {{"id", "k1"},
                        {"name", "t1_k1"},
                        {"parent_id", "t3_p1"},
                        {"link_id", "t3_p1"},
                        {"author", "reed"},
                        {"body", "Remove the saved login in Settings, then sign in once."},
                        {"created_utc", 1772359200.0},
                        {"score", 5},
                        {"replies", ""}};
  const auto listing = [](const std::string& kind, const json& data, const json& after) {
    return json{{"kind", "Listing"},
                {"data", {{"after", after}, {"children", {{{"kind", kind}, {"data", data}}}}}}};
  };
  api.on("/r/quillon/new.json?limit=100&raw_json=1", {200, listing("t3", post, nullptr).dump()});
  api.on("/comments/p1.json?limit=500&raw_json=1",
         {200, json::array({listing("t3", post, nullptr), listing("t1", comment, nullptr)}).dump()});
  CHECK(reddit.poll().counts.conversations == 1);
  CHECK(reddit.poll().counts.unchanged == 1);
}

TEST_CASE("Stack Exchange: questions with answers and the comments on both") {
  Channelled exchange("stackexchange-api", "kettles/descaling");
  Platform& api = exchange.platform;
  const std::string parts = "?site=kettles&filter=withbody&pagesize=100&page=";
  const json owner = {{"user_id", 5}, {"display_name", "Fern"}, {"user_type", "registered"}};
  const json question = {{"question_id", 11},
                         {"title", "How to descale a Brindle?"},
                         {"body", "<p>The print head is furred up.</p>"},
                         {"owner", owner},
                         {"tags", {"descaling"}},
                         {"answer_count", 1},
                         {"is_answered", true},
                         {"accepted_answer_id", 12},
                         {"score", 2},
                         {"creation_date", 1772355600},
                         {"last_activity_date", 1772362800},
                         {"link", "https://kettles.example/questions/11"}};
  const json answer = {{"answer_id", 12},
                       {"question_id", 11},
                       {"body", "<p>Citric acid, twenty minutes.</p>"},
                       {"owner", {{"user_id", 6}, {"display_name", "Reed"}}},
                       {"is_accepted", true},
                       {"score", 4},
                       {"creation_date", 1772359200},
                       {"last_activity_date", 1772359200}};
  const json comment = {{"comment_id", 13}, {"post_id", 12}, {"body", "Worked, thanks!"},
                        {"owner", owner},   {"score", 0},    {"creation_date", 1772362800}};
  const auto wrap = [](const json& items, bool more = false) {
    return json{{"items", items}, {"has_more", more}, {"quota_remaining", 100}}.dump();
  };
  api.on(
      "/questions?site=kettles&filter=withbody&pagesize=50&page=1&order=asc&sort=activity&tagged=descaling",
      {200, wrap(json::array({question}))});
  api.on("/questions/11/answers" + parts + "1", {200, wrap(json::array({answer}))});
  api.on("/questions/11/comments" + parts + "1", {200, wrap(json::array())});
  api.on("/answers/12/comments" + parts + "1", {200, wrap(json::array(), true)});
  api.on("/answers/12/comments" + parts + "2", {200, wrap(json::array({comment}))});
  CHECK(exchange.poll().counts.conversations == 1);
  CHECK(exchange.cursor() == "1772362800");
}

TEST_CASE("Zendesk: tickets that changed, each with its comments and their authors") {
  Channelled zendesk("zendesk");
  zendesk.settings.token = "agent@quillon.example/token:abc";
  Platform& api = zendesk.platform;
  const json ticket = {{"id", 35},
                       {"url", "https://quillon.example/api/v2/tickets/35.json"},
                       {"subject", "Thermostat shows no schedule"},
                       {"description", "The schedule is gone since Monday."},
                       {"status", "solved"},
                       {"requester_id", 100},
                       {"submitter_id", 100},
                       {"assignee_id", 200},
                       {"created_at", "2026-03-01T09:00:00Z"},
                       {"updated_at", "2026-03-02T09:00:00Z"},
                       {"tags", {"mossbox"}}};
  const auto comment = [](int id, int author, const std::string& body) {
    return json{{"id", id},
                {"type", "Comment"},
                {"author_id", author},
                {"body", body},
                {"html_body", "<p>" + body + "</p>"},
                {"public", true},
                {"created_at", "2026-03-01T1" + std::to_string(id) + ":00:00Z"}};
  };
  const json users = {{{"id", 100}, {"name", "Fern"}, {"role", "end-user"}},
                      {{"id", 200}, {"name", "Petra"}, {"role", "agent"}}};
  api.on("/api/v2/incremental/tickets/cursor.json?include=users&start_time=1",
         {200, json{{"tickets", {ticket}}, {"users", users}, {"after_cursor", "abc"}, {"end_of_stream", true}}
                   .dump()});
  api.on("/api/v2/tickets/35/comments.json?include=users&page%5Bsize%5D=100",
         {200, json{{"comments", {comment(1, 100, "The schedule is gone since Monday.")}},
                    {"users", users},
                    {"meta", {{"has_more", true}}},
                    {"links", {{"next", api.url() + "/comments2"}}}}
                   .dump()});
  api.on("/comments2",
         {200, json{{"comments", {comment(2, 200, "Open the app, choose Restore, pick Sunday.")}},
                    {"users", users},
                    {"meta", {{"has_more", false}}}}
                   .dump()});
  CHECK(zendesk.poll().counts.conversations == 1);
  CHECK(zendesk.cursor() == "abc");
  CHECK(api.last_header("Authorization") == "Basic YWdlbnRAcXVpbGxvbi5leGFtcGxlL3Rva2VuOmFiYw==");
  const Conversation stored = zendesk.stored("35");
  REQUIRE(stored.messages.size() == 2);
  CHECK(stored.messages[1].role == Role::kAgent);
  CHECK(stored.state == ConversationState::kResolved);
}

TEST_CASE("answers that are no such page are refused with what to look at") {
  const std::vector<std::pair<std::string, std::string>> platforms = {
      {"bluesky", "@quillon.example"},
      {"discourse", ""},
      {"github", "quillon/mossbox"},
      {"github", "quillon/mossbox/discussions"},
      {"mastodon", "#brindle"},
      {"reddit", "quillon"},
      {"zendesk", ""},
      {"stackexchange-api", "kettles"}};
  const std::vector<std::string> answers = {"<html>log in</html>",    "{}", "[1,2", "null", "\"text\"",
                                            std::string(100'000, '[')};
  for (const auto& [format, query] : platforms) {
    const LiveSource* const source = live_source_of(format);
    REQUIRE(source != nullptr);
    ChannelSettings settings;
    settings.url = "https://platform.example";
    settings.query = query;
    const auto request = source->first(settings, "");
    REQUIRE(request);
    for (const std::string& answer : answers) {
      INFO(format << " " << answer.substr(0, 20));
      const auto page = source->read(settings, *request, {200, {}, answer});
      REQUIRE_FALSE(page);
      CHECK(page.error().code == ErrorCode::kInvalidInput);
    }
  }
}

TEST_CASE("queries that a platform cannot follow are refused") {
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"github", "mossbox"}, {"github", "a/b/c"}, {"github", "mossbox/discussions"}, {"mastodon", "brindle"},
      {"reddit", ""},        {"bluesky", ""},     {"stackexchange-api", ""}};
  for (const auto& [format, query] : wrong) {
    ChannelSettings settings;
    settings.url = "https://platform.example";
    settings.query = query;
    INFO(format << " " << query);
    CHECK_FALSE(live_source_of(format)->first(settings, ""));
  }
}
