// Synonyms, stop words and curations over HTTP: what an administrator sets changes the next search.
#include "tests/api/running_app.h"

using namespace garner;
using namespace garner::api;

namespace {

Json search(const RunningApp& running, const std::string& key, const std::string& q) {
  running.wait_for_index();
  return body_of(running.client(key).Get("/v1/search?q=" + q));
}

}  // namespace

TEST_CASE("a synonym is made, read, listed, used and taken out") {
  const RunningApp running;
  ingest(running);
  auto admin = running.client(running.admin);
  CHECK(search(running, running.customer, "digitiser")["found"] == 0);
  const auto made =
      admin.Put("/v1/synonyms/scan", R"({"synonyms":["scanner","digitiser"]})", "application/json");
  REQUIRE(made);
  CHECK(made->status == 201);
  CHECK(made->get_header_value("Location") == "/v1/synonyms/scan");
  CHECK(search(running, running.customer, "digitiser")["hits"][0]["id"] == "a-public");
  CHECK(search(running, running.customer, "digitiser")["found"] == 1);
  const Json read = body_of(admin.Get("/v1/synonyms/scan"));
  CHECK(read["synonyms"] == Json({"scanner", "digitiser"}));
  CHECK(read["root"].is_null());
  CHECK(outcome_of(admin.Put("/v1/synonyms/scan", R"({"root":"copier","synonyms":["scanner"],"locale":"en"})",
                             "application/json")) == "200");
  CHECK(search(running, running.customer, "digitiser")["found"] == 0);
  CHECK(search(running, running.customer, "copier")["found"] == 1);
  CHECK(outcome_of(admin.Delete("/v1/synonyms/scan")) == "204");
  CHECK(outcome_of(admin.Get("/v1/synonyms/scan")) == "404 not_found");
  CHECK(search(running, running.customer, "copier")["found"] == 0);
}

TEST_CASE("lists of settings go on where a page ended") {
  const RunningApp running;
  auto admin = running.client(running.admin);
  for (const char* locale : {"de", "en", "fr"}) {
    CHECK(outcome_of(admin.Put(std::string("/v1/stopwords/") + locale, R"({"stopwords":["x"]})",
                               "application/json")) == "201");
  }
  const Json first = body_of(admin.Get("/v1/stopwords?limit=2"));
  CHECK(first["data"].size() == 2);
  CHECK(first["has_more"] == true);
  const Json second =
      body_of(admin.Get("/v1/stopwords?limit=2&after=" + first["next_cursor"].get<std::string>()));
  REQUIRE(second["data"].size() == 1);
  CHECK(second["data"][0]["locale"] == "fr");
  CHECK(second["has_more"] == false);
  CHECK(second["next_cursor"].is_null());
}

TEST_CASE("a curation pins for those who may see the article, and says that it did") {
  const RunningApp running;
  ingest(running);
  CHECK(outcome_of(running.client(running.admin)
                       .Put("/v1/curations/recall",
                            R"({"rule":{"query":"scanner"},"includes":[{"id":"a-internal","position":1}]})",
                            "application/json")) == "201");
  const Json staff = search(running, running.staff, "scanner");
  CHECK(staff["hits"][0]["id"] == "a-internal");
  CHECK(staff["applied_rules"] == Json({"recall"}));
  const Json customer = search(running, running.customer, "scanner");
  CHECK(customer["hits"][0]["id"] == "a-public");
  CHECK(customer["found"] == 1);
  CHECK(customer["applied_rules"].empty());
}

TEST_CASE("settings that are off are refused with their place, and are for administrators") {
  const RunningApp running;
  auto admin = running.client(running.admin);
  const struct {
    const char* path;
    const char* body;
    const char* outcome;
    const char* detail;
  } rows[] = {
      {"/v1/synonyms/a", R"({"synonyms":["one"]})", "422 invalid_input", "at least two"},
      {"/v1/synonyms/a", R"({"synonyms":"one"})", "422 invalid_input", "/synonyms"},
      {"/v1/synonyms/a", R"([])", "400 malformed", "object"},
      {"/v1/stopwords/en", R"({"stopwords":[7]})", "422 invalid_input", "/stopwords"},
      {"/v1/curations/a", R"({})", "422 invalid_input", "/rule/query"},
      {"/v1/curations/a", R"({"rule":{"query":"x","match":"like"},"excludes":[{"id":"a"}]})",
       "422 invalid_input", "/rule/match"},
      {"/v1/curations/a", R"({"rule":{"query":"x"},"includes":[{"id":"a","position":0}]})",
       "422 invalid_input", "/includes/0/position"},
      {"/v1/curations/a", R"({"rule":{"query":"x"},"includes":["a"]})", "422 invalid_input", "/includes/0"},
      {"/v1/curations/a", R"({"rule":{"query":"x"},"excludes":[{"id":"a"}],"effective_from":"soon"})",
       "422 invalid_input", "/effective_from"},
  };
  for (const auto& row : rows) {
    INFO(row.path << " " << row.body);
    const auto result = admin.Put(row.path, row.body, "application/json");
    CHECK(outcome_of(result) == row.outcome);
    CHECK_THAT(body_of(result)["detail"].get<std::string>(), Catch::Contains(row.detail));
    CHECK(outcome_of(running.client(running.staff).Put(row.path, row.body, "application/json")) ==
          "403 forbidden");
  }
}
