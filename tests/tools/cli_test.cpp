// The commands as a person or a script meets them: exit status, what is printed where, and what is left
// behind.
#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>

#include "indexer/store/store.h"
#include "tests/tools/bench.h"

namespace garner {
namespace {

namespace fs = std::filesystem;

TEST_CASE("wrong use is exit status 2 and says how it is done") {
  const Bench bench;
  const auto arguments = GENERATE(values<std::vector<std::string>>({
      {},
      {"harvst"},
      {"harvest"},
      {"--frobnicate", "stats"},
      {"suggest", "--limit", "0", "x"},
      {"suggest", "--audience", "everybody", "x"},
      {"export", "--since", "yesterday", "out"},
      {"export", "--type", "poem", "out"},
      {"key", "create", "--scope", "everything"},
      {"key", "create", "--audience", "everybody"},
      {"serve", "--listen", "nowhere"},
      {"serve", "--listen", "127.0.0.1:99999"},
      {"serve", "--listen", "0.0.0.0:0", "--open", "internal"},
      {"harvest", "--format", "telegraph", "/dev/null"},
  }));
  const Outcome outcome = bench.garner(arguments);
  INFO(Json(arguments).dump() << outcome.err);
  CHECK(outcome.status == 2);
  CHECK(outcome.out.empty());
  CHECK(outcome.err.rfind("garner: ", 0) == 0);
}

TEST_CASE("commands on a folder without a store fail with a hint and make nothing") {
  const Bench bench;
  const auto arguments = GENERATE(values<std::vector<std::string>>({{"suggest", "x"},
                                                                    {"search", "x"},
                                                                    {"stats"},
                                                                    {"verify"},
                                                                    {"index"},
                                                                    {"export", "-"},
                                                                    {"key", "list"},
                                                                    {"backup", "b"}}));
  const Outcome outcome = bench.garner(arguments);
  INFO(Json(arguments).dump());
  CHECK(outcome.status == 1);
  CHECK(outcome.err.find("there is no store") != std::string::npos);
  CHECK(outcome.err.find("garner harvest") != std::string::npos);
  CHECK_FALSE(fs::exists(bench.path("data")));
}

TEST_CASE("harvest, suggest, search, stats, verify") {
  const Bench bench;
  const Json counts = bench.harvest(40);
  CHECK(counts["conversations"] == 40);
  CHECK(counts["resolved"] == 40);
  CHECK(counts["captured"].get<int>() + counts["linked"].get<int>() + counts["queued"].get<int>() == 40);
  CHECK(counts["linked"] == 4);
  CHECK(counts["quarantined"] == 0);
  CHECK(counts.contains("seconds"));
  CHECK(bench.harvest(40)["unchanged"] == 40);

  const std::string exported = bench.garner({"export", "--type", "article", "-"}).out;
  const Json article = Json::parse(exported.substr(0, exported.find('\n')));
  const Json suggested = bench.json({"suggest", article["issue"]});
  REQUIRE_FALSE(suggested["documents"].empty());
  CHECK(suggested["documents"][0]["id"] == article["id"]);
  CHECK(suggested.contains("response_id"));
  const RunOptions typed{.input = article["issue"], .environment = {}, .largest_file = {}};
  CHECK(bench.json({"suggest", "-"}, 0, typed)["documents"][0]["id"] == article["id"]);
  CHECK(bench.json({"suggest", "--audience", "public", article["issue"]})["documents"].empty());

  const Json found = bench.json({"search", "--limit", "3", article["title"]});
  REQUIRE_FALSE(found["hits"].empty());
  CHECK(found["hits"].size() <= 3);
  CHECK(found["hits"][0]["id"] == article["id"]);

  const Outcome shown = bench.garner({"suggest", article["issue"]});
  CHECK(shown.out.find(article["title"].get<std::string>().substr(0, 20)) != std::string::npos);
  CHECK(shown.out.find('{') == std::string::npos);
  CHECK(shown.out.find('\x1b') == std::string::npos);  // no colours but on a terminal

  const Json stats = bench.json({"stats"});
  REQUIRE(stats["channels"].size() == 1);
  CHECK(stats["channels"][0]["channel"] == "test");
  CHECK(stats["channels"][0]["conversations"] == 40);
  CHECK(stats["articles"]["not_validated"] == counts["captured"]);
  CHECK(bench.json({"verify"})["documents"] == counts["captured"]);
}

TEST_CASE("what cannot be read gives exit status 3, the rest is there") {
  const Bench bench;
  bench.write("in.ndjson", solved_conversations(3) + "{\"type\":\"conversation\",\"id\":\n");
  const Json counts = bench.json({"harvest", bench.path("in.ndjson")}, 3);
  CHECK(counts["conversations"] == 3);
  CHECK(counts["quarantined"] == 1);
  const Outcome outcome = bench.garner({"harvest", bench.path("in.ndjson")});
  CHECK(outcome.status == 3);
  CHECK(outcome.err.find("line 4") != std::string::npos);
}

TEST_CASE("standard input, and a path that is not there") {
  const Bench bench;
  const RunOptions piped{.input = solved_conversations(2), .environment = {}, .largest_file = {}};
  CHECK(bench.json({"harvest", "-"}, 0, piped)["conversations"] == 2);
  CHECK(bench.json({"harvest", bench.path("nothing")}, 1)["error"]["code"] == "not_found");
}

TEST_CASE("the data folder from the environment and from the configuration") {
  const Bench bench;
  bench.harvest(2);
  const RunOptions environment{
      .input = {}, .environment = {"GARNER_DATA=" + bench.path("data")}, .largest_file = {}};
  CHECK(run(bench, {"stats"}, environment).status == 0);
  bench.write("garner.toml", "data = \"" + bench.path("data") + "\"\n");
  CHECK(run(bench, {"--config", bench.path("garner.toml"), "stats"}).status == 0);
  bench.write("elsewhere.toml", "data = \"" + bench.path("elsewhere") + "\"\n");
  // The environment beats the file, the command line beats both.
  CHECK(run(bench, {"--config", bench.path("elsewhere.toml"), "stats"}, environment).status == 0);
  CHECK(
      run(bench, {"--config", bench.path("elsewhere.toml"), "--data", bench.path("data"), "stats"}).status ==
      0);
  bench.write("wrong.toml", "dada = 1\n");
  const Outcome wrong = run(bench, {"--config", bench.path("wrong.toml"), "stats"});
  CHECK(wrong.status == 2);
  CHECK(wrong.err.find("dada") != std::string::npos);
}

TEST_CASE("export and import, there and back") {
  const Bench one;
  one.harvest(30);
  REQUIRE(one.garner({"harvest", GARNER_SOURCE_DIR "/corpora/samples"}).status == 0);
  const Json written = one.json({"export", one.path("out.ndjson")});
  CHECK(written["conversations"].get<int>() > 300);
  CHECK(written["links"].get<int>() > 0);
  const Bench two;
  const Json counts = two.json({"import", one.path("out.ndjson")});
  CHECK(counts["conversations"] == written["conversations"]);
  CHECK(counts["quarantined"] == 0);
  CHECK(counts["articles"] == one.json({"verify"})["documents"]);
  REQUIRE(two.garner({"export", two.path("out.ndjson")}).status == 0);
  CHECK((two.read("out.ndjson") == one.read("out.ndjson")));
  CHECK(two.json({"import", one.path("out.ndjson")})["unchanged"].get<int>() > 0);
}

TEST_CASE("keys: the secret is shown once") {
  const Bench bench;
  const Json made = bench.json(
      {"key", "create", "--scope", "search,suggest", "--audience", "internal", "--description", "desk"});
  const std::string secret = made["secret"];
  CHECK(secret.rfind("gk_", 0) == 0);
  const Json list = bench.json({"key", "list"});
  REQUIRE(list["keys"].size() == 1);
  CHECK(list.dump().find(secret) == std::string::npos);
  CHECK(list["keys"][0]["scopes"] == Json{"search", "suggest"});
  CHECK(bench.read("data/store.sqlite").find(secret) == std::string::npos);
  CHECK(bench.garner({"key", "revoke", made["id"]}).status == 0);
  CHECK_FALSE(bench.json({"key", "list"})["keys"][0]["revoked_at"].is_null());
  CHECK(bench.garner({"key", "revoke", "k-none"}).status == 1);
}

TEST_CASE("back-up and restore") {
  const Bench bench;
  bench.harvest(20);
  REQUIRE(bench.garner({"backup", bench.path("backup")}).status == 0);
  CHECK(bench.garner({"backup", bench.path("backup")}).status == 1);  // never over another
  CHECK(bench.json({"restore", bench.path("backup")}, 1)["error"]["code"] == "conflict");
  const Bench other;
  REQUIRE(other.garner({"restore", bench.path("backup")}).status == 0);
  CHECK(other.garner({"export", "-"}).out == bench.garner({"export", "-"}).out);
  CHECK(other.garner({"verify"}).status == 0);

  SECTION("a broken back-up leaves no store behind") {
    std::string bytes = bench.read("backup");
    bench.write("broken", bytes.substr(0, bytes.size() / 2));
    const Bench third;
    CHECK(third.garner({"restore", bench.path("broken")}).status == 1);
    CHECK(fs::is_empty(third.path("data")));
  }
}

TEST_CASE("a second writer is told so, and nothing is half done") {
  const Bench bench;
  bench.harvest(10);
  const std::string before = bench.garner({"export", "-"}).out;
  bench.write("more.ndjson", solved_conversations(10, "d"));
  Store::Options options;
  options.path = bench.path("data/store.sqlite");
  auto store = Store::open(options);
  REQUIRE(store);
  Json error;
  REQUIRE((*store)->transaction([&]() -> Result<> {
    const auto put = (*store)->put_task({"t-1", "test", "enqueued", "{}", 0, std::nullopt});
    if (!put) return put;
    error = bench.json({"harvest", bench.path("more.ndjson")}, 1);
    return {};
  }));
  CHECK(error["error"]["code"] == "locked");
  CHECK_FALSE(error["error"]["hint"].get<std::string>().empty());
  CHECK(bench.garner({"export", "-"}).out == before);
  CHECK(bench.garner({"harvest", bench.path("more.ndjson")}).status == 0);
}

TEST_CASE("a full disk is told, and what follows ends as if it had never been") {
  const Bench calm;
  calm.harvest(2000);
  const Bench bench;
  bench.write("in.ndjson", solved_conversations(2000));
  const RunOptions full{.input = {}, .environment = {}, .largest_file = 1'500'000};
  const Json error = bench.json({"harvest", bench.path("in.ndjson")}, 1, full);
  CHECK(error["error"]["code"] == "unavailable");
  CHECK_FALSE(error["error"]["hint"].get<std::string>().empty());
  CHECK(bench.garner({"harvest", bench.path("in.ndjson")}).status == 0);
  CHECK((bench.garner({"export", "-"}).out == calm.garner({"export", "-"}).out));
  CHECK(bench.garner({"verify"}).status == 0);
}

TEST_CASE("an index that is not this store's is built anew") {
  const Bench one;
  one.harvest(20);
  const Bench two;
  two.write("in.ndjson", solved_conversations(7, "d"));
  REQUIRE(two.garner({"harvest", two.path("in.ndjson")}).status == 0);
  fs::remove_all(two.path("data/index"));
  fs::copy(one.path("data/index"), two.path("data/index"), fs::copy_options::recursive);
  CHECK(two.garner({"verify"}).status == 1);
  CHECK(two.json({"index"})["rebuilt"] == true);
  CHECK(two.garner({"verify"}).status == 0);
}

TEST_CASE("articles that say nearly the same are shown as one, and each on demand") {
  const Bench bench;
  bench.write(
      "in.ndjson",
      R"({"type":"article","id":"one","title":"Mill grinds nothing","issue":"It runs and nothing comes out.","resolution":"Take the hopper off and brush the burrs.","locale":"en"})"
      "\n"
      R"({"type":"article","id":"two","title":"The mill grinds nothing","issue":"It runs and nothing comes out.","resolution":"Take the hopper off and brush both burrs.","locale":"en"})"
      "\n");
  REQUIRE(bench.garner({"import", bench.path("in.ndjson")}).status == 0);
  CHECK(bench.json({"search", "mill"})["hits"].size() == 1);
  CHECK(bench.garner({"search", "mill"}).out.find("and 1 that say") != std::string::npos);
  CHECK(bench.json({"search", "--each", "mill"})["hits"].size() == 2);
}

TEST_CASE("an index that nobody brings up to date is told") {
  const Bench bench;
  bench.harvest(20);
  fs::copy(bench.path("data/index"), bench.path("older"), fs::copy_options::recursive);
  bench.write("more.ndjson", solved_conversations(5, "d"));
  REQUIRE(bench.garner({"harvest", bench.path("more.ndjson")}).status == 0);
  fs::remove_all(bench.path("data/index"));
  fs::copy(bench.path("older"), bench.path("data/index"), fs::copy_options::recursive);
  const Json error = bench.json({"verify"}, 1)["error"];
  CHECK(error["code"] == "conflict");
  CHECK(error["hint"].get<std::string>().find("garner index") != std::string::npos);
  REQUIRE(bench.garner({"index"}).status == 0);
  CHECK(bench.garner({"verify"}).status == 0);
}

TEST_CASE("the server: ready file, graceful stop, indexing left to it") {
  const Bench bench;
  bench.harvest(5);
  const int before = bench.json({"verify"})["documents"];
  Process server(bench, {"--data", bench.path("data"), "serve", "--listen", "127.0.0.1:0", "--ready-file",
                         bench.path("ready")});
  while (server.running() && !fs::exists(bench.path("ready"))) {
  }
  REQUIRE(server.running());
  CHECK(bench.read("ready").rfind("http://127.0.0.1:", 0) == 0);
  bench.write("more.ndjson", solved_conversations(15, "d"));
  const Outcome beside = bench.garner({"harvest", bench.path("more.ndjson")});
  INFO(beside.err);
  CHECK(beside.status == 0);
  // It waits for what the server has yet to take up.
  CHECK(bench.json({"verify"})["documents"].get<int>() > before);
  CHECK(bench.json({"index"}, 1)["error"]["code"] == "locked");
  server.signal(SIGTERM);
  CHECK(server.wait().status == 0);
  CHECK_FALSE(fs::exists(bench.path("ready")));
}

}  // namespace
}  // namespace garner
