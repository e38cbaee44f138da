// The life of an article over HTTP: written, changed, moved, archived, restored; by whom it may be, and what
// keeps two editors from losing each other's changes.
#include "tests/api/desk.h"

using namespace garner;
using namespace garner::api;

TEST_CASE("an article is written and found within moments, and its tag guards every change") {
  Desk desk;
  const auto made = desk.send("candidate", "POST", "/v1/articles", Desk::kGood);
  REQUIRE(outcome_of(made) == "201");
  const Json article = Json::parse(made->body);
  CHECK(article["state"]["confidence"] == "not_validated");
  CHECK(article["state"]["audience"] == "internal");
  CHECK(article["revision"] == 1);
  CHECK(article["similar"] == Json::array());
  const std::string path = made->get_header_value("Location");
  CHECK(path == "/v1/articles/" + article["id"].get<std::string>());
  desk.running.wait_for_index();
  CHECK(desk.read("/v1/search?q=fennec+uplink")["hits"][0]["id"] == article["id"]);

  const std::string tag = desk.send("candidate", "GET", path)->get_header_value("ETag");
  CHECK(tag == made->get_header_value("ETag"));
  const std::string change = R"({"cause":"The nightly restart is on when it is delivered."})";
  CHECK(outcome_of(desk.send("candidate", "PATCH", path, change)) == "428 precondition_required");
  const auto changed = desk.send("candidate", "PATCH", path, change, tag);
  CHECK(outcome_of(changed) == "200");
  CHECK(Json::parse(changed->body)["revision"] == 2);
  CHECK(Json::parse(changed->body)["resolution"] == article["resolution"]);
  // The other editor, who read it before.
  CHECK(outcome_of(desk.send("contributor", "PATCH", path, R"({"tags":["uplink"]})", tag)) ==
        "412 precondition_failed");
  CHECK(outcome_of(desk.send("contributor", "PATCH", path, R"({"tags":["uplink"]})", "W/" + tag)) ==
        "412 precondition_failed");
  CHECK(outcome_of(desk.send("contributor", "PATCH", path, R"({"tags":["uplink"]})",
                             "\"9-0\", " + changed->get_header_value("ETag"))) == "200");
  // PUT takes back what was read, and empties what it does not name.
  Json whole = desk.read(path);
  whole.erase("cause");
  CHECK(outcome_of(desk.send("contributor", "PUT", path, whole.dump(), "*")) == "200");
  CHECK(desk.read(path)["cause"].is_null());
  CHECK(desk.read(path)["tags"] == Json({"uplink"}));
}

TEST_CASE("requests to write that are refused, and why") {
  Desk desk;
  const std::string path = desk.make();
  struct Case {
    std::string role, method, path, body, outcome, pointer;
  };
  const auto cases = std::vector<Case>{
      {"candidate", "POST", "/v1/articles", "{}", "422 invalid_input", "/title"},
      {"candidate", "POST", "/v1/articles", R"({"title":7})", "422 invalid_input", "/title"},
      {"candidate", "POST", "/v1/articles", R"({"title":"t","tags":"wifi"})", "422 invalid_input", "/tags"},
      {"candidate", "POST", "/v1/articles", R"({"title":"t","audience":"public"})", "422 invalid_input",
       "/audience"},
      {"candidate", "POST", "/v1/articles", Desk::kGood, "409 duplicate_suspected", ""},
      {"partner", "POST", "/v1/articles", Desk::kGood, "403 role_missing", ""},
      {"partner", "PATCH", path, R"({"tags":[]})", "404 not_found", ""},
      {"candidate", "PATCH", path, R"({"confidence":"validated"})", "422 invalid_input", "/confidence"},
      {"candidate", "PATCH", path, R"({"reuse_count":9})", "422 invalid_input", "/reuse_count"},
      {"candidate", "PATCH", path, R"({"colour":"red"})", "422 invalid_input", "/colour"},
      {"candidate", "PATCH", path, R"({"resolution":null})", "409 resolution_missing", ""},
      {"candidate", "PATCH", path, R"({"title":""})", "422 invalid_input", ""},
      {"candidate", "PUT", path, R"({"issue":"i"})", "422 invalid_input", "/title"},
      {"candidate", "DELETE", path, "", "403 role_missing", ""},
      {"candidate", "POST", path + "/transitions", "{}", "422 invalid_input", "/to"},
      {"candidate", "POST", path + "/transitions", R"({"to":"validated"})", "403 role_missing", ""},
      {"candidate", "POST", path + "/transitions", R"({"to":"gone"})", "422 invalid_input", ""},
      {"contributor", "POST", path + "/transitions", R"({"to":"archived","at":"2001-01-01T00:00:00Z"})",
       "422 invalid_input", "/at"},
      {"contributor", "POST", path + "/revisions/7/restore", "{}", "404 not_found", ""},
      {"contributor", "POST", path + "/revisions/x/restore", "{}", "404 not_found", ""},
  };
  for (const auto& [role, method, target, body, outcome, pointer] : cases) {
    CAPTURE(method, target, body);
    const auto result = desk.send(role, method, target, body, "*");
    CHECK(outcome_of(result) == outcome);
    if (!pointer.empty()) CHECK(Json::parse(result->body)["errors"][0]["pointer"] == pointer);
  }
  CHECK(desk.read(path)["revision"] == 1);
}

