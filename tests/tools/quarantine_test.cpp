// The quarantine on the command line: what is in it, and that what is mended comes out, once and whole.
#include "tests/tools/bench.h"

namespace garner {
namespace {

const std::string kBroken = "{\"type\":\"conversation\",\"id\":\n";

std::string line(const std::string& id, const std::string& words) {
  return Json{{"id", id},
              {"messages",
               {{{"id", "m1"}, {"role", "asker"}, {"body", words}},
                {{"id", "m2"},
                 {"role", "agent"},
                 {"accepted", true},
                 {"body", "Hold the red key for five seconds."}}}}}
             .dump() +
         "\n";
}

int conversations(const Bench& bench) {
  int all = 0;
  const Json stats = bench.json({"stats"});
  for (const Json& channel : stats["channels"]) all += channel["conversations"].get<int>();
  return all;
}

TEST_CASE("entries are listed with place and reason, and shown with what they hold") {
  const Bench bench;
  bench.write("in.ndjson", line("a", "The hub blinks.") + kBroken + "[1]\n");
  CHECK(bench.json({"harvest", "--channel", "desk", bench.path("in.ndjson")}, 3)["quarantined"] == 2);
  const Json list = bench.json({"quarantine", "list"})["quarantine"];
  REQUIRE(list.size() == 2);
  CHECK(list[0]["file"] == bench.path("in.ndjson"));
  CHECK(list[0]["position"] == "line 2");
  CHECK(list[0]["format"] == "ndjson");
  CHECK(list[0]["channel"] == "desk");
  CHECK_FALSE(list[0]["reason"].get<std::string>().empty());
  const std::string id = std::to_string(list[0]["id"].get<int>());
  CHECK(bench.json({"quarantine", "show", id})["raw"].get<std::string>() + "\n" == kBroken);
  CHECK(bench.garner({"quarantine", "show", id}).out.find("line 2") != std::string::npos);
  CHECK(bench.json({"quarantine", "list", "--limit", "1"})["quarantine"].size() == 1);
  CHECK(bench.json({"quarantine", "show", "99"}, 1)["error"]["code"] == "not_found");
  CHECK(bench.json({"quarantine", "retry", "99"}, 1)["error"]["code"] == "not_found");
}

TEST_CASE("a file that was mended is read again, and what is still broken stays") {
  const Bench bench;
  bench.write("in.ndjson", line("a", "The hub blinks.") + kBroken + line("b", "The lamp hums.") + "[1]\n");
  REQUIRE(bench.json({"harvest", bench.path("in.ndjson")}, 3)["conversations"] == 2);
  // Tried as it is: nothing changes, nothing is doubled.
  CHECK(bench.json({"quarantine", "retry"}, 3)["mended"] == 0);
  CHECK(bench.json({"quarantine", "list"})["quarantine"].size() == 2);

  bench.write("in.ndjson", line("a", "The hub blinks.") + line("c", "The router sleeps.") +
                               line("b", "The lamp hums.") + "[1]\n");
  const Json counts = bench.json({"quarantine", "retry"}, 3);
  CHECK(counts["tried"] == 2);
  CHECK(counts["mended"] == 1);
  CHECK(counts["unchanged"] == 2);
  CHECK(conversations(bench) == 3);
  const Json left = bench.json({"quarantine", "list"})["quarantine"];
  REQUIRE(left.size() == 1);
  CHECK(left[0]["position"] == "line 4");
  CHECK(bench.json({"search", "router"})["hits"].size() + bench.json({"search", "red key"})["hits"].size() >
        0);

  bench.write("in.ndjson",
              line("a", "The hub blinks.") + line("c", "The router sleeps.") + line("b", "The lamp hums."));
  CHECK(bench.json({"quarantine", "retry"})["mended"] == 1);
  CHECK(bench.garner({"quarantine", "list"}).err.find("empty") != std::string::npos);
}

TEST_CASE("what is no file any more is tried from what was kept of it, and stays while it is broken") {
  const Bench bench;
  const RunOptions piped{
      .input = line("a", "The hub blinks.") + kBroken, .environment = {}, .largest_file = {}};
  REQUIRE(bench.json({"harvest", "-"}, 3, piped)["quarantined"] == 1);
  for (int round = 0; round < 2; ++round) {
    CHECK(bench.json({"quarantine", "retry"}, 3)["mended"] == 0);
    const Json list = bench.json({"quarantine", "list"})["quarantine"];
    REQUIRE(list.size() == 1);  // and not once more at another place
    CHECK(list[0]["position"] == "line 2");
  }
}

TEST_CASE("a record that nobody could read when it came is taken once garner can, as its channel says") {
  const Bench bench;
  const RunOptions piped{.input = line("a", "The hub blinks."), .environment = {}, .largest_file = {}};
  REQUIRE(bench.json({"harvest", "--channel", "desk", "-"}, 0, piped)["conversations"] == 1);
  bench.write("note.txt", "no export at all\n");
  REQUIRE(bench.json({"harvest", "--channel", "desk", bench.path("note.txt")}, 3)["quarantined"] == 1);
  bench.write("garner.toml",
              "[channels.desk]\nformat = \"ndjson\"\nconsent = \"tagged\"\nconsent_tag = \"ok\"\n");
  bench.write("note.txt", line("z", "The valve leaks."));  // what it should have been
  const Json counts = bench.json({"--config", bench.path("garner.toml"), "quarantine", "retry"});
  CHECK(counts["mended"] == 1);
  CHECK(counts["withheld"] == 1);
  CHECK(conversations(bench) == 1);
}

TEST_CASE("a table stays, for its mapping is not known any more, and holds up nothing") {
  const Bench bench;
  bench.write("a.csv", "text,day\nIt blinks,01/02/2025\n");
  REQUIRE(bench.json({"harvest", "--format", "csv", "--map", "body=text,at=day", bench.path("a.csv")},
                     3)["quarantined"] > 0);
  bench.write("in.ndjson", kBroken);
  REQUIRE(bench.json({"harvest", "--format", "ndjson", bench.path("in.ndjson")}, 3)["quarantined"] == 1);
  bench.write("in.ndjson", line("a", "The hub blinks."));
  CHECK(bench.json({"quarantine", "retry"}, 3)["mended"] == 1);
  CHECK(conversations(bench) == 1);
}

}  // namespace
}  // namespace garner
