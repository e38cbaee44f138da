// Configured channels on the command line: a poll of a platform, what is shown of them, and a config file
// that cannot be.
#include "tests/live/platform.h"
#include "tests/tools/bench.h"

namespace garner {
namespace {

const std::string kList = "/latest.json?order=activity&page=0";

std::string topic(const std::string& id) {
  const auto post = [&](int number, const std::string& author, const std::string& body, bool accepted) {
    return Json{{"id", std::stoi(id) * 10 + number},
                {"post_number", number},
                {"post_type", 1},
                {"username", author},
                {"created_at", "2026-03-01T09:0" + std::to_string(number) + ":00Z"},
                {"cooked", "<p>" + body + "</p>"},
                {"accepted_answer", accepted}};
  };
  const Json posts = {post(1, "moss", "My Fennec FR-7 drops the line every hour, number " + id + ".", false),
                      post(2, "petra", "Switch the lease time to 24 hours under Network, DHCP.", true)};
  return Json{{"id", std::stoi(id)}, {"title", "Line drops " + id}, {"post_stream", {{"posts", posts}}}}
      .dump();
}

struct Polled : Bench {
  Polled() {
    platform.on(kList, {200, R"({"topic_list":{"topics":[{"id":7,"bumped_at":"2026-03-02T10:00:00Z"}]}})"});
    platform.on("/t/7.json", {200, topic("7")});
  }
  // A config file with the channel "forum", and what else is said of it.
  std::string config(const std::string& more = {}) const {
    write("garner.toml", "[channels.forum]\nformat = \"discourse\"\nurl = \"" + platform.url() +
                             "\"\nrequest_gap_ms = 0\nproduct = \"Fennec FR-7\"\n" + more);
    return path("garner.toml");
  }

