// Export and import of all that a team made, streamed, packed, and the same bytes again.
#include <algorithm>
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

std::vector<Json> parsed(const std::string& lines) {
  std::vector<Json> all;
  for (std::size_t begin = 0; begin < lines.size(); begin = lines.find('\n', begin) + 1)
    all.push_back(Json::parse(lines.substr(begin, lines.find('\n', begin) - begin)));
  return all;
}

using Types = std::set<std::string>;

Types types_of(const std::string& lines) {
  Types types;
  for (const Json& line : parsed(lines)) types.insert(line["type"].get<std::string>());
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

// What editors and readers do in a week.
void work_a_week(const RunningApp& running) {
  auto client = running.client(running.admin);
  const auto send = [&](const std::string& method, const std::string& path, const std::string& body,
                        int status) {
    httplib::Request request;
    request.method = method;
    request.path = path;
    request.body = body;
    request.headers = {{"If-Match", "*"}, {"Content-Type", "application/json"}};
    const auto result = client.send(request);
    REQUIRE(result);
    CAPTURE(method, path, body, result->body);
    CHECK(result->status == status);
    return result->body.empty() ? Json() : Json::parse(result->body);
  };
  send("PUT", "/v1/policy", R"({"rules":{"review":"on","check:unique":"2.5"}})", 200);
  // Edited, moved, reviewed.
  send("PATCH", "/v1/articles/a-internal", R"({"cause":"The fan of series 9","note":"from the recall"})",
       200);
  send("PATCH", "/v1/articles/a-internal", R"({"tags":["recall"],"environment":["Series 9","two\nlines"]})",
       200);
  for (const char* to : {"partner", "compliance", "awaiting_review", "awaiting_publication"})
    send("POST", "/v1/articles/a-internal/transitions", std::string(R"({"to":")") + to + "\"}", 200);
  send("POST", "/v1/articles/a-internal/transitions",
       R"({"to":"archived","at":"2099-01-01T00:00:00Z","note":"then"})", 202);
  // Used, voted on, flagged, checked.
  const std::string link =
      R"({"article_id":"a-internal","channel":"desk","kind":"resolved","agent_id":"zoe","case_ref":")";
  for (const char* each : {"1", "2"}) send("POST", "/v1/links", link + each + "\"}", 201);
  send("POST", "/v1/links",
       R"({"article_id":"a-public","channel":"community","kind":"reference","case_ref":"c-9"})", 201);
  send("POST", "/v1/articles/a-public/feedback", R"({"client_id":"r1","helpful":true})", 200);
  send("POST", "/v1/articles/a-public/feedback",
       R"({"client_id":"r2","helpful":false,"reason":"broken_link","comment":"dead"})", 200);
  const std::string flag = send("POST", "/v1/articles/a-public/flags",
                                R"({"reason":"outdated","comment":"a new glass"})", 201)["id"];
  send("POST", "/v1/articles/a-public/flags", R"({"reason":"unclear"})", 201);
  send("POST", "/v1/articles/a-public/flags/" + flag + "/resolution", R"({"resolution":"rejected"})", 200);
  send("POST", "/v1/articles/a-public/checks", R"({"answers":{"unique":true,"clear":false,"complete":true}})",
       201);
  // Two that say the same become one; one goes and comes back.
  const std::string body =
      R"({"title":"Scanner leaves lines","issue":"Lines on each page.","resolution":"Wipe the glass."})";
  const std::string twin = send("POST", "/v1/articles", body, 201)["id"];
  send("POST", "/v1/articles/" + twin + "/merge", R"({"into":"a-public","note":"the same"})", 200);
  send("DELETE", "/v1/articles/a-internal", "", 204);
  send("POST", "/v1/articles/a-internal/revisions/2/restore", R"({"note":"still needed"})", 200);
  // A part of what was harvested becomes an article of its own.
  const std::string harvested = send("GET", "/v1/conversations/community:c-1", "", 200)["article_id"];
  send("POST", "/v1/articles/" + harvested + "/split",
       R"({"article":{"title":"A part of it"},"stays":{"cause":"Two things in one"}})", 201);
  // A message accepted; a proposal decided for good.
  send("DELETE", "/v1/conversations/community:c-1/solutions/m2", "", 200);
  send("POST", "/v1/conversations/community:c-1/solutions", R"({"message_id":"m2"})", 200);
  const Json queue = send("GET", "/v1/queue", "", 200);
  for (const Json& entry : queue["data"]) {
    if (entry["reason"] != "flag")
      send("POST", "/v1/queue/" + entry["id"].get<std::string>() + "/decision", R"({"decision":"reject"})",
           200);
  }
}

Json import(const RunningApp& running, const std::string& lines) {
  auto client = running.client(running.admin);
  client.set_read_timeout(60);  // a thousand articles on a machine that has other things to do
  const auto result = client.Post("/v1/import", lines, "application/x-ndjson");
  REQUIRE(result);
  INFO(result->body);
  REQUIRE(result->status == 202);
  return Json::parse(result->body);
}

}  // namespace

