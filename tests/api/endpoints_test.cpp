// Every endpoint over loopback with a real client: what a caller gets for good and for bad requests.
#include <zlib.h>

#include <array>
#include <set>

#include "api/openapi.h"
#include "tests/api/running_app.h"

using namespace garner;
using namespace garner::api;

namespace {

std::string gzip(const std::string& text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&stream, text.size()), '\0');
  std::string input = text;
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::set<std::string> ids_of(const Json& hits) {
  std::set<std::string> ids;
  for (const Json& hit : hits) ids.insert(hit["id"].get<std::string>());
  return ids;
}

}  // namespace

TEST_CASE("a conversation goes in and is suggested within moments") {
  const RunningApp running;
  const Json task = ingest(running);
  CHECK(task["status"] == "succeeded");
  CHECK(task["counts"]["conversations"] == 1);
  CHECK(task["counts"]["captured"] == 1);
  CHECK(task["counts"]["articles"] == 2);

  const Json answer = body_of(
      running.client(running.staff)
          .Post("/v1/suggest", R"({"body":"My Brindle X2 shows E-041 and is offline"})", "application/json"));
  CHECK(answer["response_id"].get<std::string>().size() == 32);
  CHECK(answer["answerable"].is_boolean());
  REQUIRE_FALSE(answer["documents"].empty());
  const Json& best = answer["documents"][0];
  CHECK(best["sources"][0]["conversation_id"] == "c-1");
  CHECK(best["insert_text"].get<std::string>().find("power button") != std::string::npos);
  CHECK_FALSE(best["reason"].get<std::string>().empty());
  CHECK(best["position"] == 1);
  CHECK(best["confidence_score"].get<double>() > 0);
  CHECK(best["confidence_score"].get<double>() <= 1);
  CHECK(best["shareable"] == false);
  CHECK(best["share_url"].is_null());
}

TEST_CASE("suggest takes a conversation so far, and counts what the asker said") {
  const RunningApp running;
  ingest(running);
  const Json answer = body_of(running.client(running.staff)
                                  .Post("/v1/suggest", R"({"messages":[
      {"role":"agent","text":"The scanner of series 9, maybe? A scanner recall is on."},
      {"role":"asker","text":"No, the Brindle X2 is offline."},{"role":"asker","text":"It says E-041."}]})",
                                        "application/json"));
  REQUIRE_FALSE(answer["documents"].empty());
  CHECK(answer["documents"][0]["sources"][0]["conversation_id"] == "c-1");
}

TEST_CASE("suggest leaves out what was seen, and what is not likely enough") {
  const RunningApp running;
  ingest(running);
  auto client = running.client(running.staff);
  const Json seen =
      body_of(client.Post("/v1/suggest", R"({"body":"scanner","seen":["a-public"]})", "application/json"));
  CHECK(ids_of(seen["documents"]) == std::set<std::string>{"a-internal"});
  const Json one = body_of(client.Post("/v1/suggest?limit=1", R"({"body":"scanner"})", "application/json"));
  CHECK(one["documents"].size() == 1);
}

