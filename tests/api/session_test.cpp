// Signing in with name and password or a link, what a session may, and what is refused.
#include "api/attempts.h"
#include "api/person_json.h"
#include "tests/api/signed_in.h"

using namespace garner;
using namespace garner::api;

TEST_CASE("who signs in works under their name, with the rights of their role, until they sign out") {
  const RunningApp running;
  ingest(running);
  add_person(running, "ann", EditorRole::kContributor);
  Browser ann(running);
  CHECK(outcome_of(ann.get("/v1/search?q=scanner")) == "401 unauthorized");
  CHECK(outcome_of(ann.sign_in("Ann")) == "200");
  CHECK(ann.set_cookie.find("garner=") == 0);
  for (const char* part : {"; HttpOnly", "; SameSite=Strict", "; Path=/", "; Max-Age=604800"})
    CHECK(ann.set_cookie.find(part) != std::string::npos);
  CHECK(ann.set_cookie.find("Secure") == std::string::npos);

  const Json me = body_of(ann.get("/v1/session"));
  CHECK(me["signed_in"] == true);
  CHECK(me["person"]["name"] == "ann");
  CHECK_FALSE(me["person"].contains("password_hash"));
  CHECK(me["role"] == "contributor");
  CHECK(me["csrf_token"] == ann.csrf);
  CHECK(body_of(ann.get("/v1/search?q=scanner"))["found"] == 2);
  CHECK(outcome_of(ann.get("/v1/keys")) == "403 forbidden");

  const auto made =
      ann.send("POST", "/v1/articles",
               {{"title", "Brindle X4 is loud"}, {"issue", "It is loud."}, {"resolution", "Oil it."}});
  CHECK(outcome_of(made) == "201");
  const std::string id = Json::parse(made->body)["id"];
  CHECK(body_of(ann.get("/v1/articles/" + id + "/revisions"))["data"][0]["by"] == "ann");
  CHECK(body_of(
            running.client(running.admin).Get(("/v1/audit?article_id=" + id).c_str()))["data"][0]["actor"] ==
        "ann");

  const std::string cookie = ann.cookie;
  const auto out = ann.send("DELETE", "/v1/session");
  CHECK(outcome_of(out) == "204");
  CHECK(out->get_header_value("Set-Cookie").find("garner=; ") == 0);
  CHECK(out->get_header_value("Set-Cookie").find("Max-Age=0") != std::string::npos);
  CHECK(outcome_of(ann.get("/v1/search?q=scanner")) == "401 unauthorized");
  CHECK(body_of(ann.get("/v1/session"))["signed_in"] == false);
  CHECK(audited(running, 3) ==
        std::vector<std::string>{"ann signed_out ann", "ann signed_in ann", "system person_added ann"});
}

TEST_CASE("behind https, cookies are bound to this host") {
  ServeOptions options;
  options.data.accounts.public_url = "https://garner.example";
  const RunningApp running(std::move(options));
  add_person(running, "ann", EditorRole::kAdmin);
  Browser ann(running);
  CHECK(outcome_of(ann.sign_in("ann")) == "200");
  CHECK(ann.set_cookie.find("__Host-garner=") == 0);
  CHECK(ann.set_cookie.find("; Secure") != std::string::npos);
  CHECK(outcome_of(ann.get("/v1/keys")) == "200");
  ann.cookie.replace(0, std::string("__Host-garner").size(), "garner");
  CHECK(outcome_of(ann.get("/v1/keys")) == "401 unauthorized");
}

TEST_CASE("a wrong name and a wrong password are answered alike") {
  const RunningApp running;
  add_person(running, "ann", EditorRole::kAdmin);
  add_person(running, "bob", EditorRole::kAdmin, [](Person& bob) { bob.disabled = true; });
  add_person(running, "cem", EditorRole::kAdmin, [](Person& cem) { cem.password_hash.clear(); });
  Browser browser(running);
  const auto words_of = [&](const std::string& name, const std::string& password) {
    const auto result = browser.sign_in(name, password);
    CHECK(result->get_header_value("Set-Cookie").empty());
    return std::to_string(result->status) + Json::parse(result->body)["detail"].get<std::string>();
  };
  const std::string words = words_of("nobody", kPassword);
  CHECK(words.find("401") == 0);
  CHECK(words_of("ann", "not " + kPassword) == words);
  CHECK(words_of("bob", kPassword) == words);
  CHECK(words_of("cem", kPassword) == words);
  CHECK(words_of("cem", "") != "200");
  CHECK(words_of("Not A Name!", kPassword) == words);
  CHECK(words_of("harvest", kPassword) == words);
  // Only those that exist are named, and by nobody's name.
  CHECK(audited(running, 2) ==
        std::vector<std::string>{"anonymous sign_in_failed cem", "anonymous sign_in_failed bob"});
}