TEST_CASE("an article goes the way of the table, and no other") {
  Desk desk;
  const std::string path =
      desk.make(R"({"title":"Tidewell stops at 99 %","issue":"Tidewell stops syncing at 99 %."})");
  CHECK(desk.read(path)["state"]["confidence"] == "wip");
  CHECK(desk.move("contributor", path, "not_validated") == "409 resolution_missing");
  CHECK(desk.move("contributor", path, "validated") == "409 illegal_transition");
  CHECK(outcome_of(desk.send("candidate", "PATCH", path,
                             R"({"resolution":"Call Ann Meyer on +1 415 555 2671 to unlock it."})", "*")) ==
        "200");
  CHECK(desk.move("candidate", path, "not_validated") == "200");
  CHECK(desk.move("contributor", path, "validated") == "200");
  CHECK(desk.move("contributor", path, "wip") == "409 illegal_transition");
  CHECK(desk.move("publisher", path, "customer") == "409 illegal_transition");  // two steps
  CHECK(desk.move("contributor", path, "partner") == "200");
  CHECK(desk.move("contributor", path, "customer") == "403 role_missing");
  CHECK(desk.move("publisher", path, "customer") == "409 privacy_not_clean");
  CHECK(outcome_of(desk.send("contributor", "PATCH", path,
                             R"({"resolution":"Restart Tidewell; it takes up where it was."})", "*")) ==
        "200");
  CHECK(desk.move("publisher", path, "customer") == "200");
  CHECK(desk.move("publisher", path, "public") == "200");
  CHECK(outcome_of(desk.send("contributor", "PATCH", path, R"({"cause":"c"})", "*")) == "403 role_missing");
  CHECK(outcome_of(desk.send("publisher", "PATCH", path, R"({"cause":"Ask ann@tidewell.example"})", "*")) ==
        "409 privacy_not_clean");
  CHECK(desk.move("publisher", path, "compliance") == "200");
  CHECK(desk.move("contributor", path, "internal") == "403 role_missing");  // under compliance
  CHECK(desk.move("publisher", path, "internal") == "200");                 // back at once
  CHECK(outcome_of(desk.send("publisher", "DELETE", path, "", "*")) == "204");
  CHECK(desk.move("publisher", path, "not_validated") == "409 illegal_transition");
  CHECK(outcome_of(desk.send("publisher", "PATCH", path, R"({"cause":"c"})", "*")) == "409 archived");
  CHECK(outcome_of(desk.send("publisher", "POST", path + "/revisions/2/restore", "", "*")) == "200");
  const Json back = desk.read(path);
  CHECK(back["state"]["confidence"] == "not_validated");
  CHECK(back["resolution"].get<std::string>().starts_with("Call"));
  CHECK(desk.move("publisher", path, "experience") == "200");
}

TEST_CASE("where there is a review, nothing is published without it") {
  Desk desk;
  CHECK(outcome_of(desk.send("publisher", "PUT", "/v1/policy", R"({"rules":{"review":"on"}})")) ==
        "403 forbidden");
  CHECK(outcome_of(desk.send("admin", "PUT", "/v1/policy", R"({"rules":{"review":"on"}})")) == "200");
  const std::string path = desk.make();
  CHECK(desk.move("publisher", path, "partner") == "200");
  CHECK(desk.move("publisher", path, "customer") == "409 review_missing");
  CHECK(desk.move("candidate", path, "awaiting_publication") == "409 illegal_transition");
  CHECK(desk.move("candidate", path, "awaiting_review") == "200");
  CHECK(desk.read("/v1/articles?review=awaiting_review")["data"].size() == 1);
  CHECK(desk.move("candidate", path, "awaiting_publication") == "403 role_missing");
  CHECK(desk.move("contributor", path, "awaiting_publication") == "200");
  // What was reviewed is what is published.
  CHECK(outcome_of(desk.send("candidate", "PATCH", path, R"({"cause":"c"})", "*")) == "200");
  CHECK(desk.move("publisher", path, "customer") == "409 review_missing");
  CHECK(desk.move("contributor", path, "awaiting_review") == "200");
  CHECK(desk.move("contributor", path, "awaiting_publication") == "200");
  CHECK(desk.move("publisher", path, "customer") == "200");
  CHECK(desk.read(path)["review"].is_null());
}

