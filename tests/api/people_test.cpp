// People over HTTP: an administrator adds them, they choose their password, and lose their rights at once.
#include "tests/api/signed_in.h"

using namespace garner;
using namespace garner::api;

TEST_CASE("somebody is added, chooses a password with the link, and works") {
  const RunningApp running;
  add_person(running, "root", EditorRole::kAdmin);
  Browser root(running), bob(running);
  REQUIRE(root.sign_in("root")->status == 200);
  const auto made =
      root.send("POST", "/v1/people",
                {{"name", "Bob@quillon.example"}, {"display_name", "Bob"}, {"role", "contributor"}});
  CHECK(outcome_of(made) == "201");
  CHECK(made->get_header_value("Location") == "/v1/people/bob@quillon.example");
  const Json shown = Json::parse(made->body);
  CHECK(shown["has_password"] == false);
  CHECK(shown["audience_max"] == "internal");
  CHECK(outcome_of(bob.sign_in("bob@quillon.example", "")) == "422 invalid_input");

  const Json link = {{"secret", shown["secret"]}, {"password", "bob has four words"}};
  CHECK(outcome_of(bob.open_link(link)) == "200");
  CHECK(outcome_of(bob.open_link(link)) == "404 link_ended");
  CHECK(outcome_of(bob.get("/v1/queue")) == "200");
  CHECK(outcome_of(bob.get("/v1/people")) == "403 forbidden");
  CHECK(outcome_of(Browser(running).sign_in("bob@quillon.example", "bob has four words")) == "200");
  CHECK(audited(running, 4) ==
        std::vector<std::string>{"bob@quillon.example signed_in bob@quillon.example",
                                 "bob@quillon.example signed_in bob@quillon.example",
                                 "bob@quillon.example password_set bob@quillon.example",
                                 "root invited bob@quillon.example"});

  const Json list = body_of(root.get("/v1/people?limit=1"));
  CHECK(list["data"][0]["name"] == "bob@quillon.example");
  CHECK_FALSE(list["data"][0]["last_sign_in_at"].is_null());
  CHECK(list["has_more"] == true);
  const Json rest = body_of(root.get("/v1/people?after=" + list["next_cursor"].get<std::string>()));
  CHECK(rest["data"][0]["name"] == "root");
  CHECK(rest["has_more"] == false);
}

TEST_CASE("a change of role, a reset and being disabled sign people out at once") {
  const RunningApp running;
  add_person(running, "root", EditorRole::kAdmin);
  add_person(running, "ann", EditorRole::kContributor);
  Browser root(running), ann(running);
  REQUIRE(root.sign_in("root")->status == 200);
  const auto sign_in = [&] { REQUIRE(ann.sign_in("ann")->status == 200); };
  const auto is_in = [&] { return body_of(ann.get("/v1/session"))["signed_in"] == true; };

  sign_in();
  CHECK(body_of(root.send("PATCH", "/v1/people/ann", {{"email", "ann@quillon.example"}}))["email"] ==
        "ann@quillon.example");
  CHECK(is_in());
  CHECK(body_of(root.send("PATCH", "/v1/people/ann", {{"role", "publisher"}}))["role"] == "publisher");
  CHECK_FALSE(is_in());
  sign_in();
  CHECK(body_of(ann.get("/v1/session"))["role"] == "publisher");
  CHECK(outcome_of(root.send("DELETE", "/v1/people/ann/sessions")) == "204");
  CHECK_FALSE(is_in());

  sign_in();
  const auto reset = root.send("POST", "/v1/people/ann/invitation");
  CHECK(outcome_of(reset) == "201");
  CHECK_FALSE(is_in());
  CHECK(outcome_of(ann.sign_in("ann")) == "401 sign_in_failed");
  const std::string secret = Json::parse(reset->body)["secret"];
  CHECK(outcome_of(ann.open_link({{"secret", secret}, {"password", "a new one that fits"}})) == "200");
  CHECK(is_in());

  CHECK(body_of(root.send("PATCH", "/v1/people/ann", {{"disabled", true}}))["disabled"] == true);
  CHECK_FALSE(is_in());
  CHECK(outcome_of(ann.sign_in("ann", "a new one that fits")) == "401 sign_in_failed");
  CHECK(outcome_of(root.send("POST", "/v1/people/ann/invitation")) == "409 disabled");
}

TEST_CASE("what is refused of people") {
  const RunningApp running;
  add_person(running, "root", EditorRole::kAdmin);
  add_person(running, "lead", EditorRole::kAdmin, [](Person& lead) { lead.audience = Audience::kInternal; });
  Browser lead(running);
  REQUIRE(lead.sign_in("lead")->status == 200);
  const std::vector<std::tuple<std::string, std::string, Json, std::string>> cases = {
      {"POST", "/v1/people", {{"name", "root"}}, "409 name_taken"},
      {"POST", "/v1/people", {{"name", "ann lee"}}, "422 invalid_input"},
      {"POST", "/v1/people", {{"name", "harvest"}}, "422 invalid_input"},
      {"POST", "/v1/people", {{"name", "ann"}, {"role", "king"}}, "422 invalid_input"},
      {"POST", "/v1/people", {{"name", "ann"}, {"audience_max", "team"}}, "422 invalid_input"},
      {"POST", "/v1/people", {{"name", "ann"}, {"display_name", std::string(300, 'a')}}, "422 invalid_input"},
      {"PATCH", "/v1/people/root", {{"role", "candidate"}}, "403 forbidden"},
      {"POST", "/v1/people/root/invitation", Json::object(), "403 forbidden"},
      {"PATCH", "/v1/people/nobody", {{"role", "candidate"}}, "404 not_found"},
      {"DELETE", "/v1/people/nobody/sessions", Json::object(), "404 not_found"},
  };
  for (const auto& [method, path, body, outcome] : cases) {
    CAPTURE(method, path, dump(body).substr(0, 80));
    CHECK(outcome_of(lead.send(method, path, body)) == outcome);
  }
  Browser root(running);
  REQUIRE(root.sign_in("root")->status == 200);
  CHECK(outcome_of(root.send("PATCH", "/v1/people/lead", {{"role", "publisher"}})) == "200");
  CHECK(outcome_of(root.send("PATCH", "/v1/people/root", {{"disabled", true}})) == "409 last_admin");
}