TEST_CASE("bodies of a sign-in that are not processed") {
  const RunningApp running;
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "400 malformed"},
      {"[]", "400 malformed"},
      {"{}", "422 invalid_input"},
      {R"({"name":"ann"})", "422 invalid_input"},
      {R"({"name":7,"password":"a"})", "422 invalid_input"},
      {R"({"name":"ann","password":[]})", "422 invalid_input"},
      {R"({"name":"ann","password":")" + std::string(5000, 'a') + "\"}", "422 invalid_input"},
      {"{\"name\":\"" + std::string(20'000, 'a') + "\"}", "413 too_large"},
  };
  for (const auto& [body, outcome] : cases) {
    CAPTURE(body.substr(0, 60));
    CHECK(outcome_of(running.client().Post("/v1/session", body, "application/json")) == outcome);
  }
  CHECK(outcome_of(running.client().Post("/v1/session", "name=ann", "application/x-www-form-urlencoded")) ==
        "415 unsupported_media_type");
}

TEST_CASE("what changes something by cookie must come from a page of ours") {
  const RunningApp running;
  add_person(running, "ann", EditorRole::kAdmin);
  Browser ann(running);
  REQUIRE(ann.sign_in("ann")->status == 200);
  const Json body = {{"synonyms", {"wlan", "wifi"}}};
  const auto put = [&](const httplib::Headers& headers) {
    return outcome_of(ann.send("PUT", "/v1/synonyms/a", body, headers));
  };
  const std::string host = "127.0.0.1:" + std::to_string(running.app->port());
  CHECK(put({{"X-CSRF-Token", ""}}) == "403 csrf_failed");
  CHECK(put({{"X-CSRF-Token", "wrong"}}) == "403 csrf_failed");
  CHECK(put({{"X-CSRF-Token", csrf_token("of another session")}}) == "403 csrf_failed");
  CHECK(put({{"Origin", "https://evil.example"}}) == "403 csrf_failed");
  CHECK(put({{"Origin", "null"}}) == "403 csrf_failed");
  for (const char* site : {"cross-site", "same-site"})
    CHECK(put({{"Sec-Fetch-Site", site}}) == "403 csrf_failed");
  CHECK(put({{"Origin", "http://" + host}, {"Sec-Fetch-Site", "same-origin"}}) == "201");
  CHECK(put({{"Origin", "http://" + host}}) == "200");
  CHECK(put({}) == "200");
  // A key is sent by whoever means to.
  CHECK(put({{"X-CSRF-Token", ""},
             {"Authorization", "Bearer " + running.admin},
             {"Origin", "https://evil.example"}}) == "200");
  // Nobody is signed in, or out, by a page of another site either.
  auto other = running.client();
  const std::string given = dump({{"name", "ann"}, {"password", kPassword}});
  for (const char* path : {"/v1/session", "/v1/session/link"}) {
    CHECK(outcome_of(other.Post(path, {{"Origin", "https://evil.example"}}, given, "application/json")) ==
          "403 csrf_failed");
  }
  CHECK(outcome_of(ann.send("DELETE", "/v1/session", {}, {{"X-CSRF-Token", ""}})) == "403 csrf_failed");
  CHECK(body_of(ann.get("/v1/session"))["signed_in"] == true);
}

TEST_CASE("a session ends when nobody uses it, when it is old, and is none when it was made up") {
  const RunningApp running;
  add_person(running, "ann", EditorRole::kAdmin);
  const auto works = [&](const std::string& secret) {
    return outcome_of(running.client().Get("/v1/keys", {{"Cookie", "garner=" + secret}}));
  };
  const auto secret_of = [&](Time made_ago, Time used_ago) {
    const std::string secret = random_secret();
    REQUIRE(running.app->service().write([&](Store& store) {
      return store.add_session({hash_secret(secret), "ann", now() - made_ago, now() - used_ago}, 0, 0);
    }));
    return secret;
  };
  constexpr Time kMinute = 60'000;
  CHECK(works(secret_of(kMinute, kMinute)) == "200");
  CHECK(works(secret_of(kSessionIdleMs + kMinute, kSessionIdleMs - kMinute)) == "200");
  CHECK(works(secret_of(kSessionIdleMs + kMinute, kSessionIdleMs + kMinute)) == "401 unauthorized");
  CHECK(works(secret_of(kSessionLongestMs - kMinute, 0)) == "200");
  CHECK(works(secret_of(kSessionLongestMs + kMinute, 0)) == "401 unauthorized");
  for (const std::string& made_up :
       {std::string(), std::string("x"), random_secret(), std::string(5000, 'a'), hash_secret("x")})
    CHECK(works(made_up) == "401 unauthorized");

  // Use keeps it: noted behind the answer, on the writer's thread as what follows.
  const std::string secret = secret_of(2 * kMinute, 2 * kMinute);
  CHECK(works(secret) == "200");
  Time used = 0;
  REQUIRE(running.app->service().write([&](Store& store) -> Result<> {
    used = store.session(hash_secret(secret)).value()->session.last_used_at;
    return {};
  }));
  CHECK(now() - used < kMinute);
}

