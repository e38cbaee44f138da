// Export and import of all that a team made, streamed, packed, and the same bytes again.
#include <set>

#include "api/gzip.h"
#include "tests/api/raw_client.h"
#include "tests/api/running_app.h"

using namespace garner;
using namespace garner::api;

namespace {

std::string exported(const RunningApp& running, const std::string& target = "/v1/export") {
  const auto result = running.client(running.admin).Get(target.c_str());
  REQUIRE(result);
  INFO(result->body.substr(0, 300));
  REQUIRE(result->status == 200);
  return result->body;
}

std::vector<std::string> types_of(const std::string& lines) {
  std::vector<std::string> types;
  for (std::size_t begin = 0; begin < lines.size(); begin = lines.find('\n', begin) + 1) {
    const Json line = Json::parse(lines.substr(begin, lines.find('\n', begin) - begin));
    const std::string type = line["type"];
    if (types.empty() || types.back() != type) types.push_back(type);
  }
  return types;
}

void put(const RunningApp& running, const char* target, const char* body) {
  const auto result = running.client(running.admin).Put(target, body, "application/json");
  REQUIRE(result);
  INFO(result->body);
  REQUIRE(result->status == 201);
}

// Something of everything.
void fill(const RunningApp& running) {
  ingest(running);
  // One case that an article solved, which is among its sources, and one that it came from and solved.
  REQUIRE(running.app->service().write([](Store& store) -> Result<> {
    auto article = store.article("a-internal");
    if (!article) return fail(article.error());
    article->sources = {{"desk", "", "case-1"}, {"desk", "", "case-2"}};
    if (auto added = store.add_link({"a-internal", "resolved", "desk", "case-1", 1000}); !added)
      return fail(added.error());
    if (auto put = store.put_article(*article); !put) return put;
    if (auto added = store.add_link({"a-internal", "resolved", "desk", "case-2", 2000}); !added)
      return fail(added.error());
    return {};
  }));
  put(running, "/v1/synonyms/wlan", R"({"synonyms":["wi-fi","wlan"]})");
  put(running, "/v1/synonyms/box", R"({"root":"box","synonyms":["router"],"locale":"en"})");
  put(running, "/v1/stopwords/en", R"({"stopwords":["device"]})");
  put(running, "/v1/curations/outage",
      R"({"rule":{"query":"printer offline","match":"contains"},"includes":[{"id":"a-public","position":2}],)"
      R"("excludes":[{"id":"a-internal"}],"effective_from":"2026-03-01T00:00:00Z"})");
  put(running, "/v1/channels/forum",
      R"({"format":"discourse","url":"https://forum.example","interval_s":0,"secret":"hush","owner":"the team"})");
}

Json import(const RunningApp& running, const std::string& lines) {
  const auto result = running.client(running.admin).Post("/v1/import", lines, "application/x-ndjson");
  REQUIRE(result);
  INFO(result->body);
  REQUIRE(result->status == 202);
  return Json::parse(result->body);
}

}  // namespace

TEST_CASE("an export imported into an empty instance is exported again as the same bytes") {
  const RunningApp one;
  fill(one);
  const std::string first = exported(one);
  CHECK(types_of(first) == std::vector<std::string>{"channel", "article", "conversation", "link", "synonym",
                                                    "stopwords", "curation"});
  CHECK(first.find("hush") == std::string::npos);
  const RunningApp two;
  const Json task = import(two, first);
  CHECK(task["counts"]["quarantined"] == 0);
  CHECK(task["counts"]["articles"] == 3);
  CHECK(task["counts"]["settings"].get<int>() >= 6);
  CHECK(exported(two) == first);
  import(two, first);
  CHECK(exported(two) == first);
  // And it works: what was found is found, in the order that an editor set.
  two.wait_for_index();
  const Json found = body_of(two.client(two.staff).Get("/v1/search?q=stripes"));
  CHECK(found["hits"][0]["id"] == "a-public");
}

TEST_CASE("exports hold what is asked for, and what the key may see") {
  RunningApp running;
  fill(running);
  CHECK(types_of(exported(running, "/v1/export?types=article")) == std::vector<std::string>{"article"});
  CHECK(types_of(exported(running, "/v1/export?types=curation,link")) ==
        std::vector<std::string>{"link", "curation"});
  CHECK(types_of(exported(running, "/v1/export?since=2099-01-01T00:00:00Z&types=article,conversation"))
            .empty());
  const std::string customer = running.add_key({"export"}, Audience::kCustomer);
  const auto seen = running.client(customer).Get("/v1/export");
  CHECK(types_of(seen->body) == std::vector<std::string>{"article"});
  CHECK(seen->body.find("a-public") != std::string::npos);
  CHECK(seen->body.find("a-internal") == std::string::npos);
  CHECK(outcome_of(running.client(customer).Get("/v1/export?types=conversation")) == "422 invalid_input");
  CHECK(outcome_of(running.client(running.customer).Get("/v1/export")) == "403 forbidden");
  CHECK(outcome_of(running.client(running.admin).Get("/v1/export?types=a,b,c")) == "422 invalid_input");
}

TEST_CASE("a long export comes in chunks, packed where that is taken") {
  const RunningApp running;
  std::string lines;
  for (int i = 0; i < 1000; ++i) {
    const std::string number = std::to_string(i);
    lines += R"({"type":"article","id":"a-)" + number + R"(","title":"Answer number )" + number +
             R"(","resolution":")" + std::string(400, static_cast<char>('a' + i % 26)) + "\"}\n";
  }
  import(running, lines);
  httplib::Headers headers;
  auto client = running.client(running.admin);
  client.set_decompress(false);
  const auto plain = client.Get("/v1/export?types=article", {{"Accept-Encoding", "identity"}});
  REQUIRE(plain);
  CHECK(plain->get_header_value("Transfer-Encoding") == "chunked");
  CHECK(plain->get_header_value("Content-Type") == "application/x-ndjson");
  CHECK(std::count(plain->body.begin(), plain->body.end(), '\n') == 1000);
  const auto packed = client.Get("/v1/export?types=article", {{"Accept-Encoding", "br, gzip"}});
  CHECK(packed->get_header_value("Content-Encoding") == "gzip");
  CHECK(packed->body.size() < plain->body.size() / 5);
  const auto file = client.Get("/v1/export?types=article&gzip=true", {{"Accept-Encoding", "identity"}});
  CHECK(file->get_header_value("Content-Type") == "application/gzip");
  CHECK(file->get_header_value("Content-Encoding").empty());
  CHECK(file->body == packed->body);
  // What comes out packed goes in as it is.
  const RunningApp other;
  CHECK(import(other, file->body)["counts"]["articles"] == 1000);
  CHECK(exported(other, "/v1/export?types=article") == plain->body);
  // The connection is as good as new, and a HEAD has no body.
  CHECK(client.Head("/v1/export")->status == 200);
  CHECK(client.Get("/healthz")->status == 200);
}