TEST_CASE("requests to suggest that are not processed, and the field that is wrong") {
  const RunningApp running;
  struct Case {
    std::string body;
    std::string outcome, pointer;
  };
  const auto cases = std::vector<Case>{
      {"", "400 malformed", ""},
      {"{", "400 malformed", ""},
      {"[]", "400 malformed", ""},
      {R"({"body":"a","body":"b"})", "400 malformed", ""},
      {R"({"a":)" + std::string(10'000, '[') + std::string(10'000, ']') + "}", "400 malformed", ""},
      {R"({"a":1e999})", "400 malformed", ""},
      {"{\"body\":\"\xff\"}", "400 malformed", ""},
      {"{}", "422 invalid_input", "/body"},
      {R"({"body":""})", "422 invalid_input", "/body"},
      {R"({"body":7})", "422 invalid_input", "/body"},
      {R"({"body":")" + std::string(100'001, 'a') + "\"}", "422 invalid_input", "/body"},
      {R"({"body":"a","messages":[]})", "422 invalid_input", "/messages"},
      {R"({"messages":[{"role":"asker","text":"a"},{"role":"king","text":"b"}]})", "422 invalid_input",
       "/messages/1/role"},
      {R"({"messages":[{"role":"asker"}]})", "422 invalid_input", "/messages/0/text"},
      {R"({"messages":[{"role":"asker","text":"a","at":"noon"}]})", "422 invalid_input", "/messages/0/at"},
      {R"({"messages":["a"]})", "422 invalid_input", "/messages/0"},
      {R"({"body":"a","mode":"guess"})", "422 invalid_input", "/mode"},
      {R"({"body":"a","seen":[1]})", "422 invalid_input", "/seen"},
      {R"({"body":"a","fields":"x"})", "422 invalid_input", "/fields"},
  };
  for (const auto& [body, outcome, pointer] : cases) {
    CAPTURE(body.substr(0, 100));
    const auto result = running.client(running.staff).Post("/v1/suggest", body, "application/json");
    CHECK(outcome_of(result) == outcome);
    if (!pointer.empty()) CHECK(Json::parse(result->body)["errors"][0]["pointer"] == pointer);
  }
}

TEST_CASE("search answers in the documented shape, escaped and highlighted") {
  const RunningApp running;
  ingest(running);
  auto client = running.client(running.staff);
  const Json answer = body_of(client.Get("/v1/search?q=stripes"));
  CHECK(answer["q"] == "stripes");
  CHECK(answer["query_id"].get<std::string>().size() == 32);
  CHECK(answer["found"] == 1);
  CHECK(answer["out_of"] == 3);
  CHECK(answer["page"] == 1);
  CHECK(answer["per_page"] == 10);
  REQUIRE(answer["hits"].size() == 1);
  const Json& hit = answer["hits"][0];
  CHECK(hit["id"] == "a-public");
  CHECK(hit["type"] == "article");
  CHECK(hit["title"] == "Scanner makes <stripes> & noise");
  CHECK(hit["confidence"] == "validated");
  CHECK(hit["audience"] == "public");
  CHECK(hit["updated_at"] == "2026-03-02T09:00:00Z");
  CHECK(hit["snippet"].get<std::string>().find("<mark>stripes</mark>") != std::string::npos);
  CHECK(hit["highlights"][0]["field"] == "title");
  CHECK(hit["highlights"][0]["snippet"] == "Scanner makes &lt;<mark>stripes</mark>&gt; &amp; noise");
  CHECK(hit["highlights"][0]["matched_tokens"] == Json::array({"stripes"}));

  const Json own = body_of(client.Get("/v1/search?q=stripes&highlight_start=%5B&highlight_end=%5D"));
  CHECK(own["hits"][0]["snippet"].get<std::string>().find("[stripes]") != std::string::npos);
  const Json posted =
      body_of(client.Post("/v1/search", R"({"q":"stripes","filter":"tag:scan"})", "application/json"));
  CHECK(ids_of(posted["hits"]) == std::set<std::string>{"a-public"});
  const Json filtered = body_of(client.Get("/v1/search?q=scanner&filter=tag:other"));
  CHECK(filtered["hits"].empty());
  const Json second = body_of(client.Get("/v1/search?q=scanner&per_page=1&page=2"));
  REQUIRE(second["hits"].size() == 1);
  CHECK(second["hits"][0]["position"] == 2);
}

TEST_CASE("a mistyped search is answered as it was meant, and says so") {
  const RunningApp running;
  ingest(running);
  auto client = running.client(running.staff);
  const Json answer = body_of(client.Get("/v1/search?q=scaner%20stripes"));
  CHECK(answer["q"] == "scaner stripes");
  CHECK(answer["corrected_q"] == "scanner stripes");
  CHECK(answer["hits"].size() > 0);
  CHECK(body_of(client.Get("/v1/search?q=scanner%20stripes"))["corrected_q"].is_null());
  const Json exact =
      body_of(client.Post("/v1/search", R"({"q":"scaner stripes","typos":0})", "application/json"));
  CHECK(exact["corrected_q"].is_null());
}