TEST_CASE("one changes one's own password, and is signed out elsewhere") {
  const RunningApp running;
  add_person(running, "ann", EditorRole::kContributor);
  Browser here(running), there(running);
  REQUIRE(here.sign_in("ann")->status == 200);
  REQUIRE(there.sign_in("ann")->status == 200);
  const auto change = [&](const std::string& before, const std::string& after) {
    return outcome_of(
        here.send("PUT", "/v1/session/password", {{"old_password", before}, {"password", after}}));
  };
  CHECK(change("not it at all", "another that will do") == "422 invalid_input");
  for (const char* weak : {"short", "aaaaaaaaaaaaaaaa", "ann ann ann"})
    CHECK(change(kPassword, weak) == "422 invalid_input");
  CHECK(body_of(there.get("/v1/session"))["signed_in"] == true);
  CHECK(change(kPassword, "another that will do") == "204");
  CHECK(body_of(here.get("/v1/session"))["signed_in"] == true);
  CHECK(body_of(there.get("/v1/session"))["signed_in"] == false);
  CHECK(outcome_of(there.sign_in("ann")) == "401 sign_in_failed");
  CHECK(outcome_of(there.sign_in("ann", "another that will do")) == "200");
  CHECK(outcome_of(Browser(running).send("PUT", "/v1/session/password",
                                         {{"old_password", kPassword}, {"password", kPassword}})) ==
        "401 unauthorized");
}

TEST_CASE("too many attempts wait, for a name and for an address, and those who get in do not count") {
  using Clock = Attempts::Clock;
  const auto start = Clock::now();
  Attempts attempts;
  for (int i = 0; i < 100; ++i) {
    CHECK_FALSE(attempts.begin("zoe", "10.0.0.9", start));
    attempts.succeeded("zoe", "10.0.0.9");
  }
  const auto some = [](const Attempts::Limit& limit) { return static_cast<int>(limit.at_once); };
  // Of a name at an address.
  for (int i = 0; i < some(Attempts::kOfBoth); ++i) CHECK_FALSE(attempts.begin("ann", "10.0.0.1", start));
  CHECK(attempts.begin("ann", "10.0.0.1", start) == 60);
  CHECK_FALSE(attempts.begin("bob", "10.0.0.1", start));
  CHECK_FALSE(attempts.begin("ann", "10.0.0.2", start));  // ann herself is not kept out
  CHECK(attempts.begin("ann", "10.0.0.1", start + std::chrono::seconds(59)));
  CHECK_FALSE(attempts.begin("ann", "10.0.0.1", start + std::chrono::seconds(60)));
  CHECK(attempts.begin("ann", "10.0.0.1", start + std::chrono::seconds(60)));
  // Of an address.
  for (int i = 0; i < some(Attempts::kOfAddress); ++i)
    CHECK_FALSE(attempts.begin("name" + std::to_string(i), "10.1.0.1", start));
  CHECK(attempts.begin("another", "10.1.0.1", start) == 6);
  CHECK(attempts.begin("", "10.1.0.1", start) == 6);
  // Of a name.
  for (int i = 0; i < some(Attempts::kOfName); ++i)
    CHECK_FALSE(attempts.begin("cem", "10.2.0." + std::to_string(i), start));
  CHECK(attempts.begin("cem", "10.3.0.1", start) == 6);
  // However many come, what is counted longest against stays.
  for (std::size_t i = 0; i < 2 * Attempts::kMost; ++i)
    attempts.begin("n" + std::to_string(i), "a" + std::to_string(i), start);
  CHECK(attempts.begin("another", "10.1.0.1", start));
}

