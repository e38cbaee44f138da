// Where sentences come from, through splits, merges and restorations over HTTP.
#include <algorithm>

#include "tests/api/desk.h"

using namespace garner;
using namespace garner::api;

namespace {

const std::string kTwoParts =
    R"({"id":"c-20","title":"Mossbox lamps are dark","created_at":"2026-03-01T09:00:00Z","state":"resolved","messages":[)"
    R"({"id":"m1","author":"ann","role":"asker","at":"2026-03-01T09:00:00Z","body":"All lamps of my Mossbox hub are dark since the storm. The siren is silent, too."},)"
    R"({"id":"m2","author":"bob","role":"agent","at":"2026-03-01T09:10:00Z","accepted":true,"body":"Hold the pairing button for five seconds.\nBring the lamps back from the backup.\nTest the siren under Alarms.\nSet its volume to loud."}]})"
    "\n";

// The article of that conversation.
std::string harvested(const Desk& desk) {
  ingest(desk.running, kTwoParts);
  return "/v1/articles/" + desk.read("/v1/conversations/c-20")["article_id"].get<std::string>();
}

// "m2: Hold the pairing button …" for each sentence of the resolution whose source is known.
std::vector<std::string> sentences_of(const Json& article) {
  const std::string text = article["resolution"].is_null() ? "" : article["resolution"].get<std::string>();
  std::vector<std::string> all;
  for (const Json& from : article.value("provenance", Json::array())) {
    if (from["field"] != "resolution") continue;
    const auto begin = from["begin"].get<std::size_t>(), end = from["end"].get<std::size_t>();
    all.push_back(from["message_id"].get<std::string>() + ": " + text.substr(begin, end - begin));
  }
  return all;
}

using Texts = std::vector<std::string>;
const std::string kSplit =
    R"({"article":{"title":"Mossbox siren is silent","issue":"The siren is silent, too.",)"
    R"("resolution":"Test the siren under Alarms.\nSet its volume to loud."},)"
    R"("stays":{"issue":"All lamps of my Mossbox hub are dark since the storm.",)"
    R"("resolution":"Hold the pairing button for five seconds.\nBring all the lamps back."},"note":"two issues"})";

}  // namespace

TEST_CASE("a split is one step, and each sentence keeps where it came from on its side") {
  Desk desk;
  const std::string path = harvested(desk);
  const Json before = desk.read(path);
  REQUIRE(sentences_of(before).size() == 4);
  const auto made = desk.send("contributor", "POST", path + "/split", kSplit, "*");
  REQUIRE(outcome_of(made) == "201");
  const std::string part_path = made->get_header_value("Location");
  const Json part = desk.read(part_path), stays = desk.read(path);
  CHECK(sentences_of(part) == Texts{"m2: Test the siren under Alarms.", "m2: Set its volume to loud."});
  // What was rewritten is nobody's words any more.
  CHECK(sentences_of(stays) == Texts{"m2: Hold the pairing button for five seconds."});
  CHECK(part["sources"] == before["sources"]);
  CHECK(stays["sources"] == before["sources"]);
  const Json answer = Json::parse(made->body);
  CHECK(answer["id"] == id_of(part_path));
  CHECK(answer["split_from"] == Json({{"id", id_of(path)}, {"revision", 2}}));

  // The audit tells it of both.
  const auto told = [&](const std::string& at) {
    Texts lines;
    const Json rows = desk.read("/v1/audit?article_id=" + id_of(at));
    for (const Json& row : rows["data"])
      lines.push_back(row["action"].get<std::string>() + " " + row.value("subject", Json("")).dump());
    return lines;
  };
  CHECK(told(part_path) == Texts{"split_from \"" + id_of(path) + "\"", "split null"});
  CHECK(told(path) == Texts{"split_off \"" + id_of(part_path) + "\"", "edited null", "created null"});

  // Made one again: the words that come back have their sources.
  CHECK(outcome_of(desk.send("contributor", "POST", path + "/revisions/1/restore", "", "\"2-\"")) == "200");
  CHECK(outcome_of(desk.send("contributor", "POST", part_path + "/merge",
                             R"({"into":")" + id_of(path) + "\"}", "*")) == "200");
  const Json again = desk.read(path);
  CHECK(again["resolution"] == before["resolution"]);
  CHECK(sentences_of(again) == sentences_of(before));
  CHECK(again["sources"] == before["sources"]);
}