TEST_CASE("of a conversation the latest need is answered first") {
  const RunningApp running;
  ingest(running);
  auto client = running.client(running.staff);
  const auto first_for = [&](const std::string& first, const std::string& last) {
    const Json body = {{"messages",
                        {{{"role", "asker"}, {"text", first}},
                         {{"role", "agent"}, {"text", "Did that help?"}},
                         {{"role", "asker"}, {"text", last}}}}};
    const Json answer = body_of(client.Post("/v1/suggest", body.dump(), "application/json"));
    REQUIRE_FALSE(answer["documents"].empty());
    return answer["documents"][0]["title"].get<std::string>();
  };
  const std::string printer = "My printer shows offline after the update.",
                    scanner = "The scanner makes stripes on every page.";
  CHECK(first_for(printer, scanner) == "Scanner makes <stripes> & noise");
  CHECK(first_for(scanner, printer) == "Printer offline after update");
}

TEST_CASE("what a score is made of is shown to staff alone") {
  const RunningApp running;
  ingest(running);
  const std::string message = R"({"body":"My scanner makes stripes"})";
  auto staff = running.client(running.staff);
  const Json answer = body_of(staff.Post("/v1/suggest?explain=true", message, "application/json"));
  REQUIRE_FALSE(answer["documents"].empty());
  const Json& parts = answer["documents"][0]["explain"];
  CHECK(parts["position"] == 1);
  CHECK(parts["by_terms"].get<double>() > 0);
  CHECK(parts["terms"].size() == 4);
  CHECK(body_of(staff.Get("/v1/search?q=scanner&explain=true"))["hits"][0].contains("explain"));
  CHECK_FALSE(body_of(staff.Get("/v1/search?q=scanner"))["hits"][0].contains("explain"));
  auto customer = running.client(running.customer);
  CHECK(outcome_of(customer.Post("/v1/suggest?explain=true", message, "application/json")) ==
        "422 invalid_input");
  CHECK(outcome_of(customer.Post("/v1/search", R"({"q":"scanner","explain":true})", "application/json")) ==
        "422 invalid_input");
}

TEST_CASE("searches that are not processed") {
  const RunningApp running;
  const char* query =
      GENERATE("", "q=", "q=a&page=0", "q=a&page=x", "q=a&per_page=51", "q=a&page=101", "q=a&min_score=2",
               "q=a&snippet_words=1", "q=a&filter=colour:red", "q=a&filter=tag:", "q=a&filter=status:good",
               "q=a&filter=audience:everyone", "q=a&filter=tag:%22a", "q=a&filter=tag:%22a%22b",
               "q=a&sort=best", "q=a&facets=colour", "q=a&typos=3");
  CAPTURE(query);
  CHECK(outcome_of(running.client(running.staff).Get((std::string("/v1/search?") + query).c_str())) ==
        "422 invalid_input");
}

TEST_CASE("what is found is counted, narrowed and put in order") {
  const RunningApp running;
  ingest(running);
  auto client = running.client(running.staff);
  const Json answer = body_of(client.Get("/v1/search?q=scanner&facets=tag,lang,audience&sort=newest"));
  CHECK(answer["found_exact"] == true);
  const Json& tags = answer["facet_counts"]["tag"];
  REQUIRE(tags.size() > 0);
  CHECK(tags[0]["value"] == "scan");
  CHECK(tags[0]["count"] == 1);
  CHECK(answer["facet_counts"]["lang"][0]["value"] == "en");
  CHECK(answer["facet_counts"]["audience"].size() == 2);
  CHECK(body_of(client.Get("/v1/search?q=scanner"))["facet_counts"].empty());
  CHECK(body_of(client.Get("/v1/search?q=scanner&filter=audience:public"))["found"] == 1);
  CHECK(body_of(client.Get("/v1/search?filter=tag:%22scan%22"))["found"] == 1);  // a list
  const Json posted =
      body_of(client.Post("/v1/search", R"({"q":"scanner","facets":["status"]})", "application/json"));
  CHECK(posted["facet_counts"]["status"][0]["value"] == "validated");
  CHECK(posted["hits"][0]["similar"] == 0);

  // Which audiences there are is not for everybody.
  auto customer = running.client(running.customer);
  CHECK(outcome_of(customer.Get("/v1/search?q=scanner&facets=audience")) == "422 invalid_input");
  CHECK(body_of(customer.Get("/v1/search?q=scanner&facets=tag"))["facet_counts"]["tag"].size() <= 1);
  CHECK(body_of(customer.Get("/v1/search?q=scanner&filter=audience:internal"))["found"] == 0);
}