TEST_CASE("revisions are kept, told apart word by word, and restored") {
  Desk desk;
  const std::string path = desk.make();
  CHECK(
      outcome_of(desk.send("candidate", "PATCH", path,
                           R"({"resolution":"Turn the nightly restart off under System.","note":"shorter"})",
                           "*")) == "200");
  const Json list = desk.read(path + "/revisions");
  REQUIRE(list["data"].size() == 2);
  CHECK(list["data"][0]["revision"] == 2);
  CHECK(list["has_more"] == false);
  const Json diff = desk.read(path + "/diff?from=1&to=2");
  CHECK(diff["fields"].size() == 1);
  std::string told;
  for (const Json& run : diff["fields"]["resolution"])
    told += run["op"].get<std::string>()[0] + ("(" + run["text"].get<std::string>() + ")");
  CHECK(told == "s(Turn the )g(scheduled)n(nightly)s( restart off under System)g(, Maintenance)s(.)");
  CHECK(desk.read(path + "/revisions/1")["content"]["resolution"].get<std::string>().starts_with(
      "Turn the scheduled"));
  CHECK(outcome_of(desk.send("partner", "GET", path + "/revisions")) == "404 not_found");
  CHECK(outcome_of(desk.send("candidate", "POST", path + "/revisions/1/restore", "", "*")) == "200");
  CHECK(desk.read(path)["resolution"] == Json::parse(Desk::kGood)["resolution"]);
  CHECK(desk.read(path)["revision"] == 3);

  const Json audit = desk.read("/v1/audit?article_id=" + path.substr(13));
  REQUIRE(audit["data"].size() == 3);
  CHECK(audit["data"][0]["action"] == "restored");
  CHECK(audit["data"][1]["action"] == "edited");
  CHECK(audit["data"][1]["note"] == "shorter");
  CHECK(audit["data"][1]["changes"][0]["field"] == "resolution");
  CHECK(audit["data"][2]["action"] == "created");
  CHECK(desk.read("/v1/audit?stream=administration")["data"].size() > 3);
  CHECK(body_of(desk.send("publisher", "GET", "/v1/audit?stream=administration"))["data"].empty());
}

TEST_CASE("a transition waits for its time, and is taken back before it") {
  Desk desk;
  const std::string path = desk.make();
  const std::string later = R"({"to":"validated","at":"2099-01-01T00:00:00Z"})";
  CHECK(outcome_of(desk.send("candidate", "POST", path + "/transitions", later, "*")) == "403 role_missing");
  CHECK(outcome_of(desk.send("contributor", "POST", path + "/transitions", later, "*")) == "202");
  const Json scheduled = desk.read(path)["scheduled"];
  REQUIRE(scheduled.size() == 1);
  CHECK(scheduled[0]["to"] == "validated");
  CHECK(desk.read(path)["state"]["confidence"] == "not_validated");
  // Its time comes.
  const std::string id = scheduled[0]["id"];
  CHECK(desk.running.app->service().write([&](Store& store) -> Result<> {
    EditingTools tools;
    const auto taken = run_due(store, tools, *parse_rfc3339("2099-01-02T00:00:00Z"), 10);
    return taken && *taken == 1 ? Result<>{} : fail(ErrorCode::kInternal, "not taken");
  }));
  CHECK(desk.read(path)["state"]["confidence"] == "validated");
  CHECK(desk.read(path)["scheduled"].empty());

  CHECK(outcome_of(desk.send("contributor", "POST", path + "/transitions",
                             R"({"to":"archived","at":"2099-01-01T00:00:00Z"})", "*")) == "202");
  const std::string other = desk.read(path)["scheduled"][0]["id"];
  CHECK(outcome_of(desk.send("contributor", "DELETE", path + "/schedule/" + other, "", "*")) == "200");
  CHECK(desk.read(path)["scheduled"].empty());
}

TEST_CASE("where an article can go is told to each role, with the reason where it may not") {
  Desk desk;
  const std::string path = desk.make();
  const auto targets = [&](const std::string& role, const std::string& at) {
    std::map<std::string, std::string> found;
    const Json body = body_of(desk.send(role, "GET", at + "/transitions"));
    for (const Json& each : body["data"])
      found[each["to"]] = each["allowed"].get<bool>() ? "yes" : each["code"].get<std::string>();
    return found;
  };
  using Targets = std::map<std::string, std::string>;
  CHECK(targets("contributor", path) == Targets{{"validated", "yes"},
                                                {"archived", "yes"},
                                                {"team", "yes"},
                                                {"partner", "yes"},
                                                {"compliance", "role_missing"}});
  CHECK(targets("candidate", path)["validated"] == "role_missing");
  CHECK(body_of(desk.send("candidate", "GET", path + "/transitions"))["may_edit"] == true);
  for (const char* const to : {"validated", "partner"}) CHECK(desk.move("publisher", path, to) == "200");
  CHECK(targets("publisher", path)["customer"] == "yes");
  CHECK(targets("publisher", path).count("public") == 0);  // two steps
  CHECK(body_of(desk.send("candidate", "GET", path + "/transitions"))["edit_refused"].is_string());
  const std::string private_one = desk.make(
      R"({"title":"Call Quillon","issue":"Who helps with the Mossbox hub?","resolution":"Write to jane.doe@quillon.example."})");
  CHECK(desk.move("publisher", private_one, "partner") == "200");
  CHECK(targets("publisher", private_one)["customer"] == "privacy_not_clean");
  CHECK(outcome_of(desk.send("reader", "GET", path + "/transitions")) == "403 forbidden");
  CHECK(outcome_of(desk.send("partner", "GET", path + "/transitions")) == "404 not_found");
}
