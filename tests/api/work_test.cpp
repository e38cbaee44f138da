// What is done with articles over HTTP beside writing them: the queue, links, flags, checks, votes, merging,
// and what is made of conversations.
#include "tests/api/desk.h"

using namespace garner;
using namespace garner::api;

namespace {

std::string link_body(const std::string& article, const std::string& case_ref, const std::string& agent) {
  return R"({"article_id":")" + article + R"(","channel":"desk","kind":"resolved","case_ref":")" + case_ref +
         R"(","agent_id":")" + agent + "\"}";
}

}  // namespace

TEST_CASE("a case that is solved with an article is a reuse, once, and can be taken back") {
  Desk desk;
  const std::string path = desk.make();
  const auto linked = desk.send("candidate", "POST", "/v1/links", link_body(id_of(path), "4711", "zoe"));
  CHECK(outcome_of(linked) == "201");
  CHECK(Json::parse(linked->body)["reuse_count"] == 1);
  CHECK(Json::parse(linked->body).dump().find("zoe") == std::string::npos);  // a pseudonym, and not shown
  CHECK(outcome_of(desk.send("candidate", "POST", "/v1/links", link_body(id_of(path), "4711", "bob"))) ==
        "200");
  CHECK(desk.read(path)["reuse_count"] == 1);
  CHECK(desk.read("/v1/links?channel=desk&case_ref=4711")["data"].size() == 1);
  const std::string at = linked->get_header_value("Location");
  CHECK(outcome_of(desk.send("candidate", "DELETE", at)) == "204");
  CHECK(outcome_of(desk.send("candidate", "DELETE", at)) == "404 not_found");
  CHECK(desk.read(path)["reuse_count"] == 0);
}

TEST_CASE("three people's reuses propose to validate, and one call does it") {
  Desk desk;
  const std::string path = desk.make();
  const auto queue = [&] { return desk.read("/v1/queue?reason=validate")["data"]; };
  for (const char* const who : {"1 ann", "2 ann", "3 bob"}) {
    const std::string text = who;
    desk.send("candidate", "POST", "/v1/links", link_body(id_of(path), text.substr(0, 1), text.substr(2)));
  }
  CHECK(queue().empty());  // two people
  desk.send("candidate", "POST", "/v1/links", link_body(id_of(path), "4", "cem"));
  REQUIRE(queue().size() == 1);
  const Json entry = queue()[0];
  CHECK(entry["article"]["id"] == id_of(path));
  CHECK(entry["detail"] == "solved the cases of 3 people");
  CHECK(entry["expected_reuse"] == 4);
  const std::string at = "/v1/queue/" + entry["id"].get<std::string>();
  CHECK(outcome_of(desk.send("candidate", "POST", at + "/claim")) == "403 role_missing");
  CHECK(outcome_of(desk.send("contributor", "POST", at + "/claim", R"({"minutes":5})")) == "200");
  CHECK(outcome_of(desk.send("publisher", "POST", at + "/claim")) == "409 claimed");
  CHECK(outcome_of(desk.send("publisher", "POST", at + "/decision", R"({"decision":"accept"})")) ==
        "409 claimed");
  CHECK(outcome_of(desk.send("publisher", "DELETE", at + "/claim")) == "409 claimed");
  CHECK(outcome_of(desk.send("contributor", "DELETE", at + "/claim")) == "200");
  CHECK(outcome_of(desk.send("publisher", "POST", at + "/decision", R"({"decision":"accept"})")) == "200");
  CHECK(desk.read(path)["state"]["confidence"] == "validated");
  CHECK(queue().empty());
  CHECK(outcome_of(desk.send("publisher", "POST", at + "/decision", R"({"decision":"accept"})")) ==
        "404 not_found");
}

TEST_CASE("what was rejected is not proposed again the next day") {
  Desk desk;
  const std::string path = desk.make();
  for (const char* const who : {"a", "b", "c"})
    desk.send("candidate", "POST", "/v1/links", link_body(id_of(path), who, who));
  const Json queue = desk.read("/v1/queue")["data"];
  REQUIRE(queue.size() == 1);
  const std::string at = "/v1/queue/" + queue[0]["id"].get<std::string>();
  CHECK(outcome_of(desk.send("contributor", "POST", at + "/decision", R"({"decision":"reject"})")) == "200");
  desk.send("candidate", "POST", "/v1/links", link_body(id_of(path), "d", "d"));
  CHECK(desk.read("/v1/queue")["data"].empty());
  CHECK(desk.read(path)["state"]["confidence"] == "not_validated");
}