TEST_CASE("a split that is refused, or fails half-way, changes neither article") {
  Desk desk;
  const std::string path = harvested(desk);
  const Json before = desk.read(path);
  const auto refused = [&](const std::string& body, const char* role = "contributor", const char* tag = "*") {
    return outcome_of(desk.send(role, "POST", path + "/split", body, tag));
  };
  CHECK(refused(kSplit, "contributor", "") == "428 precondition_required");
  CHECK(refused(kSplit, "contributor", "\"7-x\"") == "412 precondition_failed");
  CHECK(refused(kSplit, "candidate") == "403 role_missing");
  CHECK(refused(kSplit, "partner") == "404 not_found");
  CHECK(refused(R"({"article":{"title":"Siren"},"stays":{"resolution":null}})") == "409 resolution_missing");
  CHECK(refused(R"({"article":{"title":"Siren"},"stays":{"title":""}})") == "422 invalid_input");
  CHECK(refused(R"({"article":{"title":"Siren"},"stays":{"tags":"none"}})") == "422 invalid_input");
  CHECK(refused(R"({"article":{"title":"Siren"},"stays":7})") == "422 invalid_input");
  CHECK(refused(R"({"article":{"title":"Siren"},"stays":{"cause":"x"},"links":["l-none"]})") ==
        "422 invalid_input");
  CHECK(desk.read(path) == before);
  CHECK(desk.read("/v1/articles")["data"].size() == 1);
}

TEST_CASE("a split that is sent again is done once") {
  Desk desk;
  const std::string path = harvested(desk);
  httplib::Request request;
  request.method = "POST";
  request.path = path + "/split";
  request.body = kSplit;
  request.headers = {
      {"If-Match", "\"1-\""}, {"Content-Type", "application/json"}, {"Idempotency-Key", "s-1"}};
  const auto first = desk.running.client(desk.running.admin).send(request);
  const auto second = desk.running.client(desk.running.admin).send(request);
  REQUIRE(second);
  CHECK(second->status == 201);
  CHECK(second->body == first->body);
  CHECK(desk.read("/v1/articles")["data"].size() == 2);
}

TEST_CASE("what is split off is for nobody whom all of it was not for, and keeps its governance") {
  Desk desk;
  const std::string path = desk.make();
  CHECK(desk.move("admin", path, "team") == "200");
  CHECK(desk.move("admin", path, "compliance") == "200");
  const auto made =
      desk.send("publisher", "POST", path + "/split", R"({"article":{"title":"Fennec FR-7 is hot"}})", "*");
  REQUIRE(outcome_of(made) == "201");
  CHECK(Json::parse(made->body)["state"]["audience"] == "team");
  CHECK(Json::parse(made->body)["state"]["governance"] == "compliance");
}

