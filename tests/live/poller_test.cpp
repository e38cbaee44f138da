// Polls against a platform on the loopback: paging, what is new alone, trouble on the way, and nothing lost.
#include "indexer/live/poller.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/live/platform.h"
#include "tests/store/temp_store.h"

using namespace garner;
using nlohmann::json;

namespace {

bool no_wait(Fetcher::Milliseconds /*time*/) {
  return true;
}

ChannelSettings forum(const Platform& platform) {
  ChannelSettings settings;
  settings.name = "forum";
  settings.format = "discourse";
  settings.url = platform.url();
  settings.request_gap_ms = 0;
  settings.locale = "en";
  settings.product = "Brindle X2";
  return settings;
}

json post(int id, int number, const std::string& author, const std::string& body, bool accepted = false) {
  return {{"id", id},
          {"post_number", number},
          {"post_type", 1},
          {"username", author},
          {"created_at", "2026-03-01T09:0" + std::to_string(number) + ":00.000Z"},
          {"cooked", "<p>" + body + "</p>"},
          {"accepted_answer", accepted}};
}

json topic(int id, const std::string& title) {
  return {
      {"id", id},
      {"title", title},
      {"created_at", "2026-03-01T09:01:00.000Z"},
      {"post_stream",
       {{"posts",
         {post(id * 10 + 1, 1, "moss", title + " since the update, the printer shows offline."),
          post(id * 10 + 2, 2, "petra", "Hold the Wi-Fi button for five seconds until it blinks.", true)}},
        {"stream", {id * 10 + 1, id * 10 + 2}}}}};
}

json list(std::initializer_list<std::pair<int, std::string>> topics, const std::string& more = "") {
  json all = json::array();
  for (const auto& [id, bumped] : topics) all.push_back({{"id", id}, {"bumped_at", bumped}, {"title", "t"}});
  json result = {{"topic_list", {{"topics", all}}}};
  if (!more.empty()) result["topic_list"]["more_topics_url"] = more;
  return result;
}

const std::string kFirstPage = "/latest.json?order=activity&page=0";
const std::string kSecondPage = "/latest.json?order=activity&page=1";

Conversation stored(Store& store, const std::string& id) {
  auto found = store.conversation("forum", id);
  REQUIRE(found);
  return found->conversation;
}

}  // namespace

TEST_CASE("a poll takes every page, and the next one what is new alone") {
  const TempStore place;
  auto store = place.open();
  Platform platform;
  platform.on(
      kFirstPage,
      {200, list({{3, "2026-03-03T10:00:00.000Z"}, {2, "2026-03-02T10:00:00.000Z"}}, "/more").dump()});
  platform.on(kSecondPage, {200, list({{1, "2026-03-01T10:00:00.000Z"}}).dump()});
  for (int id = 1; id <= 3; ++id)
    platform.on("/t/" + std::to_string(id) + ".json",
                {200, topic(id, "Offline " + std::to_string(id)).dump()});

  Poller poller(*store, no_wait);
  const auto report = poller.poll(forum(platform));
  REQUIRE(report);
  CHECK(report->complete);
  CHECK(report->counts.conversations == 3);
  CHECK(report->counts.quarantined == 0);
  CHECK(stored(*store, "2").product == "Brindle X2");
  CHECK(stored(*store, "2").url == platform.url() + "/t/2");
  CHECK(stored(*store, "2").messages.size() == 2);

  platform.forget(kFirstPage);
  platform.on(kFirstPage, {200, list({{4, "2026-03-04T10:00:00.000Z"},
                                      {3, "2026-03-03T10:00:00.000Z"},
                                      {2, "2026-03-02T10:00:00.000Z"}},
                                     "/more")
                                    .dump()});
  platform.on("/t/4.json", {200, topic(4, "Offline 4").dump()});
  const auto again = poller.poll(forum(platform));
  REQUIRE(again);
  CHECK(again->counts.unchanged == 1);  // the last one of the poll before, looked at again
  CHECK(again->counts.conversations == 2);
  CHECK(platform.count("/t/1.json") == 1);
  CHECK(platform.count("/t/2.json") == 1);
  CHECK(stored(*store, "4").title == "Offline 4");
}