TEST_CASE("bad votes propose to look again, a client's last vote counting") {
  Desk desk;
  const std::string path = desk.make();
  CHECK(desk.move("contributor", path, "validated") == "200");
  const auto vote = [&](const std::string& client, const char* helpful) {
    return outcome_of(desk.send("reader", "POST", path + "/feedback",
                                R"({"client_id":")" + client + R"(","helpful":)" + helpful +
                                    R"(,"reason":"inaccurate","comment":"Call me: ann@home.example"})"));
  };
  for (const char* const client : {"1", "1", "1", "2"}) CHECK(vote(client, "false") == "200");
  CHECK(desk.read("/v1/queue")["data"].empty());
  CHECK(vote("3", "false") == "200");
  const Json queue = desk.read("/v1/queue")["data"];
  REQUIRE(queue.size() == 1);
  CHECK(queue[0]["reason"] == "recheck");
  CHECK(vote("3", "true") == "200");
  CHECK(desk.read("/v1/queue")["data"].empty());
  const Json votes = desk.read(path + "/feedback")["data"];
  CHECK(votes.size() == 3);
  CHECK(votes.dump().find("home.example") == std::string::npos);
}

TEST_CASE("a flag is work until it is fixed or rejected; a reading against the checklist has a score") {
  Desk desk;
  const std::string path = desk.make();
  const auto flagged = desk.send("candidate", "POST", path + "/flags",
                                 R"({"reason":"outdated","comment":"Another menu, says ann@home.example"})");
  CHECK(outcome_of(flagged) == "201");
  CHECK(flagged->body.find("home.example") == std::string::npos);  // as it is stored
  CHECK(Json::parse(flagged->body) == desk.read(path + "/flags")["data"][0]);
  CHECK(desk.read("/v1/queue")["data"][0]["reason"] == "flag");
  const std::string at = flagged->get_header_value("Location") + "/resolution";
  CHECK(outcome_of(desk.send("candidate", "POST", at, R"({"resolution":"fixed"})")) == "403 role_missing");
  CHECK(outcome_of(desk.send("contributor", "POST", at, R"({"resolution":"fixed"})")) == "200");
  CHECK(outcome_of(desk.send("contributor", "POST", at, R"({"resolution":"fixed"})")) == "404 not_found");
  CHECK(desk.read("/v1/queue")["data"].empty());
  CHECK(desk.read(path + "/flags")["data"][0]["resolution"] == "fixed");

  CHECK(outcome_of(desk.send("admin", "PUT", "/v1/policy", R"({"rules":{"check:unique":"3"}})")) == "200");
  const auto checked =
      desk.send("contributor", "POST", path + "/checks", R"({"answers":{"unique":true,"clear":false}})");
  CHECK(outcome_of(checked) == "201");
  CHECK(Json::parse(checked->body)["score"] == 0.75);
  CHECK(desk.read(path + "/checks")["data"].size() == 1);
}

TEST_CASE("a merged article leads to its successor, which has its cases and wordings") {
  Desk desk;
  const std::string from = desk.make(), to = desk.make(Desk::kOther);
  desk.send("candidate", "POST", "/v1/links", link_body(id_of(from), "4711", "ann"));
  CHECK(outcome_of(desk.send("contributor", "POST", from + "/merge", R"({"into":")" + id_of(to) + "\"}")) ==
        "428 precondition_required");
  CHECK(outcome_of(desk.send("contributor", "POST", from + "/merge", R"({"into":")" + id_of(to) + "\"}",
                             "*")) == "200");
  const auto moved = desk.send("candidate", "GET", from);
  REQUIRE(moved);
  CHECK(moved->status == 301);
  CHECK(moved->get_header_value("Location") == to);
  const Json successor = desk.read(to);
  CHECK(successor["reuse_count"] == 1);
  CHECK(successor["asked_as"][0] == "Fennec FR-7 drops its uplink");
  CHECK(desk.read("/v1/links?channel=desk&case_ref=4711")["data"][0]["article_id"] == id_of(to));
  CHECK(desk.read(from + "?merged=show")["state"]["confidence"] == "archived");
  // Taken back by restoring it.
  CHECK(outcome_of(desk.send("contributor", "POST", from + "/revisions/1/restore", "", "*")) == "200");
  CHECK(desk.read(from)["state"]["confidence"] == "not_validated");

  const auto part = desk.send(
      "contributor", "POST", to + "/split",
      R"({"article":{"title":"Lamps that flicker","issue":"They flicker."},"links":[")" +
          desk.read("/v1/links?channel=desk&case_ref=4711")["data"][0]["id"].get<std::string>() + "\"]}",
      "*");
  CHECK(outcome_of(part) == "201");
  CHECK(desk.read(part->get_header_value("Location"))["reuse_count"] == 1);
  CHECK(desk.read(to)["reuse_count"] == 0);
}