TEST_CASE("a case that goes over takes its source along, unless sentences from it stay") {
  Desk desk;
  const std::string path = harvested(desk);
  ingest(
      desk.running,
      R"({"id":"c-21","title":"Hub without lamps","created_at":"2026-03-02T09:00:00Z","state":"resolved","messages":[)"
      R"({"id":"m1","author":"cem","role":"asker","at":"2026-03-02T09:00:00Z","body":"All lamps of my Mossbox hub are dark since the storm. The siren is silent, too."},)"
      R"({"id":"m2","author":"bob","role":"agent","at":"2026-03-02T09:10:00Z","accepted":true,"body":"Hold the pairing button for five seconds.\nBring the lamps back from the backup.\nTest the siren under Alarms.\nSet its volume to loud."}]})"
      "\n");
  const auto cases = [&](const std::string& at) {
    Texts all;
    const Json links = desk.read("/v1/links?article_id=" + id_of(at));
    for (const Json& each : links["data"])
      all.push_back(each["case_ref"].get<std::string>() + " " + each["kind"].get<std::string>());
    std::sort(all.begin(), all.end());
    return all;
  };
  const auto sources = [&](const std::string& at) {
    Texts all;
    const Json article = desk.read(at);
    for (const Json& each : article["sources"]) all.push_back(each["conversation_id"]);
    std::sort(all.begin(), all.end());
    return all;
  };
  REQUIRE(cases(path) == Texts{"c-20 created_from", "c-21 resolved"});
  const Json named = desk.read("/v1/links?article_id=" + id_of(path))["data"];
  Json body = Json::parse(kSplit);
  body["links"] = Json::array({named[0]["id"], named[1]["id"], named[1]["id"]});
  const auto made = desk.send("contributor", "POST", path + "/split", body.dump(), "*");
  REQUIRE(outcome_of(made) == "201");
  const std::string part = made->get_header_value("Location");
  CHECK(cases(part) == Texts{"c-20 created_from", "c-21 resolved"});
  CHECK(sources(part) == Texts{"c-20", "c-21"});
  CHECK(desk.read(part)["reuse_count"] == 1);
  CHECK(cases(path) == Texts{"c-20 created_from"});
  CHECK(sources(path) == Texts{"c-20"});
  CHECK(desk.read(path)["reuse_count"] == 0);
}

TEST_CASE("a wording that a merge brings has its source, also after an edit") {
  Desk desk;
  const std::string from = harvested(desk), into = desk.make(Desk::kOther);
  CHECK(outcome_of(desk.send("contributor", "PATCH", into, R"({"asked_as":["Lamps are lost"]})", "*")) ==
        "200");
  CHECK(outcome_of(desk.send("contributor", "POST", from + "/merge", R"({"into":")" + id_of(into) + "\"}",
                             "*")) == "200");
  Json successor = desk.read(into);
  REQUIRE(successor["asked_as"] == Json({"Lamps are lost", "Mossbox lamps are dark"}));
  REQUIRE(successor["provenance"].size() == 1);
  CHECK(successor["provenance"][0]["field"] == "asked_as");
  CHECK(successor["provenance"][0]["begin"] == 15);
  CHECK(successor["provenance"][0]["conversation_id"] == "c-20");
  CHECK(outcome_of(desk.send("contributor", "PATCH", into, R"({"asked_as":["Mossbox lamps are dark"]})",
                             "*")) == "200");
  successor = desk.read(into);
  REQUIRE(successor["provenance"].size() == 1);
  CHECK(successor["provenance"][0]["begin"] == 0);
  const Json rows = desk.read("/v1/audit?action=took_up&article_id=" + id_of(into))["data"];
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["subject"] == id_of(from));
}

TEST_CASE("a revision that comes back has the sources of its sentences") {
  Desk desk;
  const std::string path = harvested(desk);
  const Json before = desk.read(path);
  CHECK(outcome_of(desk.send("contributor", "PATCH", path, R"({"resolution":"Buy another hub."})", "*")) ==
        "200");
  CHECK(sentences_of(desk.read(path)).empty());
  CHECK(outcome_of(desk.send("contributor", "POST", path + "/revisions/1/restore", "", "*")) == "200");
  CHECK(sentences_of(desk.read(path)) == sentences_of(before));
  CHECK(desk.read(path + "/revisions/1")["content"]["provenance"] == before["provenance"]);
  CHECK(desk.read(path + "/revisions/3")["content"]["provenance"].size() == before["provenance"].size());
  CHECK(sentences_of(desk.read(path + "/revisions/2")["content"]).empty());
}