TEST_CASE("posts that a topic does not hold are fetched") {
  const TempStore place;
  auto store = place.open();
  Platform platform;
  json long_topic = topic(7, "Offline 7");
  long_topic["post_stream"]["stream"].push_back(99);
  platform.on(kFirstPage, {200, list({{7, "2026-03-03T10:00:00.000Z"}}).dump()});
  platform.on("/t/7.json", {200, long_topic.dump()});
  platform.on(
      "/t/7/posts.json?post_ids%5B%5D=99",
      {200, json{{"post_stream", {{"posts", {post(99, 3, "moss", "That worked, thank you!")}}}}}.dump()});
  Poller poller(*store, no_wait);
  REQUIRE(poller.poll(forum(platform)));
  CHECK(stored(*store, "7").messages.size() == 3);
}

TEST_CASE("a page limit breaks a walk off, and the next poll goes on there") {
  const TempStore place;
  auto store = place.open();
  Platform platform;
  platform.on(kFirstPage, {200, list({{3, "2026-03-03T10:00:00.000Z"}}, "/more").dump()});
  platform.on(kSecondPage, {200, list({{2, "2026-03-02T10:00:00.000Z"}}).dump()});
  platform.on("/t/3.json", {200, topic(3, "Offline 3").dump()});
  platform.on("/t/2.json", {200, topic(2, "Offline 2").dump()});
  ChannelSettings settings = forum(platform);
  settings.page_limit = 1;
  Poller poller(*store, no_wait);
  const auto first = poller.poll(settings);
  REQUIRE(first);
  CHECK_FALSE(first->complete);
  CHECK(stored(*store, "3").title == "Offline 3");
  const auto second = poller.poll(settings);
  REQUIRE(second);
  CHECK(second->complete);
  CHECK(stored(*store, "2").title == "Offline 2");
}

TEST_CASE("trouble in the middle loses nothing: the next poll takes what is missing") {
  const TempStore place;
  auto store = place.open();
  Platform platform;
  platform.on(kFirstPage,
              {200, list({{3, "2026-03-03T10:00:00.000Z"}, {2, "2026-03-02T10:00:00.000Z"}}).dump()});
  platform.on("/t/3.json", {200, topic(3, "Offline 3").dump()});
  for (int i = 0; i < 5; ++i) platform.on("/t/2.json", {500, "oops"});
  platform.on("/t/2.json", {200, topic(2, "Offline 2").dump()});
  Poller poller(*store, no_wait);
  const auto broken = poller.poll(forum(platform));
  REQUIRE_FALSE(broken);
  const auto state = store->poll_state("forum");
  REQUIRE(state);
  CHECK(state->failures == 1);
  CHECK_FALSE(state->error.empty());
  const auto mended = poller.poll(forum(platform));
  REQUIRE(mended);
  CHECK(stored(*store, "2").title == "Offline 2");
  CHECK(store->poll_state("forum")->failures == 0);
}

TEST_CASE("a page that never comes goes to the quarantine, lets the rest pass, and can be tried again") {
  const TempStore place;
  auto store = place.open();
  Platform platform;
  platform.on(kFirstPage,
              {200, list({{3, "2026-03-03T10:00:00.000Z"}, {2, "2026-03-02T10:00:00.000Z"}}).dump()});
  platform.on("/t/3.json", {500, "oops"});
  platform.on("/t/2.json", {200, topic(2, "Offline 2").dump()});
  Poller poller(*store, no_wait);
  for (int i = 0; i < 3; ++i) REQUIRE_FALSE(poller.poll(forum(platform)));
  const auto report = poller.poll(forum(platform));
  REQUIRE(report);
  CHECK(report->counts.quarantined == 1);
  CHECK(stored(*store, "2").title == "Offline 2");
  const auto quarantined = store->quarantine(10);
  REQUIRE(quarantined);
  REQUIRE(quarantined->size() == 1);
  CHECK(quarantined->front().position == platform.url() + "/t/3.json");

  platform.forget("/t/3.json");
  platform.on("/t/3.json", {200, topic(3, "Offline 3").dump()});
  REQUIRE(poller.retry(forum(platform), quarantined->front()));
  CHECK(stored(*store, "3").title == "Offline 3");
}

TEST_CASE("a topic that is gone when it is fetched is passed over") {
  const TempStore place;
  auto store = place.open();
  Platform platform;
  platform.on(kFirstPage,
              {200, list({{3, "2026-03-03T10:00:00.000Z"}, {2, "2026-03-02T10:00:00.000Z"}}).dump()});
  platform.on("/t/2.json", {200, topic(2, "Offline 2").dump()});
  Poller poller(*store, no_wait);
  const auto report = poller.poll(forum(platform));
  REQUIRE(report);
  CHECK(report->counts.conversations == 1);
}