TEST_CASE("what comes back from a merge has its conversation again") {
  Desk desk;
  ingest(desk.running);
  const std::string from =
      "/v1/articles/" + desk.read("/v1/conversations/community:c-1")["article_id"].get<std::string>();
  const std::string to = desk.make();
  const Json before = desk.read(from);
  CHECK(outcome_of(desk.send("contributor", "POST", from + "/merge", R"({"into":")" + id_of(to) + "\"}",
                             "*")) == "200");
  CHECK(desk.read(to)["sources"].size() == 1);
  CHECK(outcome_of(desk.send("contributor", "POST", from + "/revisions/1/restore", "", "*")) == "200");
  CHECK(desk.read(from)["sources"] == before["sources"]);
  CHECK(desk.read(from)["provenance"] == before["provenance"]);
  CHECK(desk.read(to)["sources"].empty());
  const Json links = desk.read("/v1/links?channel=community&case_ref=c-1")["data"];
  REQUIRE(links.size() == 1);
  CHECK(links[0]["article_id"] == id_of(from));
  CHECK(links[0]["kind"] == "created_from");
}

TEST_CASE("\"same as?\" shows both sides; yes makes one of them, no keeps them apart for good") {
  Desk desk;
  const bool accept = GENERATE(true, false);
  ingest(desk.running);
  const std::string own = desk.read("/v1/conversations/community:c-1")["article_id"];
  const std::string other = desk.make();
  const auto propose = [&] {
    REQUIRE(desk.running.app->service().write([&](Store& store) {
      return store.add_to_queue({"community", "c-1", id_of(other), 0.6, "same_as", 1});
    }));
  };
  propose();
  const Json queue = desk.read("/v1/queue?reason=same_as")["data"];
  REQUIRE(queue.size() == 1);
  CHECK(queue[0]["similarity"] == 0.6);
  const std::string at = "/v1/queue/" + queue[0]["id"].get<std::string>();
  const Json both = desk.read(at);
  CHECK(both["article"]["id"] == id_of(other));
  CHECK(both["other"]["id"] == own);
  CHECK(both["conversation"]["messages"].size() == 3);
  CHECK(outcome_of(desk.send("contributor", "POST", at + "/decision",
                             std::string(R"({"decision":")") + (accept ? "accept" : "reject") + "\"}")) ==
        "200");
  CHECK(desk.send("admin", "GET", "/v1/articles/" + own)->status == (accept ? 301 : 200));
  CHECK(desk.read("/v1/articles/" + id_of(other))["reuse_count"] == (accept ? 1 : 0));
  propose();
  CHECK(desk.read("/v1/queue?reason=same_as")["data"].size() == (accept ? 1 : 0));
}

TEST_CASE("many at once, each with its own outcome") {
  Desk desk;
  const std::string a = desk.make(), b = desk.make(Desk::kOther);
  const auto done = desk.send("contributor", "POST", "/v1/articles/bulk",
                              R"({"to":"validated","add_tags":["checked"],"items":[{"id":")" + id_of(a) +
                                  R"("},{"id":")" + id_of(b) + R"(","if_match":"\"0-0\""},{"id":"none"}]})");
  CHECK(outcome_of(done) == "200");
  const Json data = Json::parse(done->body)["data"];
  CHECK(data[0]["status"] == 200);
  CHECK(data[1]["code"] == "precondition_failed");
  CHECK(data[2]["status"] == 404);
  CHECK(desk.read(a)["state"]["confidence"] == "validated");
  CHECK(desk.read(a)["tags"] == Json({"checked"}));
  CHECK(desk.read(b)["tags"].empty());
}

