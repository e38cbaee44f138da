// garner person: accounts from a terminal or a script, and the config file's single sign-on.
#include <filesystem>

#include "indexer/store/store.h"
#include "tests/tools/bench.h"

namespace garner {
namespace {

RunOptions typed(const std::string& input) {
  RunOptions options;
  options.input = input;
  return options;
}

const RunOptions kTyped = typed("four words that fit\n");

std::string role_of(const Bench& bench, const std::string& name) {
  const Json list = bench.json({"person", "list"});
  for (const Json& person : list["people"]) {
    if (person["name"] == name) return person["role"];
  }
  return "nobody";
}

TEST_CASE("somebody is added with a password from standard input, and it stands nowhere") {
  const Bench bench;
  const Json ann =
      bench.json({"person", "add", "Ann", "--role", "admin", "--display-name", "Ann Lee"}, 0, kTyped);
  CHECK(ann["name"] == "ann");
  CHECK(ann["audience_max"] == "team");
  CHECK(ann["has_password"] == true);
  CHECK_FALSE(ann.contains("password_hash"));
  const auto store = Store::open({bench.path("data/store.sqlite"), true});
  REQUIRE(store);
  const auto person = (*store)->person("ann");
  REQUIRE(person);
  CHECK(person->password_hash.find("$argon2id$") == 0);
  CHECK(bench.read("data/store.sqlite").find("four words") == std::string::npos);
}

TEST_CASE("roles, passwords and links of people, and who must stay") {
  const Bench bench;
  bench.json({"person", "add", "root", "--role", "admin"}, 0, kTyped);
  const Json link =
      bench.json({"person", "add", "bob@quillon.example", "--invite", "--url", "https://garner.example"});
  CHECK(link["link"].get<std::string>().find("https://garner.example/#/welcome/") == 0);
  CHECK(role_of(bench, "bob@quillon.example") == "contributor");
  bench.json({"person", "role", "bob@quillon.example", "publisher"});
  CHECK(role_of(bench, "bob@quillon.example") == "publisher");
  CHECK(bench.json({"person", "password", "bob@quillon.example"}, 0, kTyped)["has_password"] == true);
  CHECK(bench.json({"person", "link", "root", "--sign-in"})["link"].get<std::string>().find("/#/enter/") !=
        std::string::npos);
  CHECK(bench.json({"person", "disable", "bob@quillon.example"})["disabled"] == true);
  CHECK(bench.json({"person", "enable", "bob@quillon.example"})["disabled"] == false);
  CHECK(bench.garner({"person", "disable", "root"}).err.find("nobody else is an administrator") !=
        std::string::npos);
  CHECK(bench.garner({"verify"}).status == 0);
}

TEST_CASE("what is refused of people on the command line") {
  const Bench bench;
  bench.json({"person", "add", "root", "--role", "admin"}, 0, kTyped);
  struct Refused {
    std::vector<std::string> arguments;
    std::string input;
    int status;
  };
  const std::vector<Refused> cases = {
      {{"person", "add", "root"}, "four words that fit\n", 1},
      {{"person", "add", "ann lee"}, "four words that fit\n", 2},
      {{"person", "add", "harvest"}, "four words that fit\n", 2},
      {{"person", "add", "ann"}, "short\n", 2},
      {{"person", "add", "ann"}, "", 2},
      {{"person", "add", "ann", "--role", "king"}, "four words that fit\n", 2},
      {{"person", "add", "ann", "--audience", "all"}, "four words that fit\n", 2},
      {{"person", "add", "ann", "--invite", "--url", "garner.example/desk"}, "", 2},
      {{"person", "add", "ann", "four words that fit"}, "", 2},
      {{"person", "role", "nobody", "admin"}, "", 1},
      {{"person", "link", "nobody"}, "", 1},
      {{"person"}, "", 2},
  };
  for (const auto& [arguments, input, status] : cases) {
    CAPTURE(Json(arguments).dump());
    const Outcome outcome = bench.garner(arguments, typed(input));
    CHECK(outcome.status == status);
    CHECK(outcome.err.find("garner: ") == 0);
  }
  CHECK(bench.json({"person", "list"})["people"].size() == 1);
}

TEST_CASE("people of a folder without a store are not looked for in vain") {
  const Bench bench;
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"person", "list"}, {"person", "role", "ann", "admin"}, {"person", "link", "ann"}}) {
    CHECK(bench.garner(arguments).status == 1);
    CHECK_FALSE(std::filesystem::exists(bench.path("data")));
  }
}

TEST_CASE("single sign-on that cannot work is told before anything starts") {
  const Bench bench;
  const auto serve = [&](const std::string& config) {
    bench.write("garner.toml", config);
    return bench.garner({"--config", bench.path("garner.toml"), "serve", "--listen", "127.0.0.1:0"});
  };
  const std::string sound = "[sign_in.oidc]\nissuer = \"https://id.example\"\nclient_id = \"garner\"\n";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"[sign_in]\nissuer = \"x\"\n", "[sign_in.oidc]"},
      {sound, "nobody would be let in"},
      {sound + "default_role = \"king\"\n", "default_role is candidate"},
      {sound + "default_role = \"candidate\"\ncolour = \"red\"\n", "there is no colour"},
      {sound + "roles = [\"a=b\"]\n", "roles is a list"},
      {sound + "default_role = \"candidate\"\nclient_secret = \"file:/nowhere/secret\"\n", "/nowhere/secret"},
      {"[sign_in.oidc]\nissuer = \"http://id.example\"\nclient_id = \"garner\"\ndefault_role = "
       "\"candidate\"\n",
       "begins with https"},
  };
  for (const auto& [config, said] : cases) {
    CAPTURE(config);
    const Outcome outcome = serve(config);
    CAPTURE(outcome.err);
    CHECK(outcome.status == 2);
    CHECK(outcome.err.find(said) != std::string::npos);
  }
}

}  // namespace
}  // namespace garner
