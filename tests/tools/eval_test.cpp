// garner eval: the baseline that a ranking is held to, and judgements from what people did.
#include <catch2/catch.hpp>
#include <fstream>

#include "indexer/store/store.h"
#include "tests/tools/bench.h"

namespace garner {
namespace {

// Twelve articles of one word each, and a question for each; `wrong` of them ask for another one's word.
void write_set(const Bench& bench, int wrong) {
  std::ofstream articles(bench.path("articles.ndjson")), queries(bench.path("queries.jsonl")),
      qrels(bench.path("qrels.tsv"));
  const std::vector<std::string> words = {"apple", "banana", "cherry", "damson",  "elder", "fig",
                                          "grape", "hazel",  "iris",   "juniper", "kiwi",  "lemon"};
  for (std::size_t i = 0; i < words.size(); ++i) {
    articles << R"({"type":"article","id":"a)" << i << R"(","title":"About )" << words[i]
             << R"(","resolution":"Done.","locale":"en"})" << '\n';
    const std::size_t asked = static_cast<int>(i) < wrong ? (i + 1) % words.size() : i;
    queries << R"({"id":"q)" << i << R"(","text":")" << words[asked] << "\"}\n";
    qrels << "q" << i << "\ta" << i << "\t2\n";
  }
}

std::vector<std::string> eval_of(const Bench& bench, std::vector<std::string> more) {
  std::vector<std::string> arguments = {"eval",
                                        "--queries",
                                        bench.path("queries.jsonl"),
                                        "--qrels",
                                        bench.path("qrels.tsv"),
                                        "--baseline",
                                        bench.path("baseline.tsv")};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_CASE("a ranking that fell behind its baseline fails, until a person accepts it and says why") {
  const Bench bench;
  write_set(bench, 0);
  REQUIRE(bench.garner({"import", bench.path("articles.ndjson")}).status == 0);
  const Outcome none = bench.garner(eval_of(bench, {}));
  CHECK(none.status == 1);
  CHECK(none.err.find("--record") != std::string::npos);
  REQUIRE(bench.garner(eval_of(bench, {"--record"})).status == 0);
  CHECK(bench.garner(eval_of(bench, {})).status == 0);

  write_set(bench, 1);  // one question of twelve is within what chance does
  CHECK(bench.garner(eval_of(bench, {})).status == 0);
  write_set(bench, 8);
  const std::string before = text_of(bench.path("baseline.tsv"));
  const Outcome fallen = bench.garner(eval_of(bench, {}));
  CHECK(fallen.status == 1);
  CHECK(fallen.err.find("hit@1 fell from 1.000 to 0.333") != std::string::npos);
  CHECK(fallen.err.find("--accept") != std::string::npos);
  CHECK(bench.garner(eval_of(bench, {"--record"})).status == 1);
  CHECK(text_of(bench.path("baseline.tsv")) == before);

  CHECK(bench.garner(eval_of(bench, {"--accept", "the questions\nchanged"})).status == 0);
  const std::string after = text_of(bench.path("baseline.tsv"));
  CHECK(after.find("accepted: the questions changed. hit@1 fell from 1.000 to 0.333") != std::string::npos);
  CHECK(bench.garner(eval_of(bench, {})).status == 0);
  write_set(bench, 0);  // better is recorded when it is asked for, and the note stays
  CHECK(bench.garner(eval_of(bench, {"--record"})).status == 0);
  CHECK(text_of(bench.path("baseline.tsv")).find("accepted: ") != std::string::npos);
}

TEST_CASE("a baseline of other queries, or one that is broken, is said to be so") {
  const Bench bench;
  write_set(bench, 0);
  REQUIRE(bench.garner({"import", bench.path("articles.ndjson")}).status == 0);
  std::ofstream(bench.path("baseline.tsv")) << "query\thit@1\tndcg@10\nother\t1\t1\n";
  const Outcome other = bench.garner(eval_of(bench, {}));
  CHECK(other.status == 2);
  CHECK(other.err.find("of other queries") != std::string::npos);
  std::ofstream(bench.path("baseline.tsv")) << "q1 1 1\n";
  const Outcome broken = bench.garner(eval_of(bench, {}));
  CHECK(broken.status == 2);
  CHECK(broken.err.find("line 1") != std::string::npos);
  CHECK(bench.garner({"eval", "--queries", "x"}).status == 2);
}

TEST_CASE("what people took is a judgement") {
  const Bench bench;
  write_set(bench, 0);
  REQUIRE(bench.garner({"import", bench.path("articles.ndjson")}).status == 0);
  const Outcome nobody = bench.garner({"eval", "--from-events"});
  CHECK(nobody.status == 1);
  CHECK(nobody.err.find("nobody has taken") != std::string::npos);
  {
    const auto store = Store::open({.path = bench.path("data") + "/store.sqlite"});
    REQUIRE(store);
    for (int i = 0; i < 4; ++i) {
      const std::string id = std::to_string(i);
      // Three take the article that answers; a fourth takes nothing.
      REQUIRE((*store)->add_queries(
          {{"s" + id, "search", "kiwi", "kiwi ", "", Audience::kPublic, "c" + id, {"a0", "a10"}, 1000},
           {"m" + id, "suggest", "a fig, please", "", "", Audience::kPublic, "c" + id, {"a5"}, 1000}}));
      if (i == 3) continue;
      Event event;
      event.action_name = "click";
      event.query_id = "s" + id;
      event.client_id = "c" + id;
      event.object_id = "a10";
      Event attached = event;
      attached.action_name = "attach";
      attached.query_id = "m" + id;
      attached.object_id = "a5";
      REQUIRE((*store)->add_events({event, attached}));
    }
  }
  const Json search = Json::parse(bench.garner({"--json", "eval", "--from-events", "--mode", "search"}).out);
  CHECK(search["queries"] == 1);
  CHECK(search["hit_at_1"] == 1.0);
  const Json suggest = Json::parse(bench.garner({"--json", "eval", "--from-events"}).out);
  CHECK(suggest["queries"] == 3);
  CHECK(suggest["hit_at_1"] == 1.0);
}

}  // namespace
}  // namespace garner