TEST_CASE("an unsolved conversation is promoted, drafted from its messages") {
  Desk desk;
  ingest(
      desk.running,
      R"({"id":"c-5","title":"Mossbox lamp does not pair","created_at":"2026-03-01T09:00:00Z","messages":[)"
      R"({"id":"m1","author":"ann","role":"asker","at":"2026-03-01T09:00:00Z","body":"My new lamp does not pair with the Mossbox hub."},)"
      R"({"id":"m2","author":"bob","role":"agent","at":"2026-03-01T09:10:00Z","body":"Hold the button of the lamp for ten seconds until it blinks blue, then search again."}]})"
      "\n");
  const auto waiting = [&] { return desk.read("/v1/conversations?perhaps_solved=true")["data"].size(); };
  CHECK(waiting() == 1);
  const std::string at = "/v1/conversations/c-5/promote";
  const auto shown = desk.send("candidate", "POST", at, R"({"dry_run":true})");
  CHECK(outcome_of(shown) == "200");
  CHECK(Json::parse(shown->body)["resolution"].get<std::string>().starts_with("Hold the button"));
  CHECK(desk.read("/v1/articles")["data"].empty());
  const auto made =
      desk.send("candidate", "POST", at, R"({"fields":{"resolution":"Hold its button for ten seconds."}})");
  CHECK(outcome_of(made) == "201");
  const Json article = Json::parse(made->body);
  CHECK(article["title"] == "Mossbox lamp does not pair");
  CHECK(article["sources"][0]["conversation_id"] == "c-5");
  CHECK_FALSE(article["provenance"].empty());
  CHECK(article["state"]["confidence"] == "not_validated");
  CHECK(waiting() == 0);
  CHECK(outcome_of(desk.send("candidate", "POST", at, "{}")) == "409 already_promoted");
  CHECK(outcome_of(desk.send("partner", "POST", at, "{}")) == "404 not_found");
}

TEST_CASE("one who is no editor accepts a few solutions at a time") {
  Desk desk;
  ingest(desk.running);
  const std::string at = "/v1/conversations/community:c-1/solutions";
  const auto accept = [&](const char* role) { return desk.send(role, "POST", at, R"({"message_id":"m2"})"); };
  for (int i = 0; i < 4; ++i) {
    CHECK(outcome_of(accept("candidate")) == "200");
    CHECK(outcome_of(desk.send("candidate", "DELETE", at + "/m2")) == "200");  // which gives none back
  }
  const auto fifth = accept("candidate");
  CHECK(outcome_of(fifth) == "429 rate_limited");
  const int wait = std::stoi(fifth->get_header_value("Retry-After"));
  CHECK((wait >= 1 && wait <= 30));
  for (int i = 0; i < 6; ++i) CHECK(outcome_of(accept("contributor")) == "200");
}