TEST_CASE("an export imported into an empty instance is exported again as the same bytes") {
  const RunningApp one;
  fill(one);
  work_a_week(one);
  const std::string first = exported(one);
  for (const char* type :
       {"article", "channel", "check", "conversation", "curation", "feedback", "flag", "link", "queue",
        "revision", "rule", "scheduled", "solution", "standing", "stopwords", "synonym"})
    CHECK(types_of(first).contains(type));
  const auto with_sources = [](const Json& line) {
    return line["type"] == "revision" && line.contains("provenance");
  };
  const auto lines = parsed(first);
  CHECK(std::any_of(lines.begin(), lines.end(), with_sources));
  CHECK(first.find("hush") == std::string::npos);
  CHECK(first.find("zoe") == std::string::npos);
  const RunningApp two;
  const Json task = import(two, first);
  CHECK(task["counts"]["quarantined"] == 0);
  CHECK(task["counts"]["articles"] == 5);
  CHECK(task["counts"]["settings"].get<int>() > 20);
  CHECK(exported(two) == first);
  import(two, first);
  CHECK(exported(two) == first);
  // And it works: what was found is found, in the order that an editor set.
  two.wait_for_index();
  const Json found = body_of(two.client(two.staff).Get("/v1/search?q=stripes"));
  CHECK(found["hits"][0]["id"] == "a-public");
  // The history goes on where it stood.
  auto client = two.client(two.admin);
  const auto article = client.Get("/v1/articles/a-internal");
  CHECK(article->body == one.client(one.admin).Get("/v1/articles/a-internal")->body);
  CHECK(body_of(client.Get("/v1/articles/a-internal/revisions")) ==
        body_of(one.client(one.admin).Get("/v1/articles/a-internal/revisions")));
  CHECK(body_of(client.Get("/v1/articles/a-public/flags")) ==
        body_of(one.client(one.admin).Get("/v1/articles/a-public/flags")));
  CHECK(body_of(client.Get("/v1/conversations/community:c-1")) ==
        body_of(one.client(one.admin).Get("/v1/conversations/community:c-1")));
  CHECK(client.Get("/v1/audit?action=imported&article_id=a-internal")->body.find("\"actor\":\"import\"") !=
        std::string::npos);
}

TEST_CASE("an import of what was exported earlier keeps the history that was made since") {
  const RunningApp running;
  fill(running);
  const std::string before = exported(running);
  work_a_week(running);
  const int revision = body_of(running.client(running.admin).Get("/v1/articles/a-internal"))["revision"];
  import(running, before);
  const Json back = body_of(running.client(running.admin).Get("/v1/articles/a-internal"));
  CHECK(back["cause"].is_null());
  CHECK(back["revision"] == revision + 1);
  const Json was =
      body_of(running.client(running.admin)
                  .Get(("/v1/articles/a-internal/revisions/" + std::to_string(revision)).c_str()));
  CHECK(was["content"]["cause"] == "The fan of series 9");
  CHECK(body_of(running.client(running.admin).Get("/v1/articles/a-public/flags"))["data"].size() == 2);
}

TEST_CASE("exports hold what is asked for, and what the key may see") {
  RunningApp running;
  fill(running);
  CHECK(types_of(exported(running, "/v1/export?types=article")) == Types{"article"});
  CHECK(types_of(exported(running, "/v1/export?types=curation,link")) == Types{"curation", "link"});
  CHECK(types_of(exported(running, "/v1/export?since=2099-01-01T00:00:00Z&types=article,conversation"))
            .empty());
  const std::string customer = running.add_key({"export"}, Audience::kCustomer);
  const auto seen = running.client(customer).Get("/v1/export");
  CHECK(types_of(seen->body) == Types{"article"});
  CHECK(seen->body.find("a-public") != std::string::npos);
  CHECK(seen->body.find("a-internal") == std::string::npos);
  for (const char* type : {"revision", "flag", "feedback", "link", "rule"})
    CHECK(outcome_of(running.client(customer).Get(("/v1/export?types=" + std::string(type)).c_str())) ==
          "422 invalid_input");
  const std::string desk = running.add_key({"export"}, Audience::kInternal);
  CHECK(types_of(running.client(desk).Get("/v1/export")->body) ==
        Types{"article", "conversation", "link", "standing"});
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
      running,
      R"({"type":"synonym","id":"x","synonyms":["only one"]})"
      "\n"
      R"({"type":"poem","id":"p"})"
      "\n"
      R"({"type":"link","article_id":"a-none","kind":"resolved","channel":"c","case_ref":"1"})"
      "\n"
      R"({"type":"curation","id":"c","rule":{"query":"q"},"effective_to":"soon"})"
      "\n"
      R"({"type":"stopwords","locale":"de","stopwords":["hallo"]})"
      "\n"
      R"({"type":"flag","id":"f-1","article_id":"a-none","reason":"boring"})"
      "\n"
      R"({"type":"revision","article_id":"a-none","revision":0})"
      "\n"
      R"({"type":"scheduled","id":"s-1","article_id":"a-none","to":"public","at":"soon","role":"admin"})"
      "\n");
  CHECK(task["counts"]["quarantined"] == 6);
  CHECK(types_of(exported(running)) == Types{"stopwords"});
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