TEST_CASE("articles that say nearly the same are one hit, or each by itself on demand") {
  const RunningApp running;
  const auto line = [](const char* id, const char* title, const char* resolution) {
    return Json{{"type", "article"},
                {"id", id},
                {"title", title},
                {"issue", "Every evening the mill runs and nothing comes out of it."},
                {"resolution", resolution},
                {"confidence", "validated"},
                {"audience", "public"},
                {"locale", "en"}}
               .dump() +
           "\n";
  };
  ingest(running, line("one", "Mill grinds nothing", "Take the hopper off and brush the burrs.") +
                      line("two", "The mill grinds nothing", "Take the hopper off and brush both burrs."));
  auto client = running.client(running.staff);
  const Json one = body_of(client.Get("/v1/search?q=mill"));
  REQUIRE(one["hits"].size() == 1);
  CHECK(one["hits"][0]["similar"] == 1);
  CHECK(one["found"] == 1);
  const Json each = body_of(client.Get("/v1/search?q=mill&collapse=false"));
  CHECK(each["hits"].size() == 2);
  CHECK(each["found"] == 2);
  const Json posted =
      body_of(client.Post("/v1/search", R"({"q":"mill","collapse":false})", "application/json"));
  CHECK(posted["hits"].size() == 2);
  CHECK(outcome_of(client.Get("/v1/search?q=mill&collapse=maybe")) == "422 invalid_input");
}

TEST_CASE("typeahead completes titles") {
  const RunningApp running;
  ingest(running);
  auto client = running.client(running.staff);
  const Json answer = body_of(client.Get("/v1/typeahead?q=scan"));
  CHECK(answer["completions"].size() == 2);
  CHECK(answer["completions"][0]["kind"] == "article");
  CHECK(answer["completions"][0]["highlight"].get<std::string>().starts_with("<mark>Scan"));
  CHECK(body_of(client.Get("/v1/typeahead?q="))["completions"].empty());
  CHECK(outcome_of(client.Get("/v1/typeahead?q=a&limit=0")) == "422 invalid_input");
}

TEST_CASE("nobody sees above their audience, whichever way they ask") {
  const RunningApp running;
  ingest(running);
  auto customer = running.client(running.customer);
  CHECK(ids_of(body_of(customer.Get("/v1/search?q=scanner"))["hits"]) == std::set<std::string>{"a-public"});
  CHECK(body_of(customer.Get("/v1/search?q=scanner"))["out_of"] == 1);
  CHECK(ids_of(body_of(customer.Post("/v1/suggest", R"({"body":"scanner recall"})",
                                     "application/json"))["documents"])
            .count("a-internal") == 0);
  CHECK(body_of(customer.Get("/v1/typeahead?q=scan"))["completions"].size() == 1);
  CHECK(outcome_of(customer.Get("/v1/articles/a-internal")) == "404 not_found");
  CHECK(outcome_of(customer.Get("/v1/articles/a-public")) == "200");
  CHECK(outcome_of(customer.Get("/v1/conversations/c-1")) == "404 not_found");
  // No difference to one that does not exist.
  CHECK(body_of(customer.Get("/v1/articles/a-internal"))["detail"] ==
        body_of(customer.Get("/v1/articles/none"))["detail"]);
}