TEST_CASE("settings of channels and of the search are in the audit of the administration") {
  Desk desk;
  const auto put = [&](const char* path, const char* body) {
    return desk.send("admin", "PUT", path, body)->status;
  };
  CHECK(put("/v1/channels/forum",
            R"({"format":"discourse","url":"https://forum.example","secret":"hush"})") == 201);
  CHECK(put("/v1/channels/forum", R"({"owner":"the team"})") == 200);
  CHECK(put("/v1/channels/forum", R"({"owner":"the team"})") == 200);  // changes nothing
  CHECK(put("/v1/synonyms/wlan", R"({"synonyms":["wi-fi","wlan"]})") == 201);
  CHECK(put("/v1/synonyms/wlan", R"({"synonyms":["wi-fi","wlan"]})") == 200);
  CHECK(put("/v1/stopwords/en", R"({"stopwords":["device"]})") == 201);
  CHECK(put("/v1/curations/out", R"({"rule":{"query":"outage"},"includes":[{"id":"a-1"}]})") == 201);
  CHECK(desk.send("admin", "DELETE", "/v1/synonyms/wlan")->status == 204);
  CHECK(desk.send("admin", "DELETE", "/v1/channels/forum")->status == 204);
  const Json rows = desk.read("/v1/audit?stream=administration&limit=7")["data"];
  std::string actions;
  for (const Json& row : rows)
    actions += row["action"].get<std::string>() + " " + row["subject"].get<std::string>() + "\n";
  CHECK(actions ==
        "channel_removed forum\nsynonym_removed wlan\ncuration_set out\nstopwords_set en\nsynonym_set wlan\n"
        "channel_set forum\nchannel_set forum\n");
  CHECK(rows.dump().find("hush") == std::string::npos);
  CHECK(rows[5]["changes"][0]["to"] == "the team");
  CHECK(rows[0]["actor"] != "system");
}

TEST_CASE("accepting a message solves the conversation, and taking it back unsolves it") {
  Desk desk;
  ingest(
      desk.running,
      R"({"id":"c-6","title":"Tidewell stops at 99 %","created_at":"2026-03-01T09:00:00Z","messages":[)"
      R"({"id":"m1","author":"ann","role":"asker","at":"2026-03-01T09:00:00Z","body":"Tidewell stops syncing at 99 % since yesterday. What can I do?"},)"
      R"({"id":"m2","author":"bob","role":"agent","at":"2026-03-01T09:10:00Z","body":"Which version do you have?"},)"
      R"({"id":"m3","author":"bob","role":"agent","at":"2026-03-01T09:20:00Z","body":"Remove the lock file in the Tidewell folder, then start Tidewell again."}]})"
      "\n");
  const std::string at = "/v1/conversations/c-6/solutions";
  CHECK(outcome_of(desk.send("candidate", "POST", at, R"({"message_id":"m1"})")) == "409 not_an_answer");
  const auto solved = desk.send("candidate", "POST", at, R"({"message_id":"m3"})");
  CHECK(outcome_of(solved) == "200");
  const std::string id = Json::parse(solved->body)["article_id"];
  CHECK(desk.read("/v1/articles/" + id)["resolution"].get<std::string>().starts_with("Remove the lock"));
  CHECK(outcome_of(desk.send("candidate", "DELETE", at + "/m3")) == "200");
  CHECK(desk.read("/v1/articles/" + id)["state"]["confidence"] == "wip");
}

TEST_CASE("a conversation that is linked to an article waits for nobody any more") {
  Desk desk;
  const std::string path = desk.make();
  ingest(
      desk.running,
      R"({"id":"c-8","channel":"community","title":"Uplink gone at night","created_at":"2026-03-01T09:00:00Z","messages":[)"
      R"({"id":"m1","author":"ann","role":"asker","at":"2026-03-01T09:00:00Z","body":"My Fennec FR-7 is offline each morning."},)"
      R"({"id":"m2","author":"bob","role":"agent","at":"2026-03-01T09:10:00Z","body":"Switch the scheduled restart off, please."}]})"
      "\n");
  const auto waiting = [&] { return desk.read("/v1/conversations?perhaps_solved=true")["data"].size(); };
  CHECK(waiting() == 1);
  const auto linked = desk.send(
      "candidate", "POST", "/v1/links",
      R"({"channel":"community","case_ref":"c-8","kind":"resolved","article_id":")" + id_of(path) + "\"}");
  CHECK(outcome_of(linked) == "201");
  CHECK(waiting() == 0);
  CHECK(desk.read("/v1/conversations/c-8")["article_id"] == id_of(path));
  CHECK(desk.read("/v1/conversations/c-8")["outcome"] == "linked");
  CHECK(desk.send("candidate", "DELETE", linked->get_header_value("Location"))->status == 204);
  CHECK(waiting() == 1);
  CHECK(desk.read("/v1/conversations/c-8")["article_id"].is_null());
}

TEST_CASE("an article without a language takes that of its text, and is known again in a conversation") {
  Desk desk;
  const std::string question =
      "The siren of my Mossbox hub stays silent when the front door opens at night. During the day it howls "
      "as it "
      "should, and the battery of the siren is new.";
  const std::string answer =
      "Set the night mode of the siren to loud under Alarms, then save the evening scene again. The hub "
      "keeps the "
      "old volume until the scene is saved.";
  const std::string path = desk.make(R"({"title":"Mossbox siren is silent at night","issue":")" + question +
                                     R"(","resolution":")" + answer + "\"}");
  CHECK(desk.read(path)["locale"] == "en");
  ingest(
      desk.running,
      R"({"id":"c-9","title":"Mossbox siren is silent at night","created_at":"2026-03-01T09:00:00Z","messages":[)"
      R"({"id":"m1","author":"ann","role":"asker","at":"2026-03-01T09:00:00Z","body":")" +
          question + R"("},{"id":"m2","author":"bob","role":"agent","at":"2026-03-01T09:10:00Z","body":")" +
          answer + "\"}]}\n");
  const auto shown = desk.send("candidate", "POST", "/v1/conversations/c-9/promote", R"({"dry_run":true})");
  CHECK(Json::parse(shown->body)["similar"][0]["likeness"] == "same");
  CHECK(outcome_of(desk.send("candidate", "POST", "/v1/conversations/c-9/promote", "{}")) ==
        "409 duplicate_suspected");
}