TEST_CASE("a platform that asks to be left alone is left alone") {
  const TempStore place;
  auto store = place.open();
  Platform platform;
  platform.on(kFirstPage, {429, "", {{"Retry-After", "3600"}}});
  Poller poller(*store, no_wait);
  REQUIRE_FALSE(poller.poll(forum(platform)));
  const auto waiting = poller.poll(forum(platform));
  REQUIRE(waiting);
  CHECK(waiting->unchanged);
  CHECK(platform.count(kFirstPage) == 1);
}

TEST_CASE("what has not changed is not sent again") {
  const TempStore place;
  auto store = place.open();
  Platform platform;
  platform.on(kFirstPage, {200, list({{2, "2026-03-02T10:00:00.000Z"}}).dump(), {{"ETag", "\"v1\""}}});
  platform.on(kFirstPage, {304, ""});
  platform.on("/t/2.json", {200, topic(2, "Offline 2").dump()});
  Poller poller(*store, no_wait);
  REQUIRE(poller.poll(forum(platform)));
  const auto again = poller.poll(forum(platform));
  REQUIRE(again);
  CHECK(again->unchanged);
  CHECK(platform.last_header("If-None-Match") == "\"v1\"");
}

TEST_CASE("what a channel has no consent for is not kept") {
  const TempStore place;
  auto store = place.open();
  Platform platform;
  platform.on(kFirstPage,
              {200, list({{3, "2026-03-03T10:00:00.000Z"}, {2, "2026-03-02T10:00:00.000Z"}}).dump()});
  json tagged = topic(3, "Offline 3");
  tagged["tags"] = {"ok-to-keep"};
  platform.on("/t/3.json", {200, tagged.dump()});
  platform.on("/t/2.json", {200, topic(2, "Offline 2").dump()});
  ChannelSettings settings = forum(platform);
  settings.consent = Consent::kTagged;
  settings.consent_tag = "ok-to-keep";
  Poller poller(*store, no_wait);
  const auto report = poller.poll(settings);
  REQUIRE(report);
  CHECK(report->counts.withheld == 1);
  CHECK_FALSE(store->conversation("forum", "2"));
  CHECK(stored(*store, "3").messages.size() == 2);

  // Consent that is taken back withdraws what was kept.
  settings.consent = Consent::kNone;
  REQUIRE(poller.poll(settings));
  CHECK(stored(*store, "3").deleted);
  CHECK(stored(*store, "3").messages.front().body.empty());
}

TEST_CASE("authors are pseudonyms, unless the channel says that they are not") {
  const TempStore place;
  auto store = place.open();
  Platform platform;
  platform.on(kFirstPage, {200, list({{3, "2026-03-03T10:00:00.000Z"}}).dump()});
  platform.on("/t/3.json", {200, topic(3, "Offline 3").dump()});
  ChannelSettings settings = forum(platform);
  SECTION("not said") {
    REQUIRE(Poller(*store, no_wait).poll(settings));
    CHECK(stored(*store, "3").messages.front().author.starts_with("u-"));
  }
  SECTION("plain") {
    settings.authors = AuthorNaming::kPlain;
    REQUIRE(Poller(*store, no_wait).poll(settings));
    CHECK(stored(*store, "3").messages.front().author == "moss");
  }
}

TEST_CASE("a channel that cannot be polled says what it lacks") {
  const TempStore place;
  auto store = place.open();
  Poller poller(*store, no_wait);
  ChannelSettings settings;
  settings.name = "mail";
  settings.format = "mbox";
  settings.url = "http://127.0.0.1:1";
  const auto odd = poller.poll(settings);
  REQUIRE_FALSE(odd);
  CHECK(odd.error().code == ErrorCode::kInvalidInput);
  CHECK(odd.error().hint.find("discourse") != std::string::npos);
  settings.format = "discourse";
  settings.token = "env:GARNER_TEST_NO_SUCH_TOKEN";
  const auto no_token = poller.poll(settings);
  REQUIRE_FALSE(no_token);
  CHECK(no_token.error().message.find("GARNER_TEST_NO_SUCH_TOKEN") != std::string::npos);
}