TEST_CASE("the address that attempts are counted for") {
  const auto address = [](const std::string& peer, const std::string& forwarded = {}) {
    Request request;
    request.peer = peer;
    if (!forwarded.empty()) request.headers.emplace("x-forwarded-for", forwarded);
    return address_of(request);
  };
  CHECK(address("10.0.0.1") == "10.0.0.1");
  CHECK(address("10.0.0.1", "10.9.9.9") == "10.0.0.1");            // says a client
  CHECK(address("127.0.0.1", "spoofed, 10.9.9.9") == "10.9.9.9");  // says a proxy on this machine
  CHECK(address("2001:db8:1:2:3::4") == address("2001:db8:1:2::9"));
  CHECK(address("2001:db8:1:2::9") != address("2001:db8:1:3::9"));
  CHECK(address("::ffff:10.0.0.1") != address("::ffff:10.0.0.2"));
  CHECK(address("127.0.0.1", std::string(5000, 'a')).size() < 60);
}

TEST_CASE("a sign-in that has to wait says how long") {
  const RunningApp running;
  add_person(running, "ann", EditorRole::kAdmin);
  Browser browser(running);
  for (int i = 0; i < static_cast<int>(Attempts::kOfBoth.at_once); ++i)
    REQUIRE(browser.sign_in("ann", "wrong")->status == 401);
  const auto over = browser.sign_in("ann");
  CHECK(outcome_of(over) == "429 too_many_attempts");
  CHECK(std::stoi(over->get_header_value("Retry-After")) > 30);
}

TEST_CASE("passwords are hashed as OWASP says, so many at a time") {
  Passwords passwords(1);
  const std::string hash = passwords.hash(kPassword).value();
  CHECK(hash.find("$argon2id$v=19$m=19456,t=2,p=1$") == 0);
  CHECK(passwords.hash(kPassword).value() != hash);
  CHECK(passwords.matches(kPassword, hash).value());
  CHECK_FALSE(passwords.matches(kPassword + " ", hash).value());
  CHECK_FALSE(passwords.matches("", "").value());
  CHECK_FALSE(is_outdated(hash));
  CHECK_FALSE(is_outdated(hash_of_nobody()));  // or it would tell how long a name that exists takes
  CHECK(is_outdated(
      "$argon2id$v=19$m=8192,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
  Passwords none(0);
  CHECK(none.hash(kPassword).error().code == ErrorCode::kUnavailable);
  CHECK(none.matches(kPassword, hash).error().code == ErrorCode::kUnavailable);
}

TEST_CASE("the first administrator is made with the link of the terminal, once") {
  const RunningApp running;
  const auto link_of_kind = [&](InvitationKind kind, const std::string& name, Time ends_in = 60'000) {
    auto [invitation, secret] = new_invitation(kind, name);
    invitation.expires_at = now() + ends_in;
    REQUIRE(running.app->service().write(
        [&, &link = invitation](Store& store) { return store.add_invitation(link); }));
    return secret;
  };
  Browser browser(running);
  CHECK(body_of(browser.get("/v1/session"))["nobody_yet"] == true);
  const std::string late = link_of_kind(InvitationKind::kSetup, "", -1);
  const Json root = {{"name", "Root"}, {"password", kPassword}, {"display_name", "Ann"}};
  const auto with = [&](const std::string& secret, Json body) {
    body["secret"] = secret;
    return outcome_of(browser.open_link(body));
  };
  CHECK(with(late, root) == "404 link_ended");
  CHECK(with(random_secret(), root) == "404 link_ended");
  const std::string secret = link_of_kind(InvitationKind::kSetup, "");
  CHECK(with(secret, {{"password", kPassword}}) == "422 invalid_input");
  CHECK(with(secret, {{"name", "root"}, {"password", "short"}}) == "422 invalid_input");
  CHECK(with(secret, root) == "200");
  CHECK(with(secret, root) == "404 link_ended");
  const Json me = body_of(browser.get("/v1/session"));
  CHECK(me["person"]["name"] == "root");
  CHECK(me["scopes"] == Json({"admin"}));
  CHECK(me["nobody_yet"] == false);
  CHECK(outcome_of(browser.get("/v1/keys")) == "200");
  CHECK(with(link_of_kind(InvitationKind::kSetup, ""), {{"name", "eve"}, {"password", kPassword}}) ==
        "409 conflict");

  // A link that signs in asks for nothing.
  Browser quick(running);
  CHECK(outcome_of(quick.open_link({{"secret", link_of_kind(InvitationKind::kSignIn, "root")}})) == "200");
  CHECK(outcome_of(quick.get("/v1/keys")) == "200");
}
