// The files of api/web as a browser gets them.
#include "api/web.h"

#include <catch2/catch.hpp>

#include "tests/api/running_app.h"

namespace garner::api {
namespace {

TEST_CASE("every page comes with a strict policy, every script to any site") {
  const RunningApp running;
  auto client = running.client();
  for (const web::File& file : web::files()) {
    CAPTURE(file.path);
    const auto result = client.Get(file.path);
    REQUIRE(result);
    CHECK(result->status == 200);
    CHECK(result->body == file.plain);
    CHECK(result->get_header_value("X-Content-Type-Options") == "nosniff");
    const std::string policy = result->get_header_value("Content-Security-Policy");
    const bool page = std::string_view(file.type).starts_with("text/html");
    CHECK((policy.find("default-src 'none'") != std::string::npos) == page);
    CHECK((policy.find("require-trusted-types-for 'script'") != std::string::npos) == page);
    CHECK(policy.find("unsafe") == std::string::npos);
    CHECK(result->get_header_value_count("Access-Control-Allow-Origin") == (page ? 0 : 1));
  }
}

TEST_CASE("the agent panel stands in frames of the help desks that were named, the other pages in none") {
  ServeOptions options;
  options.data.panel_origins = {"https://desk.example", "https://case.example"};
  const RunningApp running(std::move(options));
  auto client = running.client();
  const auto policy = [&](const char* path) {
    return client.Get(path)->get_header_value("Content-Security-Policy");
  };
  CHECK(policy("/panel").ends_with("frame-ancestors https://desk.example https://case.example"));
  CHECK(policy("/").ends_with("frame-ancestors 'none'"));
  CHECK(RunningApp()
            .client()
            .Get("/panel")
            ->get_header_value("Content-Security-Policy")
            .ends_with("frame-ancestors 'none'"));
}

TEST_CASE("a file comes compressed to who takes that, and not again to who has it") {
  const RunningApp running;
  auto client = running.client();
  client.set_decompress(false);
  const auto packed = client.Get("/garner-search.js", {{"Accept-Encoding", "br, gzip"}});
  REQUIRE(packed);
  CHECK(packed->get_header_value("Content-Encoding") == "gzip");
  CHECK(packed->body.substr(0, 2) == "\x1f\x8b");
  const std::string tag = packed->get_header_value("ETag");
  const auto again = client.Get("/garner-search.js", {{"If-None-Match", "W/\"a\", " + tag}});
  REQUIRE(again);
  CHECK(again->status == 304);
  CHECK(again->body.empty());
  CHECK(client.Get("/garner-search.js", {{"If-None-Match", "\"other\""}})->status == 200);
}

}  // namespace
}  // namespace garner::api