TEST_CASE("a client of HTTP/1.0 gets its export whole, and then the end of the connection") {
  const RunningApp running;
  ingest(running);
  RawClient raw(running.app->port());
  raw.send_all("GET /v1/export?types=article HTTP/1.0\r\nHost: a\r\nAuthorization: Bearer " + running.admin +
               "\r\n\r\n");
  const std::string answer = raw.read_to_end();
  CHECK(answer.find("chunked") == std::string::npos);
  CHECK(answer.substr(answer.find("\r\n\r\n") + 4) == exported(running, "/v1/export?types=article"));
}

TEST_CASE("an import takes lines one by one, and says of each that it could not take") {
  const RunningApp running;
  const Json task = import(
      running, R"({"type":"synonym","id":"x","synonyms":["only one"]})"
               "\n"
               R"({"type":"poem","id":"p"})"
               "\n"
               R"({"type":"link","article_id":"a-none","kind":"resolved","channel":"c","case_ref":"1"})"
               "\n"
               R"({"type":"curation","id":"c","rule":{"query":"q"},"effective_to":"soon"})"
               "\n"
               R"({"type":"stopwords","locale":"de","stopwords":["hallo"]})"
               "\n");
  CHECK(task["counts"]["quarantined"] == 3);
  CHECK(types_of(exported(running)) == std::vector<std::string>{"stopwords"});
  // Lines that only an import takes are no conversations.
  const Json pushed = ingest(running, R"({"type":"stopwords","locale":"fr","stopwords":["bonjour"]})"
                                      "\n");
  CHECK(pushed["counts"]["quarantined"] == 1);
  CHECK(outcome_of(running.client(running.staff).Post("/v1/import", "{}", "application/x-ndjson")) ==
        "403 forbidden");
}

TEST_CASE("who takes gzip") {
  for (const char* yes : {"gzip", "br, gzip", "*", "gzip;q=0.5", "deflate , gzip ; q=1"})
    CHECK(accepts_gzip(yes));
  for (const char* no : {"", "br", "gzip;q=0", "gzip;q=0.0", "x-gzip", "gzipped"})
    CHECK_FALSE(accepts_gzip(no));
}