  Platform platform;
};

TEST_CASE("harvest --live polls a channel of the config file once, and the next time what is new") {
  Polled bench;
  const std::string config = bench.config();
  const Json counts = bench.json({"--config", config, "harvest", "--live", "forum"});
  CHECK(counts["conversations"] == 1);
  CHECK(counts["captured"] == 1);
  CHECK(counts["documents"] == 1);
  CHECK(bench.json({"--config", config, "harvest", "--live", "forum"})["captured"] == 0);
  const Json found = bench.json({"search", "lease time"});
  REQUIRE(found["hits"].size() == 1);
  CHECK(found["hits"][0]["sources"][0]["url"] == bench.platform.url() + "/t/7");
}

TEST_CASE("authors are stored as the channel says, unless the harvest says it itself") {
  Polled bench;
  const std::string config = bench.config("authors = \"plain\"\n");
  const auto stored_author = [&](const std::string& line_start) {
    const std::string all = bench.garner({"export", "-"}).out;
    const auto at = all.find(line_start);
    REQUIRE(at != std::string::npos);
    const std::string line = all.substr(at, all.find('\n', at) - at);
    return Json::parse(line)["messages"][0]["author"].get<std::string>();
  };
  bench.json({"--config", config, "harvest", "--live", "forum"});
  CHECK(stored_author(R"({"type":"conversation","id":"7")") == "moss");

  bench.write("one.ndjson", R"({"id":"a","messages":[{"author":"ann","body":"It blinks red."}]})");
  bench.json({"--config", config, "harvest", "--channel", "forum", bench.path("one.ndjson")});
  CHECK(stored_author(R"({"type":"conversation","id":"a")") == "ann");
  bench.write("two.ndjson", R"({"id":"b","messages":[{"author":"ann","body":"It blinks green."}]})");
  bench.json({"--config", config, "harvest", "--channel", "forum", "--authors", "pseudonym",
              bench.path("two.ndjson")});
  CHECK(stored_author(R"({"type":"conversation","id":"b")").starts_with("u-"));
  bench.json({"harvest", "--channel", "other", bench.path("one.ndjson")});
  CHECK(stored_author(R"({"type":"conversation","id":"a","channel":"other")").starts_with("u-"));
}

TEST_CASE("channel list shows what is configured and how polling went, and no secret") {
  Polled bench;
  const std::string config = bench.config("token = \"unspeakable\"\nowner = \"community team\"\n");
  REQUIRE(bench.json({"--config", config, "harvest", "--live", "forum"})["conversations"] == 1);
  CHECK(bench.platform.last_header("Api-Key") == "unspeakable");
  const Json list = bench.json({"channel", "list"});
  REQUIRE(list["channels"].size() == 1);
  const Json& forum = list["channels"][0];
  CHECK(forum["name"] == "forum");
  CHECK(forum["owner"] == "community team");
  CHECK(forum["token"] == "set");
  CHECK(forum["polled_at"].is_string());
  CHECK(forum["error"].is_null());
  const Outcome shown = bench.garner({"channel", "list"});
  CHECK(shown.out.find("forum  discourse  http://127.0.0.1") == 0);
  CHECK((shown.out + list.dump()).find("unspeakable") == std::string::npos);

  // What is no longer in the file is no longer there.
  bench.write("empty.toml", "[harvest]\nregion = \"DE\"\n[channels.desk]\nformat = \"zendesk\"\n");
  const Json changed = bench.json({"--config", bench.path("empty.toml"), "channel", "list"});
  REQUIRE(changed["channels"].size() == 1);
  CHECK(changed["channels"][0]["name"] == "desk");
}

TEST_CASE("a poll that fails is told, and what could be read stays") {
  Polled bench;
  bench.platform.forget("/t/7.json");
  bench.platform.on("/t/7.json", {403, "members only"});
  const Json error = bench.json({"--config", bench.config(), "harvest", "--live", "forum"}, 1);
  CHECK(error["error"]["message"].get<std::string>().find("forum: the platform refuses access") == 0);
  CHECK(bench.json({"channel", "list"})["channels"][0]["error"].get<std::string>().find("refuses access") !=
        std::string::npos);
}

TEST_CASE("a page that is no topic goes to the quarantine, and is fetched again from there") {
  Polled bench;
  bench.platform.forget("/t/7.json");
  bench.platform.on("/t/7.json", {200, "<html>Down for a minute</html>"});
  const std::string config = bench.config();
  CHECK(bench.json({"--config", config, "harvest", "--live", "forum"}, 3)["quarantined"] == 1);
  const Json list = bench.json({"quarantine", "list"});
  REQUIRE(list["quarantine"].size() == 1);
  CHECK(list["quarantine"][0]["file"] == "live/forum");
  CHECK(list["quarantine"][0]["position"] == bench.platform.url() + "/t/7.json");

  CHECK(bench.json({"quarantine", "retry"}, 3)["mended"] == 0);
  bench.platform.forget("/t/7.json");
  bench.platform.on("/t/7.json", {200, topic("7")});
  const Json mended = bench.json({"quarantine", "retry"});
  CHECK(mended["mended"] == 1);
  CHECK(mended["captured"] == 1);
  CHECK(bench.json({"quarantine", "list"})["quarantine"].empty());
}

TEST_CASE("a channel that cannot be polled is told what it needs") {
  Polled bench;
  const Json unknown = bench.json({"--config", bench.config(), "harvest", "--live", "forums"}, 2);
  CHECK(unknown["error"]["message"] == "there is no channel forums");
  CHECK(unknown["error"]["hint"].get<std::string>().find("channel list") != std::string::npos);
  bench.write("pushed.toml", "[channels.desk]\nformat = \"zendesk\"\nsecret = \"s\"\n");
  const Json pushed = bench.json({"--config", bench.path("pushed.toml"), "harvest", "--live", "desk"}, 2);
  CHECK(pushed["error"]["message"].get<std::string>().find("cannot be polled") != std::string::npos);
  CHECK(pushed["error"]["hint"].get<std::string>().find("discourse") != std::string::npos);
  CHECK(bench.garner({"harvest", "--live", "desk", "file.json"}).status == 2);
}

TEST_CASE("a config file that cannot be is refused with the place") {
  const Bench bench;
  const auto [text, told] = GENERATE(table<std::string, std::string>({
      {"[channels.forum]\ncolour = \"blue\"\n", "channels.forum: a channel has no field colour"},
      {"[channels.forum]\nconsent = \"maybe\"\n", "channels.forum: consent should be all, tagged or none"},
      {"[channels.forum]\nauthors = \"named\"\n", "channels.forum: authors should be pseudonym or plain"},
      {"[channels.forum]\nconsent = \"tagged\"\n", "channels.forum: consent_tag is missing"},
      {"[channels.forum]\nurl = \"https://forum.example\"\n", "channels.forum: format is missing"},
      {"[channels.forum]\nformat = \"discourse\"\nurl = \"forum.example\"\n",
       "channels.forum: url should begin"},
      {"[channels.forum]\ninterval_s = \"often\"\n", "channels.forum: interval_s should be a whole number"},
      {"[channels.forum]\nowner = [\"a\", \"b\"]\n", "channels.forum: owner takes one value"},
      {"[channels]\nformat = \"discourse\"\n", "channels are written as [channels.NAME]"},
      {"[channel.forum]\nformat = \"discourse\"\n", "channel"},
  }));
  bench.write("garner.toml", text);
  const Outcome outcome = bench.garner({"--config", bench.path("garner.toml"), "channel", "list"});
  INFO(text << outcome.err);
  CHECK(outcome.status == 2);
  CHECK(outcome.err.find(told) != std::string::npos);
}

}  // namespace
}  // namespace garner