TEST_CASE("articles come with their state and a strong tag") {
  const RunningApp running;
  ingest(running);
  auto client = running.client(running.staff);
  const auto first = client.Get("/v1/articles/a-public");
  const Json article = body_of(first);
  CHECK(article["id"] == "a-public");
  CHECK(article["state"] ==
        Json({{"confidence", "validated"}, {"audience", "public"}, {"governance", "experience"}}));
  const std::string tag = first->get_header_value("ETag");
  CHECK(tag.starts_with('"'));
  const auto again = client.Get("/v1/articles/a-public", {{"If-None-Match", "\"other\", " + tag}});
  REQUIRE(again);
  CHECK(again->status == 304);
  CHECK(again->body.empty());
  CHECK(client.Get("/v1/articles/a-public", {{"If-None-Match", "\"other\""}})->status == 200);
  CHECK(outcome_of(client.Get("/v1/articles/%00")) == "404 not_found");
}

TEST_CASE("conversations are found by id, and by channel and id") {
  const RunningApp running;
  ingest(running);
  auto client = running.client(running.staff);
  const Json conversation = body_of(client.Get("/v1/conversations/c-1"));
  CHECK(conversation["channel"] == "community");
  CHECK(conversation["messages"].size() == 3);
  CHECK(conversation["signals"]["resolution"] != nullptr);
  CHECK(conversation["outcome"] == "captured");
  CHECK(outcome_of(client.Get(("/v1/articles/" + conversation["article_id"].get<std::string>()).c_str())) ==
        "200");
  CHECK(body_of(client.Get("/v1/conversations/community:c-1")) == conversation);
  CHECK(outcome_of(client.Get("/v1/conversations/elsewhere:c-1")) == "404 not_found");

  const auto other = client.Post(
      "/v1/ingest/chat", R"({"id":"c-1","messages":[{"id":"m","body":"Another one."}]})", "application/json");
  REQUIRE(other->status == 202);
  CHECK(outcome_of(client.Get("/v1/conversations/c-1")) == "409 conflict");
  CHECK(body_of(client.Get("/v1/conversations/chat:c-1"))["channel"] == "chat");
}

TEST_CASE("the same again changes nothing; a line that does not parse costs only itself") {
  const RunningApp running;
  ingest(running);
  const Json again = ingest(running, kKnowledge + "{\"id\":\n" + "[]\n");
  CHECK(again["counts"]["unchanged"].get<int>() >= 1);
  CHECK(again["counts"]["captured"] == 0);
  CHECK(again["counts"]["quarantined"] == 2);
  auto client = running.client(running.staff);
  CHECK(body_of(client.Get("/v1/search?q=printer"))["found"] == 1);
}

TEST_CASE("ingest takes gzip within a bound, and one key is one task") {
  const RunningApp running;
  auto client = running.client(running.staff);
  const httplib::Headers headers = {{"Content-Encoding", "gzip"}, {"Idempotency-Key", "import-7"}};
  const auto first = client.Post("/v1/ingest/community", headers, gzip(kKnowledge), "application/x-ndjson");
  REQUIRE(first);
  CHECK(first->status == 202);
  const std::string location = first->get_header_value("Location");
  const Json task = body_of(client.Get(location.c_str()));
  CHECK(task["status"] == "succeeded");
  CHECK(task["counts"]["articles"] == 2);
  const auto again = client.Post("/v1/ingest/community", headers, gzip(kKnowledge), "application/x-ndjson");
  CHECK(again->status == 200);
  CHECK(body_of(again)["task_uid"] == task["task_uid"]);

  const httplib::Headers encoding = {{"Content-Encoding", "gzip"}};
  const std::string bomb = gzip(std::string(256 << 20, ' '));
  CHECK(bomb.size() < 300'000);
  CHECK(outcome_of(client.Post("/v1/ingest/community", encoding, bomb, "application/x-ndjson")) ==
        "413 too_large");
  CHECK(outcome_of(client.Post("/v1/ingest/community", bomb, "application/x-ndjson")) == "413 too_large");
  CHECK(outcome_of(client.Post("/v1/ingest/community", encoding, "plain", "application/x-ndjson")) ==
        "400 malformed");
  CHECK(outcome_of(client.Post("/v1/ingest/community", encoding, gzip(kKnowledge).substr(0, 200),
                               "application/x-ndjson")) == "422 invalid_input");
  CHECK(outcome_of(client.Post("/v1/suggest", encoding, gzip("{}"), "application/json")) ==
        "415 unsupported_encoding");
  CHECK(outcome_of(client.Post("/v1/ingest/a%20b", "{}", "application/json")) == "404 not_found");
  CHECK(outcome_of(client.Post("/v1/ingest/community", "", "application/json")) == "400 malformed");
  CHECK(outcome_of(client.Get("/healthz")) == "200");
}

TEST_CASE("events are taken all or not at all") {
  const RunningApp running;
  auto client = running.client(running.staff);
  const auto event = [](const std::string& more, const std::string& action = "click") {
    return R"({"action_name":")" + action +
           R"(","timestamp":"2026-03-01T09:00:00Z","query_id":"q","client_id":"c")" + more + "}";
  };
  const auto post = [&](const std::string& events) {
    return client.Post("/v1/events", "{\"events\":[" + events + "]}", "application/json");
  };
  const auto count = [&] {
    std::int64_t events = 0;
    REQUIRE(running.app->service().read([&](Store& store) -> Result<> {
      const auto stats = store.stats();
      if (stats) events = stats->events;
      return {};
    }));
    return events;
  };
  const auto good = post(event(R"(,"object_id":"a-1","position":{"ordinal":1},"attributes":{"x":1})") + "," +
                         event("", "case_opened"));
  CHECK(outcome_of(good) == "202");
  CHECK(body_of(good)["accepted"] == 2);
  CHECK(count() == 2);

  struct Case {
    std::string events, pointer;
  };
  for (const auto& [events, pointer] : std::vector<Case>{
           {"", "/events"},
           {"7", "/events/0"},
           {event(R"(,"object_id":"a")") + "," + event(""), "/events/1/object_id"},
           {event(R"(,"object_id":"a")", "stare"), "/events/0/action_name"},
           {event(R"(,"object_id":"a","position":{"ordinal":0})"), "/events/0/position/ordinal"},
           {event(R"(,"object_id":"a","attributes":[])"), "/events/0/attributes"},
           {event(R"(,"object_id":"a")", "dismiss"), "/events/0/attributes/reason"},
           {R"({"action_name":"solved","query_id":"q","client_id":"c"})", "/events/0/timestamp"},
           {R"({"action_name":"solved","timestamp":"1900-01-01T00:00:00Z","query_id":"q","client_id":"c"})",
            "/events/0/timestamp"},
       }) {
    CAPTURE(events);
    const auto result = post(events);
    CHECK(outcome_of(result) == "422 invalid_input");
    CHECK(Json::parse(result->body)["errors"][0]["pointer"] == pointer);
  }
  std::string many = event("", "solved");
  for (int i = 0; i < 1000; ++i) many += "," + event("", "solved");
  CHECK(outcome_of(post(many)) == "422 invalid_input");
  CHECK(count() == 2);
}

TEST_CASE("health, readiness and metrics") {
  const RunningApp running;
  ingest(running);
  CHECK(outcome_of(running.client().Get("/healthz")) == "200");
  CHECK(body_of(running.client().Get("/readyz"))["documents"] == 3);
  const auto metrics = running.client(running.staff).Get("/metrics");
  REQUIRE(metrics);
  CHECK(metrics->body.find("garner_index_documents 3") != std::string::npos);
  CHECK(metrics->body.find("garner_index_lag_changes 0") != std::string::npos);
  CHECK(metrics->body.find(R"(route="/v1/ingest/{source}",status="202")") != std::string::npos);
}
